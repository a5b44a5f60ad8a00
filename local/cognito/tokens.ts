import { createHash, generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { AwsError } from '../protocol/aws-error.ts';
import type { Clock } from '../service.ts';
import { documents, inTransaction } from '../store.ts';
import type { User } from './directory.ts';
import { type Client, type Pool, rotatesRefreshTokens, validitySeconds } from './pool.ts';

/** What a sign-in gave; validity in seconds. */
export type TokenSet = {
  readonly accessToken: string;
  readonly idToken: string;
  readonly expiresIn: number;
  readonly refreshToken?: string;
};

/** One sign-in of a user with a client: what its tokens share. Times in ms. */
export type SignInSession = {
  readonly id: string;
  readonly poolId: string;
  readonly username: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly authTime: number;
  readonly expiresAt: number;
  readonly isRevoked?: boolean;
};

type RefreshToken = { readonly sessionId: string; readonly replacedAt?: number };

export type Tokens = {
  /** Makes the pool's signing key, once. */
  prepare(pool: Pool): Promise<void>;
  issuer(pool: Pool): string;
  publicKeys(pool: Pool): { readonly keys: readonly JWK[] };
  /** Tokens of a new sign-in, with a refresh token. */
  issue(pool: Pool, client: Client, user: User, scopes: readonly string[], nonce?: string): Promise<TokenSet>;
  /** The session that a refresh token belongs to; a `NotAuthorizedException` for one that is unknown, revoked, expired or used up. */
  sessionOf(client: Client, refreshToken: string): SignInSession;
  /** New tokens of a session; a new refresh token too, where the client rotates them. */
  refresh(pool: Pool, client: Client, user: User, session: SignInSession, refreshToken: string): Promise<TokenSet>;
  revoke(session: SignInSession): void;
  /** Ends all sign-ins of a user. */
  revokeAll(user: User): void;
  /** The claims of a valid access token whose sign-in has not ended. */
  verifyAccess(
    token: string,
    pools: (issuer: string) => Pool | undefined,
  ): Promise<{ readonly pool: Pool; readonly claims: JWTPayload }>;
};

/** Signs and remembers tokens; issuers are below `endpoint`. */
export function createTokens(database: DatabaseSync, clock: Clock, endpoint: string): Tokens {
  const keys = documents<JWK & { kid: string }>(database, 'signing_key');
  const sessions = documents<SignInSession>(database, 'sign_in');
  const refreshTokens = documents<RefreshToken>(database, 'refresh_token');

  const issuer = (pool: Pool): string => `${endpoint}/_idp/${pool.id}`;
  const keyOf = (pool: Pool): JWK & { kid: string } => {
    const key = keys.get(pool.id);
    if (key === undefined) throw new Error(`The pool ${pool.id} has no key yet.`);
    return key;
  };

  const imported = new Map<string, Promise<CryptoKey | Uint8Array>>();
  const signingKey = (pool: Pool): Promise<CryptoKey | Uint8Array> => {
    const key = imported.get(pool.id) ?? importJWK(keyOf(pool), 'RS256');
    imported.set(pool.id, key);
    return key;
  };

  const sign = async (pool: Pool, claims: JWTPayload): Promise<string> => {
    const header = { kid: keyOf(pool).kid, alg: 'RS256' };
    return new SignJWT(claims).setProtectedHeader(header).sign(await signingKey(pool));
  };

  const prune = (): void => {
    const ended = new Set(
      sessions
        .all()
        .filter((one) => one.expiresAt < clock.now())
        .map((one) => one.id),
    );
    if (ended.size === 0) return;
    inTransaction(database, () => {
      for (const id of ended) sessions.remove(id);
      for (const [key, token] of refreshTokens.entries()) if (ended.has(token.sessionId)) refreshTokens.remove(key);
    });
  };

  const tokensOf = async (
    pool: Pool,
    client: Client,
    user: User,
    session: SignInSession,
    nonce?: string,
  ): Promise<TokenSet> => {
    const now = Math.floor(clock.now() / 1000);
    const validity = validitySeconds(client);
    const groups = user.groups.length === 0 ? {} : { 'cognito:groups': user.groups };
    const shared = {
      sub: user.attributes.sub ?? user.username,
      iss: issuer(pool),
      origin_jti: session.id,
      event_id: randomUUID(),
      auth_time: Math.floor(session.authTime / 1000),
      iat: now,
      ...groups,
    };
    const accessToken = await sign(pool, {
      ...shared,
      client_id: client.id,
      token_use: 'access',
      scope: session.scopes.join(' '),
      version: 2,
      username: user.username,
      jti: randomUUID(),
      exp: now + validity.access,
    });
    const idToken = await sign(pool, {
      ...shared,
      ...profile(user),
      aud: client.id,
      token_use: 'id',
      'cognito:username': user.username,
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
      jti: randomUUID(),
      exp: now + validity.id,
      ...(nonce === undefined ? {} : { nonce }),
    });
    return { accessToken, idToken, expiresIn: validity.access };
  };

  const newRefreshToken = (session: SignInSession): string => {
    const token = randomBytes(64).toString('base64url');
    refreshTokens.put(digest(token), { sessionId: session.id });
    return token;
  };

  return {
    issuer,
    async prepare(pool) {
      prune();
      if (keys.get(pool.id) !== undefined) return;
      const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
      const jwk = privateKey.export({ format: 'jwk' });
      keys.put(pool.id, { ...jwk, kid: await calculateJwkThumbprint(jwk) });
    },
    publicKeys: (pool) => ({ keys: [publicJwk(keyOf(pool))] }),
    async issue(pool, client, user, scopes, nonce) {
      const now = clock.now();
      const expiresAt = now + validitySeconds(client).refresh * 1000;
      const session = {
        id: randomUUID(),
        poolId: pool.id,
        username: user.username,
        clientId: client.id,
        scopes,
        authTime: now,
        expiresAt,
      };
      const tokens = await tokensOf(pool, client, user, session, nonce);
      return inTransaction(database, () => {
        sessions.put(session.id, session);
        return { ...tokens, refreshToken: newRefreshToken(session) };
      });
    },
    sessionOf(client, token) {
      const known = refreshTokens.get(digest(token));
      const session = known === undefined ? undefined : sessions.get(known.sessionId);
      if (known === undefined || session === undefined || session.clientId !== client.id)
        throw notAuthorized('Invalid Refresh Token');
      if (session.isRevoked === true) throw notAuthorized('Refresh Token has been revoked');
      if (session.expiresAt <= clock.now()) throw notAuthorized('Refresh Token has expired');
      const graceMs = (client.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0) * 1000;
      if (known.replacedAt !== undefined && known.replacedAt + graceMs < clock.now())
        throw new AwsError('RefreshTokenReuseException', 'Refresh token has been used already.');
      return session;
    },
    async refresh(pool, client, user, session, token) {
      const tokens = await tokensOf(pool, client, user, session);
      if (!rotatesRefreshTokens(client)) return tokens;
      return inTransaction(database, () => {
        const known = refreshTokens.get(digest(token));
        refreshTokens.put(digest(token), { sessionId: session.id, replacedAt: known?.replacedAt ?? clock.now() });
        return { ...tokens, refreshToken: newRefreshToken(session) };
      });
    },
    revoke: (session) => sessions.put(session.id, { ...session, isRevoked: true }),
    revokeAll(user) {
      inTransaction(database, () => {
        for (const session of sessions.all())
          if (session.poolId === user.poolId && session.username === user.username)
            sessions.put(session.id, { ...session, isRevoked: true });
      });
    },
    async verifyAccess(token, pools) {
      const pool = pools(unverifiedIssuer(token));
      if (pool === undefined) throw notAuthorized('Invalid Access Token');
      const { payload: claims } = await jwtVerify(token, await importJWK(publicJwk(keyOf(pool)), 'RS256'), {
        issuer: issuer(pool),
        currentDate: new Date(clock.now()),
      }).catch((error: unknown) => {
        const isExpired = error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED';
        throw notAuthorized(isExpired ? 'Access Token has expired' : 'Invalid Access Token');
      });
      if (claims.token_use !== 'access') throw notAuthorized('Invalid Access Token');
      if (isRevoked(sessions.get(String(claims.origin_jti)))) throw notAuthorized('Access Token has been revoked');
      return { pool, claims };
    },
  };
}

function publicJwk({ kid, n = '', e = '' }: JWK & { kid: string }): JWK {
  return { kty: 'RSA', alg: 'RS256', use: 'sig', kid, n, e };
}

function isRevoked(session: SignInSession | undefined): boolean {
  return session === undefined || session.isRevoked === true;
}

/** What an ID token and `userInfo` say of a user. */
export function profile(user: User): Record<string, unknown> {
  const { sub: _sub, email_verified, ...attributes } = user.attributes;
  return { ...attributes, ...(email_verified === undefined ? {} : { email_verified: email_verified === 'true' }) };
}

export function notAuthorized(message: string): AwsError {
  return new AwsError('NotAuthorizedException', message);
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function unverifiedIssuer(token: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && 'iss' in claims ? String(claims.iss) : '';
  } catch {
    return '';
  }
}
