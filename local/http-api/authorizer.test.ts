import { createHmac, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAuthorizer } from './authorizer.ts';

const issuer = 'http://127.0.0.1:4000/_idp/pool';
const now = Date.UTC(2026, 0, 1);
const seconds = now / 1000;
const mine = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk: JsonWebKey = { ...mine.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };

const access = {
  iss: issuer,
  sub: 'u',
  client_id: 'app',
  token_use: 'access',
  scope: 'openid crm/read',
  exp: seconds + 60,
  iat: seconds - 60,
  'cognito:groups': ['admin'],
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(claims: Record<string, unknown>, header: Record<string, unknown> = {}, key = mine.privateKey): string {
  const signed = `${encode({ alg: 'RS256', kid: 'k1', ...header })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

const authorize = () =>
  createAuthorizer(
    { issuer, audience: ['app', 'mobile'] },
    () => now,
    async () => [jwk],
  );

describe('the JWT authorizer', () => {
  test('takes an access token of the pool and hands its claims on as text', async () => {
    expect(await authorize()(`Bearer ${token(access)}`)).toEqual({
      claims: expect.objectContaining({
        sub: 'u',
        token_use: 'access',
        'cognito:groups': '[admin]',
        exp: String(seconds + 60),
      }),
      scopes: null,
    });
  });

  test('takes an id token too, as AWS does: the function has to look at token_use', async () => {
    const { client_id: _, ...rest } = access;
    const result = await authorize()(token({ ...rest, aud: 'mobile', token_use: 'id' }));

    expect(result).toMatchObject({ claims: { token_use: 'id' } });
  });

  const unsigned = `${encode({ alg: 'none', kid: 'k1' })}.${encode(access)}.`;
  const hmacHead = `${encode({ alg: 'HS256', kid: 'k1' })}.${encode(access)}`;
  const hmac = `${hmacHead}.${createHmac('sha256', String(jwk.n)).update(hmacHead).digest('base64url')}`;
  const [head = '', , signature = ''] = token(access).split('.');
  test.each([
    ['no token', undefined],
    ['an empty token', 'Bearer '],
    ['no JWT at all', 'Bearer abc'],
    ['alg none', unsigned],
    ['a symmetric signature with the public key', hmac],
    ['a key of somebody else', token(access, {}, foreign.privateKey)],
    ['an unknown key id', token(access, { kid: 'k2' })],
    ['no key id', token(access, { kid: undefined })],
    ['claims that were changed afterwards', `${head}.${encode({ ...access, sub: 'admin' })}.${signature}`],
    ['another pool', token({ ...access, iss: 'http://127.0.0.1:4000/_idp/other' })],
    ['another client', token({ ...access, client_id: 'foreign' })],
    ['no client', token({ ...access, client_id: undefined })],
    ['an expired token', token({ ...access, exp: seconds })],
    ['no expiry', token({ ...access, exp: undefined })],
    ['not valid yet', token({ ...access, nbf: seconds + 1 })],
    ['issued in the future', token({ ...access, iat: seconds + 1 })],
    ['claims that are no object', `${encode({ alg: 'RS256', kid: 'k1' })}.${encode('text')}.x`],
  ])('refuses %s', async (_, authorization) => {
    expect(await authorize()(authorization)).toMatchObject({ status: 401 });
  });

  test('a route with scopes needs one of them', async () => {
    expect(await authorize()(token(access), ['crm/write', 'crm/read'])).toMatchObject({
      scopes: ['openid', 'crm/read'],
    });
    expect(await authorize()(token(access), ['crm/write'])).toMatchObject({ status: 403 });
  });

  test('asks the issuer for its keys once, however many tokens come', async () => {
    let asked = 0;
    const counting = createAuthorizer(
      { issuer, audience: ['app'] },
      () => now,
      async () => {
        asked += 1;
        return [jwk];
      },
    );

    for (let index = 0; index < 3; index++) await counting(token(access));
    await counting(token(access, { kid: 'made-up' }));

    expect(asked).toBe(1);
  });
});
