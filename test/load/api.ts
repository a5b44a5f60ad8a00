import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { demoPassword } from '#test/demo/people.ts';

export type Call = {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
};
/** A record, or whatever else a route answers; only the members that a bench looks at. */
export type Answer = {
  readonly id: string;
  readonly version: number;
  readonly items: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  readonly [member: string]: unknown;
};
export type Api = {
  /** Answers the body; a status above 299 is an error that quotes it. */
  call(call: Call): Promise<Answer>;
  readonly token: string;
};

/** What the runtime tells those who sign in by a script. */
export type Config = { readonly clientId: string; readonly awsEndpoint: string; readonly region: string };
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };
export const configOf = async (url: string): Promise<Config> =>
  (await (await fetch(`${url}/config.json`)).json()) as Config;

const signIn = async (url: string, email: string): Promise<string> => {
  const { clientId, awsEndpoint, region } = await configOf(url);
  const client = new CognitoIdentityProviderClient({ endpoint: awsEndpoint, region, credentials: localCredentials });
  const { AuthenticationResult: result } = await client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: demoPassword },
    }),
  );
  if (!result?.AccessToken) throw new Error(`${email} could not sign in`);
  return result.AccessToken;
};

/** The API in the name of a demo person, over connections that stay open: as a browser would, with as little work of its own as can be. */
export const openApi = async (url: string, email: string): Promise<Api> => {
  const token = await signIn(url, email);
  const agent = new Agent({ keepAlive: true });
  const call: Api['call'] = ({ method = 'GET', path, query, body, ifMatch }) =>
    new Promise((resolve, reject) => {
      const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(sent && { 'content-type': 'application/json', 'content-length': sent.length }),
        ...(ifMatch !== undefined && { 'if-match': String(ifMatch) }),
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      };
      const search = query ? `?${new URLSearchParams(query)}` : '';
      const outgoing = request(url + path + search, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const status = response.statusCode ?? 500;
          if (status > 299) reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`));
          // every route that is measured answers JSON
          else resolve((text.startsWith('{') ? JSON.parse(text) : {}) as Answer);
        });
      });
      outgoing.on('error', reject);
      outgoing.end(sent);
    });
  return { call, token };
};
