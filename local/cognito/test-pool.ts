import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { testContext } from '../test-endpoint.ts';
import { createCognito } from './cognito.ts';
import { type Client, clientSchema, type Pool, poolSchema } from './pool.ts';

/** A pool like the template's, for tests. */
export function aPool(properties: Record<string, unknown> = {}): Pool {
  const parsed = poolSchema.parse({
    UsernameAttributes: ['email'],
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireLowercase: true,
        RequireUppercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
      },
    },
    ...properties,
  });
  return {
    ...parsed,
    id: 'eu-central-1_0a1b2c3d',
    arn: 'arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_0a1b2c3d',
  };
}

/** A client of that pool that may do all that the runtime knows. */
export function aClient(properties: Record<string, unknown> = {}): Client {
  const parsed = clientSchema.parse({
    UserPoolId: 'eu-central-1_0a1b2c3d',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'email', 'profile'],
    CallbackURLs: ['http://127.0.0.1:4000/auth/callback', 'crmapp://auth/callback'],
    LogoutURLs: ['http://127.0.0.1:4000/signed-out'],
    AccessTokenValidity: 60,
    TokenValidityUnits: { AccessToken: 'minutes' },
    ...properties,
  });
  return { ...parsed, id: 'spaclient' };
}

/** A folder in which that pool has its key already: making one takes a third of a second. */
export async function poolFolder(): Promise<{
  readonly copyTo: (dir: string) => void;
  readonly [Symbol.dispose]: () => void;
}> {
  const context = testContext();
  const cognito = createCognito(context, () => {});
  await cognito.putPool(aPool());
  cognito.stop();
  return {
    copyTo: (dir) => copyFileSync(join(context.dir, 'cognito.sqlite'), join(dir, 'cognito.sqlite')),
    [Symbol.dispose]: () => context[Symbol.dispose](),
  };
}
