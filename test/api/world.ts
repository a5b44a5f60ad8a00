import { randomUUID } from 'node:crypto';
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { inject } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { registry } from '#shared/registry.ts';
import { demoPassword } from '#test/demo/people.ts';

declare module 'vitest' {
  interface ProvidedContext {
    url: string;
    dynamodbEndpoint: string;
    table: string;
  }
}

export type Email = `${'admin' | 'manager' | 'rep1' | 'rep2' | 'marketer' | 'agent' | 'viewer'}@demo.example`;

/** Origin of the local runtime that these tests talk to. */
export const origin = (): string => inject('url');

type Config = { readonly clientId: string; readonly awsEndpoint: string; readonly region: string };
let config: Promise<Config> | undefined;
const readConfig = (): Promise<Config> => {
  config ??= fetch(`${origin()}/config.json`).then((response) => response.json() as Promise<Config>);
  return config;
};

const tokens = new Map<string, Promise<{ access: string; id: string }>>();

/** Tokens of a demo person, by the ordinary SDK against the address that `/config.json` names. */
export const tokensOf = (email: string, password: string = demoPassword): Promise<{ access: string; id: string }> => {
  const known = tokens.get(email);
  if (known) return known;
  const fresh = readConfig().then(async ({ clientId, awsEndpoint, region }) => {
    const client = new CognitoIdentityProviderClient({
      endpoint: awsEndpoint,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
    return { access: AuthenticationResult?.AccessToken ?? '', id: AuthenticationResult?.IdToken ?? '' };
  });
  tokens.set(email, fresh);
  return fresh;
};

/** The typed client in the name of a demo person. */
export const as = (email: Email) =>
  createClient(registry, {
    origin: origin(),
    token: async () => (await tokensOf(email)).access,
    newKey: () => randomUUID(),
  });

export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly json: unknown;
};

/** A request as it is, for what the typed client would not send. */
export const send = async (
  method: string,
  path: string,
  options: {
    readonly as?: Email;
    readonly token?: string;
    readonly body?: unknown;
    readonly rawBody?: string;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<Answer> => {
  const token = options.token ?? (options.as ? (await tokensOf(options.as)).access : undefined);
  const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(origin() + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    text,
    headers: response.headers,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
};

/** Waits until a condition holds, at most `ms`; answers what made it hold. */
export const until = async <T>(check: () => Promise<T | undefined | false>, ms = 5000): Promise<T> => {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms: ${check.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** A text that no other test uses. */
export const unique = (): string => randomUUID().slice(0, 8);

/** `at-least` of a record that was just written. */
export const since = (record: { readonly type: string; readonly id: string; readonly version: number }): string =>
  `${record.type}/${record.id}@${record.version}`;
