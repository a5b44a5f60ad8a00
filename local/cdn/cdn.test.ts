import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../http-api/http-message.ts';
import { type Behaviour, createCdn, type Distribution, matchesPattern } from './cdn.ts';
import { managedForwarding, readForwarding } from './forwarding.ts';
import { readResponseHeaders, withResponseHeaders } from './response-headers.ts';
import { createViewerFunction } from './viewer-function.ts';

const get = (path: string, headers: Record<string, string> = {}, query = ''): HttpRequest => ({
  method: 'GET',
  path,
  query,
  headers: { host: '127.0.0.1:4000', ...headers },
  body: Buffer.alloc(0),
});

/** An origin that answers with what it was asked. */
function origin(host: string, answer: Partial<HttpResponse> = {}) {
  const asked: HttpRequest[] = [];
  return {
    asked,
    host,
    path: '',
    customHeaders: {},
    handle: async (request: HttpRequest): Promise<HttpResponse> => {
      asked.push(request);
      return { status: 200, headers: {}, body: host, ...answer };
    },
  };
}

function behaviour(given: Partial<Behaviour> & Pick<Behaviour, 'origin'>): Behaviour {
  return { methods: ['GET', 'HEAD'], forwarding: [], ...given };
}

function cdn(...distributions: Partial<Distribution>[]) {
  const logged: string[] = [];
  const made = createCdn({ log: (message) => void logged.push(message) });
  for (const distribution of distributions)
    made.addDistribution({
      basePath: '',
      defaultRootObject: 'index.html',
      behaviours: [],
      errorPages: [],
      ...distribution,
    });
  return made;
}

describe('a distribution', () => {
  test('asks the origin of the first behaviour whose pattern matches', async () => {
    const api = origin('api');
    const site = origin('site');
    const made = cdn({ behaviours: [behaviour({ pattern: '/v1/*', origin: api }), behaviour({ origin: site })] });

    expect((await made.handle(get('/v1/deals'))).body).toBe('api');
    expect((await made.handle(get('/v1'))).body).toBe('site');
    expect((await made.handle(get('/'))).body).toBe('site');
    expect(site.asked.map(({ path }) => path)).toEqual(['/v1', '/index.html']);
  });

  test('refuses methods that the behaviour does not allow', async () => {
    const made = cdn({ behaviours: [behaviour({ origin: origin('site') })] });

    expect((await made.handle({ ...get('/'), method: 'POST' })).status).toBe(403);
  });

  test('the second one has its own path, and knows nothing of it', async () => {
    const content = origin('content');
    const made = cdn(
      { behaviours: [behaviour({ origin: origin('app') })] },
      { basePath: '/_content', behaviours: [behaviour({ origin: content })] },
    );

    expect((await made.handle(get('/_content/a/b.png'))).body).toBe('content');
    expect((await made.handle(get('/_contents'))).body).toBe('app');
    expect(content.asked[0]?.path).toBe('/a/b.png');
  });

  test('shows its own page for an error of the origin', async () => {
    const site = origin('site', { status: 403 });
    const made = cdn({
      behaviours: [behaviour({ origin: site })],
      errorPages: [{ errorCode: 403, path: '/index.html', responseCode: 200 }],
    });

    expect(await made.handle(get('/deals/1'))).toMatchObject({ status: 200 });
    expect(site.asked.map(({ path }) => path)).toEqual(['/deals/1', '/index.html']);
  });

  test('sends on what the policies select; what is the distribution’s own overrides what the viewer says', async () => {
    const api = { ...origin('api.example'), customHeaders: { 'x-origin-verify': 'secret' } };
    const allViewer = managedForwarding('b689b0a8-53d0-40ab-baf2-68738e2966ac');
    const made = cdn({
      behaviours: [behaviour({ origin: api, forwarding: allViewer === undefined ? [] : [allViewer] })],
    });
    await made.handle(
      get(
        '/',
        {
          authorization: 'Bearer x',
          cookie: 'a=1',
          'x-origin-verify': 'forged',
          connection: 'close',
          'x-forwarded-for': '1.2.3.4',
        },
        'q=1',
      ),
    );

    expect(api.asked[0]).toMatchObject({
      query: 'q=1',
      headers: {
        authorization: 'Bearer x',
        cookie: 'a=1',
        'x-origin-verify': 'secret',
        host: 'api.example',
        'x-forwarded-for': '1.2.3.4, 127.0.0.1',
      },
    });
    expect(api.asked[0]?.headers.connection).toBeUndefined();
  });

  test('without policies neither authorization nor cookies nor query reach the origin', async () => {
    const site = origin('site');
    await cdn({ behaviours: [behaviour({ origin: site })] }).handle(
      get('/a.js', { authorization: 'Bearer x', cookie: 'a=1', 'if-none-match': '"1"', accept: '*/*' }, 'q=1'),
    );

    expect(site.asked[0]?.query).toBe('');
    expect(Object.keys(site.asked[0]?.headers ?? {}).sort()).toEqual([
      'host',
      'if-none-match',
      'user-agent',
      'via',
      'x-forwarded-for',
    ]);
  });

  test('a policy of the template selects by name', async () => {
    const site = origin('site');
    const forwarding = readForwarding({
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Accept-Language'] },
      QueryStringsConfig: { QueryStringBehavior: 'allExcept', QueryStrings: ['utm'] },
      CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['b'] },
    });
    await cdn({ behaviours: [behaviour({ origin: site, forwarding: [forwarding] })] }).handle(
      get('/', { 'accept-language': 'de', accept: '*/*', cookie: 'a=1; b=2' }, 'utm=x&q=1'),
    );

    expect(site.asked[0]).toMatchObject({ query: 'q=1', headers: { 'accept-language': 'de', cookie: 'b=2' } });
    expect(site.asked[0]?.headers.accept).toBeUndefined();
  });
});

describe('CloudFront functions', () => {
  test('change the request, or answer it', async () => {
    const changing = createViewerFunction(
      'changing',
      "function handler(event) { var r = event.request; if (r.uri === '/old') return { statusCode: 301, statusDescription: 'Moved', headers: { location: { value: '/new' } } }; r.uri = '/index.html'; r.headers['x-viewer'] = { value: event.viewer.ip + r.querystring.q.value + r.cookies.c.value }; delete r.headers['x-drop']; return r; }",
    );
    const request = get('/deals', { cookie: 'c=3', 'x-drop': '1' }, 'q=2&m=1&m=2');

    expect(await changing.onRequest(request, '9.9.9.9')).toMatchObject({
      path: '/index.html',
      query: 'q=2&m=1&m=2',
      headers: { 'x-viewer': '9.9.9.923', cookie: 'c=3' },
    });
    expect(await changing.onRequest(get('/old'), '')).toEqual({ status: 301, headers: { location: '/new' }, body: '' });
    expect(request.path).toBe('/deals');
  });

  test('may be asynchronous, and may change the response', async () => {
    const changing = createViewerFunction(
      'response',
      "async function handler(event) { event.response.headers['x-a'] = { value: 'b' }; return event.response; }",
    );

    expect(await changing.onResponse(get('/'), { status: 200, headers: { etag: '"1"' }, body: 'x' }, '')).toEqual({
      status: 200,
      headers: { etag: '"1"', 'x-a': 'b' },
      body: 'x',
    });
  });

  test('one that fails is a 503 of the distribution', async () => {
    const failing = createViewerFunction('failing', "function handler() { throw new Error('x'); }");
    const made = cdn({ behaviours: [behaviour({ origin: origin('site'), viewerRequest: failing })] });

    expect((await made.handle(get('/'))).status).toBe(503);
  });

  test('code without a handler, or with imports, is refused when it is loaded', () => {
    expect(() => createViewerFunction('none', 'var a = 1;')).toThrow('none has no function handler');
    expect(() => createViewerFunction('imports', "import cf from 'cloudfront';\nfunction handler() {}")).toThrow(
      'imports',
    );
  });
});

describe('response headers policies', () => {
  const policy = readResponseHeaders(
    {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: {
          ContentSecurityPolicy:
            "connect-src 'self' http://127.0.0.1:4000/_idp/pool https://x.s3.eu-central-1.amazonaws.com; img-src data:",
          Override: true,
        },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: true },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: false },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Preload: true, Override: true },
      },
      CustomHeadersConfig: { Items: [{ Header: 'Permissions-Policy', Value: 'camera=()', Override: true }] },
      RemoveHeadersConfig: { Items: [{ Header: 'X-Powered-By' }] },
    },
    'http://127.0.0.1:4000',
  );

  test('say what the template says; paths of this machine become its origin in a content security policy', () => {
    const { headers } = withResponseHeaders(
      { status: 200, headers: { 'x-powered-by': 'x', 'referrer-policy': 'same-origin' }, body: '' },
      policy,
      get('/'),
    );

    expect(headers).toEqual({
      'content-security-policy': "connect-src 'self' http://127.0.0.1:4000; img-src data:",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=60; includeSubDomains; preload',
      'permissions-policy': 'camera=()',
    });
  });
});

test.each([
  ['/v1/*', '/v1/deals', true],
  ['v1/*', '/v1/', true],
  ['/v1/*', '/v1', false],
  ['*.js', '/assets/app.js', true],
  ['/config.json', '/config.json', true],
  ['/config.json', '/configXjson', false],
  ['/?.txt', '/a.txt', true],
  ['/V1/*', '/v1/x', false],
])('pattern %s on %s: %s', (pattern, path, expected) => {
  expect(matchesPattern(pattern, path)).toBe(expected);
});
