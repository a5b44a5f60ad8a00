import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { isRecord } from '../assembly/template.ts';
import { flattenClaims } from './claims.ts';

/** What a JWT authorizer of the template says. */
export type AuthorizerSettings = { readonly issuer: string; readonly audience: readonly string[] };

export type Authorized = {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
};
export type Refused = { readonly status: 401 | 403; readonly reason: string };

/** Decides over an Authorization header, for a route that may need one of some scopes. */
export type Authorizer = (
  authorization: string | undefined,
  scopes?: readonly string[],
) => Promise<Authorized | Refused>;

/** Fetches the issuer's current public keys. */
export type FetchKeys = (issuer: string) => Promise<readonly JsonWebKey[]>;

const algorithms: Readonly<Record<string, string>> = { RS256: 'RSA-SHA256', RS384: 'RSA-SHA384', RS512: 'RSA-SHA512' };
/** An unknown key id asks the issuer again, but no more often than this. */
const refetchMs = 5000;

/**
 * The JWT authorizer of an HTTP API: signature by the issuer's published keys, `iss`, `aud` or `client_id`, `exp`, `nbf`, `iat`,
 * scopes. As on AWS it takes any kind of token of the pool, an id token too.
 */
export function createAuthorizer(settings: AuthorizerSettings, now: () => number, fetchKeys: FetchKeys): Authorizer {
  const keys = new Map<string, KeyObject>();
  let fetchedAt = Number.NEGATIVE_INFINITY;

  const keyFor = async (kid: string): Promise<KeyObject | undefined> => {
    if (!keys.has(kid) && performance.now() - fetchedAt > refetchMs) {
      const fetched = await fetchKeys(settings.issuer);
      fetchedAt = performance.now();
      for (const key of fetched)
        if (typeof key.kid === 'string') keys.set(key.kid, createPublicKey({ key, format: 'jwk' }));
    }
    return keys.get(kid);
  };

  return async (authorization, scopes) => {
    const token = authorization?.replace(/^Bearer /i, '').trim() ?? '';
    if (token === '') return refuse('');
    const [head = '', payload = '', signature = '', ...more] = token.split('.');
    const header = parseSegment(head);
    const claims = parseSegment(payload);
    if (header === undefined || claims === undefined || more.length > 0) return refuse('the token is malformed');

    const algorithm = typeof header.alg === 'string' ? algorithms[header.alg] : undefined;
    if (algorithm === undefined) return refuse('the algorithm of the token is not supported');
    if (typeof header.kid !== 'string') return refuse('the token has no kid');
    const key = await keyFor(header.kid);
    if (key === undefined) return refuse('unable to find a matching key');
    const isSigned = verify(algorithm, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'));
    if (!isSigned) return refuse('the signature is invalid');

    const problem = problemOf(claims, settings, Math.floor(now() / 1000));
    if (problem !== undefined) return refuse(problem);
    if (scopes === undefined || scopes.length === 0) return { claims: flattenClaims(claims), scopes: null };
    const granted = String(claims.scope ?? claims.scp ?? '').split(' ');
    if (!scopes.some((scope) => granted.includes(scope))) return { status: 403, reason: 'insufficient_scope' };
    return { claims: flattenClaims(claims), scopes: granted };
  };
}

function problemOf(
  claims: Readonly<Record<string, unknown>>,
  settings: AuthorizerSettings,
  nowSeconds: number,
): string | undefined {
  if (claims.iss !== settings.issuer) return 'the issuer is not trusted';
  const audience = claims.aud === undefined ? [claims.client_id] : [claims.aud].flat();
  if (!audience.some((one) => typeof one === 'string' && settings.audience.includes(one)))
    return 'the audience is not valid';
  if (typeof claims.exp !== 'number' || claims.exp <= nowSeconds) return 'the token has expired';
  if (typeof claims.nbf === 'number' && claims.nbf > nowSeconds) return 'the token is not valid yet';
  if (typeof claims.iat === 'number' && claims.iat > nowSeconds) return 'the token was issued in the future';
  return undefined;
}

function refuse(reason: string): Refused {
  return { status: 401, reason };
}

function parseSegment(segment: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an issuer's keys over HTTP by its discovery document. */
export const fetchKeysOfIssuer: FetchKeys = async (issuer) => {
  const discovery: unknown = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const address = isRecord(discovery) && typeof discovery.jwks_uri === 'string' ? discovery.jwks_uri : undefined;
  if (address === undefined) throw new Error(`${issuer} publishes no keys.`);
  const answer: unknown = await (await fetch(address)).json();
  // RFC 7517: `keys` is a list of keys.
  return isRecord(answer) && Array.isArray(answer.keys) ? (answer.keys as JsonWebKey[]) : [];
};
