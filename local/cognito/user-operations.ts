import { randomBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';
import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { type Operation, operation } from '../protocol/operations.ts';
import { documents } from '../store.ts';
import { describeUser } from './admin-operations.ts';
import type { CognitoParts } from './cognito.ts';
import type { User } from './directory.ts';
import { allowsFlow, type Client, type Pool, rotatesRefreshTokens } from './pool.ts';
import { mustChoosePassword } from './sign-in.ts';
import { notAuthorized, type TokenSet } from './tokens.ts';

/** A challenge that was put to somebody who signs in; valid for three minutes. */
type Challenge = {
  readonly poolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly expiresAt: number;
};

const challengeMs = 180_000;
/** The scope that the API's own sign-in gives. */
const apiScopes = ['aws.cognito.signin.user.admin'];

/** The operations that people's own clients call: sign-in, refresh, sign-out, passwords. */
export function userOperations(cognito: CognitoParts): Record<string, Operation> {
  const { directory, signIn, tokens, context } = cognito;
  const challenges = documents<Challenge>(cognito.database, 'challenge');

  const withToken = async (accessToken: string): Promise<{ pool: Pool; user: User; claims: JWTPayload }> => {
    const { pool, claims } = await tokens.verifyAccess(accessToken, (issuer) => poolOf(cognito, issuer));
    if (!String(claims.scope).split(' ').includes('aws.cognito.signin.user.admin'))
      throw notAuthorized('Access Token does not have required scopes');
    const user = directory.find(pool, String(claims.username));
    if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    if (!user.isEnabled) throw notAuthorized('User is disabled.');
    return { pool, user, claims };
  };

  const withPassword = async (client: Client, pool: Pool, parameters: Record<string, string>): Promise<unknown> => {
    const { USERNAME, PASSWORD } = parameters;
    if (USERNAME === undefined || PASSWORD === undefined)
      throw new AwsError(
        'InvalidParameterException',
        `Missing required parameter ${USERNAME === undefined ? 'USERNAME' : 'PASSWORD'}`,
      );
    const user = await signIn.withPassword(pool, client, USERNAME, PASSWORD);
    if (!mustChoosePassword(user)) return authenticated(await tokens.issue(pool, client, user, apiScopes));
    const Session = randomBytes(48).toString('base64url');
    const expiresAt = context.clock.now() + challengeMs;
    challenges.put(Session, { poolId: pool.id, clientId: client.id, username: user.username, expiresAt });
    const ChallengeParameters = {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(user.attributes),
    };
    return { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session, ChallengeParameters };
  };

  const withRefreshToken = async (client: Client, pool: Pool, token: string): Promise<unknown> => {
    const session = tokens.sessionOf(client, token);
    const user = directory.find(pool, session.username);
    if (user === undefined) throw notAuthorized('Invalid Refresh Token');
    if (!user.isEnabled) throw notAuthorized('User is disabled.');
    return authenticated(await tokens.refresh(pool, client, user, session, token));
  };

  const initiate = async (client: Client, flow: string, parameters: Record<string, string>): Promise<unknown> => {
    const pool = cognito.pool(client.UserPoolId);
    const wanted = flow
      .replace(/^ADMIN_(NO_SRP_AUTH|USER_PASSWORD_AUTH)$/, 'ADMIN_USER_PASSWORD_AUTH')
      .replace(/^REFRESH_TOKEN$/, 'REFRESH_TOKEN_AUTH');
    if (!allowsFlow(client, wanted))
      throw new AwsError('InvalidParameterException', `${flow} flow not enabled for this client`);
    if (wanted.endsWith('USER_PASSWORD_AUTH')) return withPassword(client, pool, parameters);
    if (wanted !== 'REFRESH_TOKEN_AUTH')
      throw new AwsError('InvalidParameterException', `The flow ${flow} does not run on this machine.`);
    if (rotatesRefreshTokens(client))
      throw new AwsError(
        'InvalidParameterException',
        'Refresh token rotation is on for this client; use GetTokensFromRefreshToken.',
      );
    return withRefreshToken(client, pool, parameters.REFRESH_TOKEN ?? '');
  };

  const respond = async (
    client: Client,
    name: string,
    session: string,
    responses: Record<string, string>,
  ): Promise<unknown> => {
    const challenge = challenges.get(session);
    if (name !== 'NEW_PASSWORD_REQUIRED') throw new AwsError('InvalidParameterException', `Unknown challenge ${name}`);
    if (challenge === undefined || challenge.clientId !== client.id || challenge.expiresAt < context.clock.now())
      throw notAuthorized('Invalid session for the user, session is expired.');
    const pool = cognito.pool(challenge.poolId);
    const user = directory.find(pool, challenge.username);
    if (user === undefined || !user.isEnabled) throw notAuthorized('User is disabled.');
    const { NEW_PASSWORD } = responses;
    if (NEW_PASSWORD === undefined)
      throw new AwsError('InvalidParameterException', 'Missing required parameter NEW_PASSWORD');
    const changed = await signIn.setPassword(pool, user, NEW_PASSWORD);
    challenges.remove(session);
    return authenticated(await tokens.issue(pool, client, changed, apiScopes));
  };

  const parameters = z.record(z.string(), z.string()).default({});
  const flow = z.object({ ClientId: z.string(), AuthFlow: z.string(), AuthParameters: parameters });
  const response = z.object({
    ClientId: z.string(),
    ChallengeName: z.string(),
    Session: z.string().default(''),
    ChallengeResponses: parameters,
  });
  const account = z.object({ ClientId: z.string(), Username: z.string() });

  return {
    InitiateAuth: operation(flow, (input) =>
      initiate(cognito.client(input.ClientId), input.AuthFlow, input.AuthParameters),
    ),
    AdminInitiateAuth: operation(flow, (input) =>
      initiate(cognito.client(input.ClientId), input.AuthFlow, input.AuthParameters),
    ),
    RespondToAuthChallenge: operation(response, (input) =>
      respond(cognito.client(input.ClientId), input.ChallengeName, input.Session, input.ChallengeResponses),
    ),
    GetTokensFromRefreshToken: operation(z.object({ ClientId: z.string(), RefreshToken: z.string() }), (input) => {
      const client = cognito.client(input.ClientId);
      return withRefreshToken(client, cognito.pool(client.UserPoolId), input.RefreshToken);
    }),
    RevokeToken: operation(z.object({ ClientId: z.string(), Token: z.string() }), (input) => {
      const client = cognito.client(input.ClientId);
      if (!client.EnableTokenRevocation)
        throw new AwsError('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
      tokens.revoke(tokens.sessionOf(client, input.Token));
      return {};
    }),
    GetUser: operation(z.object({ AccessToken: z.string() }), async (input) => {
      const { user } = await withToken(input.AccessToken);
      return { Username: user.username, UserAttributes: describeUser(user).Attributes };
    }),
    GlobalSignOut: operation(z.object({ AccessToken: z.string() }), async (input) => {
      tokens.revokeAll((await withToken(input.AccessToken)).user);
      return {};
    }),
    ChangePassword: operation(passwordChange, async (input) => {
      const { pool, user, claims } = await withToken(input.AccessToken);
      await signIn.withPassword(pool, cognito.client(String(claims.client_id)), user.username, input.PreviousPassword);
      await signIn.setPassword(pool, user, input.ProposedPassword);
      return {};
    }),
    ForgotPassword: operation(account, (input) => {
      const client = cognito.client(input.ClientId);
      const { destination } = signIn.forgotPassword(cognito.pool(client.UserPoolId), client, input.Username);
      return { CodeDeliveryDetails: { Destination: destination, DeliveryMedium: 'EMAIL', AttributeName: 'email' } };
    }),
    ConfirmForgotPassword: operation(
      account.extend({ ConfirmationCode: z.string(), Password: z.string() }),
      async (input) => {
        const client = cognito.client(input.ClientId);
        const pool = cognito.pool(client.UserPoolId);
        await signIn.confirmForgotPassword(pool, client, input.Username, input.ConfirmationCode, input.Password);
        return {};
      },
    ),
    SignUp: () => {
      throw notAuthorized('SignUp is not permitted for this user pool');
    },
  };
}

const passwordChange = z.object({
  AccessToken: z.string(),
  PreviousPassword: z.string(),
  ProposedPassword: z.string(),
});

function authenticated(set: TokenSet): Record<string, unknown> {
  return {
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: set.accessToken,
      IdToken: set.idToken,
      ExpiresIn: set.expiresIn,
      TokenType: 'Bearer',
      ...(set.refreshToken === undefined ? {} : { RefreshToken: set.refreshToken }),
    },
  };
}

function poolOf(cognito: CognitoParts, issuer: string): Pool | undefined {
  try {
    return cognito.pool(issuer.split('/').at(-1) ?? '');
  } catch {
    return undefined;
  }
}
