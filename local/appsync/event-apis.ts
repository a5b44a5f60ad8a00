import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { isRecord } from '../assembly/template.ts';
import { readBody } from '../server/http-request.ts';
import type { Context } from '../service.ts';
import { channelOf, segmentsOf } from './channel.ts';
import { type Connection, createConnection, keepAliveMs } from './connection.ts';
import { type EventApi, mayBy } from './event-api.ts';

/** Path below which Event APIs answer: `/_live/<api>/event` and `/_live/<api>/event/realtime`. */
export const livePath = '/_live';

const subprotocol = 'aws-appsync-event-ws';
/** AWS's limits of one publication. */
const maxEvents = 5;
const maxBodyBytes = 1_200_000;

/** Claims of a token that the pool of an API gave and that is valid now. */
export type VerifyToken = (userPoolId: string, token: string) => Promise<Readonly<Record<string, unknown>> | undefined>;

/** AppSync Events: what is published over HTTP goes to those who subscribed over WebSocket. Nothing is kept. */
export type EventApis = {
  createApi(api: Pick<EventApi, 'id' | 'EventConfig'>): void;
  /** Throws where there is none. */
  api(id: string): EventApi;
  /** Answers a publication; false where no Event API has the path. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends all connections. */
  stop(): void;
};

const publication = z.object({ channel: z.unknown().optional(), events: z.array(z.string()).min(1).max(maxEvents) });

export function createEventApis(
  context: Pick<Context, 'endpoint' | 'invoke' | 'log'>,
  verifyToken: VerifyToken,
): EventApis {
  const apis = new Map<string, EventApi>();
  const connections = new Map<string, Set<Connection>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  const { host } = new URL(context.endpoint);

  const find = (url: string | undefined): { api: EventApi; tail: string } | undefined => {
    const [, id = '', tail = ''] =
      new RegExp(`^${livePath}/([a-z0-9]+)/(event(?:/realtime)?)(?:\\?|$)`).exec(url ?? '') ?? [];
    const api = apis.get(id);
    return api && { api, tail };
  };

  /** Who presents `{ host, Authorization }`; undefined for nobody whom the API knows. */
  const identify = async (
    api: EventApi,
    authorization: unknown,
  ): Promise<Readonly<Record<string, unknown>> | undefined> => {
    if (!isRecord(authorization) || authorization.host !== host) return undefined;
    const token = typeof authorization.Authorization === 'string' ? authorization.Authorization : '';
    for (const { CognitoConfig: pool } of api.EventConfig.AuthProviders) {
      if (pool === undefined) continue;
      const claims = await verifyToken(pool.UserPoolId, token.replace(/^Bearer /i, ''));
      const client = claims?.client_id ?? claims?.aud;
      if (claims && new RegExp(pool.AppIdClientRegex ?? '').test(String(client))) return claims;
    }
    return undefined;
  };

  const authorize = async (api: EventApi, channel: string, authorization: unknown): Promise<string | undefined> => {
    const segments = segmentsOf(channel);
    const namespace = api.namespaces.get(segments[0] ?? '');
    const claims = await identify(api, authorization);
    if (!namespace || !claims || !mayBy('AMAZON_COGNITO_USER_POOLS', 'subscribe', api, namespace))
      return 'You are not authorized to make this call.';
    const { OnSubscribe: handler } = namespace.HandlerConfigs;
    if (handler === undefined) return undefined;
    const functionArn = api.dataSources.get(handler.Integration.DataSourceName);
    if (functionArn === undefined) return 'The data source of this namespace is not there.';
    const result = await context.invoke(functionArn, {
      identity: identityOf(claims),
      result: null,
      request: { headers: { host }, domainName: null },
      info: {
        channel: { path: channel, segments },
        channelNamespace: { name: namespace.Name },
        operation: 'SUBSCRIBE',
      },
      error: null,
      prev: null,
      stash: {},
      outErrors: [],
      events: null,
    });
    if ('error' in result) return result.error.errorMessage;
    return isRecord(result.ok) && typeof result.ok.error === 'string' ? result.ok.error : undefined;
  };

  const publish = async (api: EventApi, req: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const body = await readBody(req, maxBodyBytes);
    const given = publication.safeParse(body && parse(body.toString('utf8')));
    const channel = given.success ? channelOf(given.data.channel) : undefined;
    if (!given.success || channel === undefined)
      return failure(400, 'BadRequestException', 'The publication is not valid.');
    const isSigned = /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d+\/[^/]+\/appsync\/aws4_request,/.test(
      req.headers.authorization ?? '',
    );
    const namespace = api.namespaces.get(segmentsOf(channel)[0] ?? '');
    if (!namespace || !isSigned || !mayBy('AWS_IAM', 'publish', api, namespace))
      return failure(401, 'UnauthorizedException', 'You are not authorized to make this call.');
    for (const event of given.data.events)
      for (const connection of connections.get(api.id) ?? []) connection.deliver(channel, event);
    return {
      status: 200,
      body: { failed: [], successful: given.data.events.map((_, index) => ({ identifier: randomUUID(), index })) },
    };
  };

  const open = (api: EventApi, socket: WebSocket): void => {
    const connection = createConnection({
      send: (message) => socket.send(JSON.stringify(message)),
      authorize: (channel, authorization) => authorize(api, channel, authorization),
    });
    const ofApi = connections.get(api.id) ?? new Set();
    connections.set(api.id, ofApi.add(connection));
    const keepAlive = setInterval(connection.keepAlive, keepAliveMs);
    keepAlive.unref();
    socket.on('message', (data) => {
      connection.receive(String(data)).catch((error: unknown) => context.log(`An Event API: ${String(error)}`));
    });
    // what a client sends that is no WebSocket frame ends its connection
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(keepAlive);
      ofApi.delete(connection);
    });
  };

  return {
    createApi: (api) => void apis.set(api.id, { ...api, namespaces: new Map(), dataSources: new Map() }),
    api(id) {
      const api = apis.get(id);
      if (api === undefined) throw new Error(`There is no Event API ${id}.`);
      return api;
    },
    async handle(req, res) {
      const found = find(req.url);
      if (found?.tail !== 'event' || req.method !== 'POST') return false;
      const { status, body } = await publish(found.api, req);
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return true;
    },
    upgrade(req, socket, head) {
      const refuse = (status: string): void =>
        void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      const found = find(req.url);
      if (found?.tail !== 'event/realtime') {
        refuse('404 Not Found');
        return;
      }
      const { api } = found;
      const offered = (req.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      const header = offered.find((name) => name.startsWith('header-'))?.slice('header-'.length) ?? '';
      identify(api, parse(Buffer.from(header, 'base64url').toString('utf8'))).then(
        (claims) => {
          if (!claims || !offered.includes(subprotocol) || !mayBy('AMAZON_COGNITO_USER_POOLS', 'connect', api))
            refuse('401 Unauthorized');
          else server.handleUpgrade(req, socket, head, (accepted) => open(api, accepted));
        },
        (error: unknown) => {
          context.log(`An Event API: ${String(error)}`);
          refuse('500 Internal Server Error');
        },
      );
    },
    stop() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

/** What a handler is told of somebody whom a user pool knows. */
function identityOf(claims: Readonly<Record<string, unknown>>) {
  return {
    claims,
    defaultAuthStrategy: 'ALLOW',
    groups: claims['cognito:groups'] ?? null,
    issuer: claims.iss,
    sourceIp: ['127.0.0.1'],
    sub: claims.sub,
    username: claims.username ?? claims['cognito:username'],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(status: number, errorType: string, message: string) {
  return { status, body: { errors: [{ errorType, message }] } };
}
