import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestContext, type TestEndpoint, testContext, testEndpoint } from '../test-endpoint.ts';
import { type Cognito, createCognito } from './cognito.ts';
import { createIdp } from './idp.ts';
import { aClient, aPool, poolFolder } from './test-pool.ts';

const pool = aPool();
const password = 'Correct-horse-7';
const verifier = 'v'.repeat(50);
const redirectUri = 'http://127.0.0.1:4000/auth/callback';

let endpoint: TestEndpoint;
let folder: Awaited<ReturnType<typeof poolFolder>>;
let issuer: string;
let context: TestContext;
let cognito: Cognito;
let mails: { to: string; html: string }[];
let cookies: Map<string, string>;

beforeAll(async () => {
  endpoint = await testEndpoint();
  folder = await poolFolder();
  issuer = `${endpoint.url}/_idp/${pool.id}`;
});

afterAll(async () => {
  folder[Symbol.dispose]();
  await endpoint.close();
});

beforeEach(async () => {
  context = testContext({ endpoint: endpoint.url });
  folder.copyTo(context.dir);
  mails = [];
  cookies = new Map();
  cognito = createCognito(context, (mail) => void mails.push(mail));
  await cognito.putPool(pool);
  cognito.putClient(aClient());
  endpoint.use(cognito, createIdp(context, cognito));
  const user = cognito.directory.create(pool, 'ann@demo.example', { email_verified: 'true' }, context.clock.now());
  await cognito.signIn.setPassword(pool, user, password);
});

afterEach(() => {
  cognito.stop();
  context[Symbol.dispose]();
});

function authorizeQuery(changes: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    client_id: 'spaclient',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid email',
    state: 'a state',
    nonce: 'n1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
}

/** A browser with its cookies that follows nothing. */
async function browse(address: string, form?: Record<string, string>): Promise<Response> {
  const response = await fetch(new URL(address, endpoint.url), {
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
  return response;
}

/** Fills in the form of a page and sends it. */
async function submit(page: string, values: Record<string, string>): Promise<Response> {
  const action = /action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const hidden = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name ?? '',
    value ?? '',
  ]);
  return browse(action, { ...Object.fromEntries(hidden), ...values });
}

async function loginPage(): Promise<string> {
  const response = await browse(`${issuer}/oauth2/authorize?${authorizeQuery()}`);
  return (await browse(response.headers.get('location') ?? '')).text();
}

async function signIn(): Promise<string> {
  const response = await submit(await loginPage(), { username: 'ann@demo.example', password });
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

function exchange(form: Record<string, string>): Promise<Response> {
  return fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'spaclient', grant_type: 'authorization_code', ...form }),
  });
}

async function json(response: Promise<Response>) {
  return JSON.parse(await (await response).text());
}

describe('signing in at the pages', () => {
  test('leads back to the application with a code, which gives tokens that the published keys verify', async () => {
    const response = await submit(await loginPage(), { username: 'Ann@demo.example', password });
    const location = new URL(response.headers.get('location') ?? '');
    expect(response.status).toBe(302);
    expect(location.origin + location.pathname).toBe(redirectUri);
    expect(location.searchParams.get('state')).toBe('a state');

    const code = location.searchParams.get('code') ?? '';
    const tokens = await json(exchange({ code, redirect_uri: redirectUri, code_verifier: verifier }));

    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) });
    const configuration = await json(fetch(`${issuer}/.well-known/openid-configuration`));
    expect(configuration.issuer).toBe(issuer);
    const keys = createRemoteJWKSet(new URL(configuration.jwks_uri));
    const currentDate = new Date(context.clock.now());
    const { payload } = await jwtVerify(tokens.id_token, keys, { issuer, audience: 'spaclient', currentDate });
    expect(payload).toMatchObject({ nonce: 'n1', email: 'ann@demo.example', token_use: 'id' });
    const info = await fetch(configuration.userinfo_endpoint, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await info.json()).toMatchObject({ sub: payload.sub, email: 'ann@demo.example', email_verified: true });
  });

  test('is remembered by the browser until somebody signs out', async () => {
    await signIn();
    const again = await browse(`${issuer}/oauth2/authorize?${authorizeQuery()}`);
    expect(again.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:4000\/auth\/callback\?code=/);

    const out = new URLSearchParams({ client_id: 'spaclient', logout_uri: 'http://127.0.0.1:4000/signed-out' });
    const signedOut = await browse(`${issuer}/logout?${out}`);
    expect(signedOut.headers.get('location')).toBe('http://127.0.0.1:4000/signed-out');

    const after = await browse(`${issuer}/oauth2/authorize?${authorizeQuery()}`);
    expect(after.headers.get('location')).toContain('/login?');
  });

  test('says the same of a wrong password and of an address that nobody has', async () => {
    const wrong = await submit(await loginPage(), { username: 'ann@demo.example', password: 'no' });
    const nobody = await submit(await loginPage(), { username: 'bob@demo.example', password: 'no' });

    expect([wrong.status, nobody.status]).toEqual([400, 400]);
    const [wrongPage, nobodyPage] = [await wrong.text(), await nobody.text()];
    expect(wrongPage).toContain('Incorrect e-mail address or password.');
    expect(wrongPage.replaceAll('ann@', 'x@')).toBe(nobodyPage.replaceAll('bob@', 'x@'));
  });

  test('with a temporary password asks for another one first', async () => {
    const user = cognito.directory.create(pool, 'new@demo.example', {}, context.clock.now());
    await cognito.signIn.setTemporaryPassword(pool, user, password);

    const choose = await (await submit(await loginPage(), { username: 'new@demo.example', password })).text();
    expect(choose).toContain('Choose your password');
    const differs = await (await submit(choose, { password: 'Another-horse-8', repeated: 'x' })).text();
    expect(differs).toContain('The two passwords differ.');
    const short = await (await submit(differs, { password: 'x', repeated: 'x' })).text();
    expect(short).toContain('Password not long enough');
    const done = await submit(short, { password: 'Another-horse-8', repeated: 'Another-horse-8' });

    expect(done.headers.get('location')).toMatch(/\?code=/);
  });

  test('works with a forgotten password once the code from the mail came back', async () => {
    const query = authorizeQuery();
    const forgot = await (await browse(`${issuer}/forgotPassword?${query}`)).text();
    const sent = await (await submit(forgot, { username: 'ann@demo.example' })).text();
    const nobody = await (await submit(forgot, { username: 'bob@demo.example' })).text();
    expect(sent.replaceAll('ann@', 'x@')).toBe(nobody.replaceAll('bob@', 'x@'));
    expect(mails.map((mail) => mail.to)).toEqual(['ann@demo.example']);

    const code = /\d{6}/.exec(mails[0]?.html ?? '')?.[0] ?? '';
    const fresh = { password: 'Another-horse-8', repeated: 'Another-horse-8' };
    const wrong = await submit(sent, { code: code === '111111' ? '222222' : '111111', ...fresh });
    expect(await wrong.text()).toContain('This code is not valid');
    const changed = await (await submit(sent, { code, ...fresh })).text();
    expect(changed).toContain('Your password is changed.');

    const back = await submit(changed, { username: 'ann@demo.example', password: 'Another-horse-8' });
    expect(back.headers.get('location')).toMatch(/\?code=/);
  });

  test('is refused to a form that another site sends', async () => {
    const page = await loginPage();
    const response = await submit(page.replace(/name="_csrf" value="[^"]+"/, 'name="_csrf" value="guessed"'), {
      username: 'ann@demo.example',
      password,
    });

    expect(response.status).toBe(400);
  });
});

describe('a page', () => {
  test('cannot run scripts, be framed, or send its form elsewhere than here and back to the application', async () => {
    const response = await browse(`${issuer}/login?${authorizeQuery()}`);

    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' http://127.0.0.1:4000; base-uri 'none'; frame-ancestors 'none'",
    );
    const session = response.headers.getSetCookie().join();
    expect(session).toContain('HttpOnly');
    expect(session).toContain('SameSite=Lax');
  });

  test('shows what it was given as text', async () => {
    const response = await submit(await loginPage(), { username: '"><script>alert(1)</script>', password: 'x' });

    const page = await response.text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
  });

  test('labels its fields and names them to password managers', async () => {
    const page = await loginPage();

    expect(page).toMatch(
      /<label for="username">E-mail address<\/label>\s*<input id="username"[^>]*autocomplete="username"/,
    );
    expect(page).toMatch(
      /<label for="password">Password<\/label>\s*<input id="password"[^>]*autocomplete="current-password"/,
    );
  });
});

describe('a request to authorize', () => {
  test.each([
    ['an address to go back to that only begins like one of the client', { redirect_uri: `${redirectUri}/x` }],
    ['another host', { redirect_uri: 'http://evil.example/auth/callback' }],
    ['a client that does not exist', { client_id: 'none' }],
  ])('with %s stays here', async (_name, changes) => {
    const response = await browse(`${issuer}/oauth2/authorize?${authorizeQuery(changes)}`);

    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  test.each([
    ['without PKCE', { code_challenge: '' }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for another response', { response_type: 'token' }, 'unauthorized_client'],
    ['for a scope that the client does not have', { scope: 'openid admin' }, 'invalid_scope'],
    ['without asking anybody', { prompt: 'none' }, 'login_required'],
  ])('%s goes back with an error', async (_name, changes, error) => {
    const response = await browse(`${issuer}/oauth2/authorize?${authorizeQuery(changes)}`);

    const location = new URL(response.headers.get('location') ?? '');
    expect(location.searchParams.get('error')).toBe(error);
    expect(location.searchParams.get('state')).toBe('a state');
  });

  test('of an app goes back by the scheme of the app', async () => {
    const query = authorizeQuery({ redirect_uri: 'crmapp://auth/callback' });
    const page = await (await browse(`${issuer}/login?${query}`)).text();

    const response = await submit(page, { username: 'ann@demo.example', password });

    expect(response.headers.get('location')).toMatch(/^crmapp:\/\/auth\/callback\?code=/);
  });
});

describe('the token endpoint', () => {
  test('takes a code once, with its verifier and its address', async () => {
    const form = { redirect_uri: redirectUri, code_verifier: verifier };
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    const answer = async (given: Record<string, string>) => {
      const response = await exchange(given);
      return { status: response.status, body: await response.json() };
    };

    expect(await answer({ ...form, code: await signIn(), code_verifier: 'w'.repeat(50) })).toEqual(refused);
    cookies.clear();
    expect(await answer({ ...form, code: await signIn(), redirect_uri: 'crmapp://auth/callback' })).toEqual(refused);
    cookies.clear();
    const code = await signIn();
    expect((await answer({ ...form, code })).status).toBe(200);
    expect(await answer({ ...form, code })).toEqual(refused);
  });

  test('refreshes until the token is revoked', async () => {
    const form = { code: await signIn(), redirect_uri: redirectUri, code_verifier: verifier };
    const { refresh_token } = await json(exchange(form));
    const refresh = () => exchange({ grant_type: 'refresh_token', refresh_token });
    expect((await refresh()).status).toBe(200);

    const body = new URLSearchParams({ client_id: 'spaclient', token: refresh_token });
    expect((await fetch(`${issuer}/oauth2/revoke`, { method: 'POST', body })).status).toBe(200);

    expect(await (await refresh()).json()).toEqual({ error: 'invalid_grant' });
  });

  test('lets only pages of this machine read it', async () => {
    const allowed = async (origin: string) => {
      const response = await fetch(`${issuer}/oauth2/token`, { method: 'OPTIONS', headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };

    expect(await allowed(endpoint.url)).toBe(endpoint.url);
    expect(await allowed('http://evil.example')).toBeNull();
  });
});

test('a user who is disabled is not let in by the browser that remembers them', async () => {
  await signIn();
  const user = cognito.directory.find(pool, 'ann@demo.example');
  if (user !== undefined) cognito.directory.save({ ...user, isEnabled: false });

  const response = await browse(`${issuer}/oauth2/authorize?${authorizeQuery()}`);

  expect(response.headers.get('location')).toContain('/login?');
});
