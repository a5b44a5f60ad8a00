import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { InvokeResult } from '../service.ts';
import { createEventApis, type EventApis } from './event-apis.ts';

const modes = (...types: string[]) => types.map((AuthType) => ({ AuthType }));
const cognito = 'AMAZON_COGNITO_USER_POOLS';
const signature =
  'AWS4-HMAC-SHA256 Credential=k/20260101/eu-central-1/appsync/aws4_request, SignedHeaders=host, Signature=0';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** An Event API with the namespace `list`, whose handler answers with `answer`. Tokens are `<client>:<person>`. */
const start = async (answer: (event: unknown) => InvokeResult = () => ({ ok: null })) => {
  let apis: EventApis | undefined;
  const server = createServer(async (req, res) => {
    if (!(await apis?.handle(req, res))) res.writeHead(404).end();
  });
  server.on('upgrade', (req, socket, head) => apis?.upgrade(req, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  apis = createEventApis(
    { endpoint: `http://${host}`, invoke: async (_arn, event) => answer(event), log: () => {} },
    async (_pool, token) => {
      const [client, person] = token.split(':');
      return person === undefined ? undefined : { sub: person, client_id: client, iss: 'pool' };
    },
  );
  apis.createApi({
    id: 'api1',
    EventConfig: {
      AuthProviders: [
        { AuthType: 'AWS_IAM' },
        { AuthType: cognito, CognitoConfig: { AwsRegion: 'x', UserPoolId: 'p', AppIdClientRegex: '^app$' } },
      ],
      ConnectionAuthModes: modes(cognito),
      DefaultPublishAuthModes: modes('AWS_IAM'),
      DefaultSubscribeAuthModes: modes(cognito),
    },
  });
  const api = apis.api('api1');
  api.dataSources.set('rules', 'arn:rules');
  api.namespaces.set('list', {
    ApiId: 'api1',
    Name: 'list',
    HandlerConfigs: {
      OnSubscribe: {
        Behavior: 'DIRECT',
        Integration: { DataSourceName: 'rules', LambdaConfig: { InvokeType: 'REQUEST_RESPONSE' } },
      },
    },
  });
  open.push(() => {
    apis?.stop();
    server.close();
  });
  const publish = (channel: string, events: readonly string[], authorization = signature) =>
    fetch(`http://${host}/_live/api1/event`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ channel, events }),
    });
  return { host, publish };
};

const connect = async (host: string, token: string) => {
  const authorization = { host, Authorization: token };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const socket = new WebSocket(`ws://${host}/_live/api1/event/realtime`, ['aws-appsync-event-ws', `header-${header}`]);
  const got: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  socket.onmessage = ({ data }) => {
    got.push(JSON.parse(String(data)));
    for (const wake of waiting.splice(0)) wake();
  };
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  open.push(() => socket.close());
  const next = async (type: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const found = got.findIndex((message) => message.type === type);
      if (found >= 0) return got.splice(found, 1)[0] ?? {};
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const say = (message: object): void => socket.send(JSON.stringify(message));
  const subscribe = (channel: string, given: object = authorization): void =>
    say({ type: 'subscribe', id: 's', channel, authorization: given });
  return { isOpen, socket, next, say, subscribe };
};

test('what is published over HTTP comes over WebSocket to who subscribed', async () => {
  const seen: unknown[] = [];
  const { host, publish } = await start((event) => {
    seen.push(event);
    return { ok: null };
  });
  const { socket, next, say, subscribe } = await connect(host, 'app:ada');

  say({ type: 'connection_init' });
  await next('connection_ack');
  subscribe('/list/things');
  await next('subscribe_success');
  const answer = await publish('/list/things', ['{"a":1}', '2']);

  expect(socket.protocol).toBe('aws-appsync-event-ws');
  expect(await answer.json()).toMatchObject({ failed: [], successful: [{ index: 0 }, { index: 1 }] });
  expect([await next('data'), await next('data')].map(({ event }) => event)).toEqual(['{"a":1}', '2']);
  expect(seen).toMatchObject([
    {
      identity: { sub: 'ada', claims: { client_id: 'app' } },
      info: { channel: { path: '/list/things', segments: ['list', 'things'] }, operation: 'SUBSCRIBE' },
    },
  ]);
});

test('whom the handler refuses hears why and nothing more', async () => {
  const { host } = await start(() => ({ ok: { error: 'not you' } }));
  const { next, subscribe } = await connect(host, 'app:ada');

  subscribe('/list/things');

  expect(await next('subscribe_error')).toMatchObject({ errors: [{ message: 'not you' }] });
});

test('a handler that fails lets nobody in', async () => {
  const { host } = await start(() => ({ error: { errorType: 'Error', errorMessage: 'broken' } }));
  const { next, subscribe } = await connect(host, 'app:ada');

  subscribe('/list/things');

  expect(await next('subscribe_error')).toMatchObject({ errors: [{ message: 'broken' }] });
});

test('nobody connects without a token, with one of another client, or for another host', async () => {
  const { host } = await start();

  for (const token of ['', 'nonsense', 'stranger:ada']) expect((await connect(host, token)).isOpen).toBe(false);
  const { next, subscribe } = await connect(host, 'app:ada');
  subscribe('/list/things', { host: 'elsewhere', Authorization: 'app:ada' });
  expect(await next('subscribe_error')).toMatchObject({ errors: [{ errorType: 'UnauthorizedException' }] });
});

test('a namespace that nobody declared has no channels', async () => {
  const { host, publish } = await start();
  const { next, subscribe } = await connect(host, 'app:ada');

  subscribe('/other/things');

  expect(await next('subscribe_error')).toMatchObject({ errors: [{ errorType: 'UnauthorizedException' }] });
  expect((await publish('/other/things', ['1'])).status).toBe(401);
});

test('publishing takes a signature, one to five events and a channel without wildcard', async () => {
  const { publish } = await start();

  expect((await publish('/list/things', ['1'], 'Bearer app:ada')).status).toBe(401);
  expect((await publish('/list/things', [])).status).toBe(400);
  expect((await publish('/list/things', ['1', '2', '3', '4', '5', '6'])).status).toBe(400);
  expect((await publish('/list/*', ['1'])).status).toBe(400);
});
