import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { InvokeResult } from '../service.ts';
import { testContext } from '../test-endpoint.ts';
import { createHttpApis, type HttpApis } from './http-api.ts';
import type { HttpRequest } from './http-message.ts';
import { httpResponse } from './response.ts';

const request = (given: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  path: '/v1/deals',
  query: '',
  headers: { host: 'api.example' },
  body: Buffer.alloc(0),
  ...given,
});

describe('an HTTP API', () => {
  let answer: InvokeResult | Promise<InvokeResult>;
  const events: unknown[] = [];
  let apis: HttpApis;
  beforeEach(() => {
    using context = testContext();
    events.length = 0;
    answer = { ok: { statusCode: 200, body: 'fine' } };
    apis = createHttpApis({
      ...context,
      invoke: async (_, event) => {
        events.push(event);
        return answer;
      },
    });
    apis.createApi('api', {
      allowOrigins: ['https://a.example'],
      allowMethods: ['GET'],
      allowHeaders: ['authorization'],
      exposeHeaders: ['etag'],
      allowCredentials: true,
      maxAgeSeconds: 60,
    });
    apis.createAuthorizer('jwt', { issuer: 'http://127.0.0.1:9/_idp/p', audience: ['app'] });
    apis.createIntegration('f', 'arn:function', 30_000);
    apis.createRoute('api', { key: 'ANY /v1/{proxy+}', target: { integrationId: 'f', scopes: [] } });
    apis.createRoute('api', { key: 'GET /private', target: { integrationId: 'f', authorizerId: 'jwt', scopes: [] } });
  });

  test('the event is payload format 2.0', async () => {
    const body = Buffer.from('{"ä":1}');
    await apis.handle(
      'api',
      request({
        method: 'POST',
        path: '/v1/a%20b',
        query: 'q=1&q=2&e=',
        headers: {
          host: 'api.example',
          cookie: 'a=1; b=2',
          'content-type': 'application/merge-patch+json',
          'user-agent': 'test',
        },
        body,
      }),
    );

    expect(events[0]).toEqual({
      version: '2.0',
      routeKey: 'ANY /v1/{proxy+}',
      rawPath: '/v1/a b',
      rawQueryString: 'q=1&q=2&e=',
      cookies: ['a=1', 'b=2'],
      headers: { host: 'api.example', 'content-type': 'application/merge-patch+json', 'user-agent': 'test' },
      queryStringParameters: { q: '1,2', e: '' },
      requestContext: {
        accountId: '111122223333',
        apiId: 'api',
        domainName: 'api.example',
        domainPrefix: 'api',
        http: { method: 'POST', path: '/v1/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: expect.any(String),
        routeKey: 'ANY /v1/{proxy+}',
        stage: '$default',
        time: '02/Mar/2026:09:00:00 +0000',
        timeEpoch: Date.UTC(2026, 2, 2, 9),
      },
      pathParameters: { proxy: 'a b' },
      body: '{"ä":1}',
      isBase64Encoded: false,
    });
  });

  test('a body that is no text comes in base64; what is not there is left out', async () => {
    await apis.handle(
      'api',
      request({ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from([0, 255]) }),
    );
    await apis.handle('api', request());

    expect(events[0]).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
    expect(Object.keys(events[1] ?? {})).not.toContain('body');
    expect(Object.keys(events[1] ?? {})).not.toContain('cookies');
    expect(Object.keys(events[1] ?? {})).not.toContain('queryStringParameters');
  });

  test('a failed function is a bare 500, an unknown path 404, too large a body 413', async () => {
    answer = { error: { errorType: 'Error', errorMessage: 'secret' } };

    expect(await apis.handle('api', request())).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
    expect(await apis.handle('api', request({ path: '/nowhere' }))).toMatchObject({
      status: 404,
      body: '{"message":"Not Found"}',
    });
    expect(
      await apis.handle('api', request({ method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) })),
    ).toMatchObject({ status: 413 });
    expect(
      await apis.handle(
        'api',
        request({ method: 'POST', headers: { 'content-type': 'image/png' }, body: Buffer.alloc(5 * 1024 * 1024) }),
      ),
    ).toMatchObject({ status: 413 });
    expect(events).toHaveLength(1);
  });

  test('a function that takes longer than the integration allows is 503', async () => {
    vi.useFakeTimers();
    answer = new Promise(() => {});
    const pending = apis.handle('api', request());
    await vi.advanceTimersByTimeAsync(30_000);
    vi.useRealTimers();

    expect(await pending).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  });

  test('a route with an authorizer does not call its function without a token', async () => {
    const response = await apis.handle('api', request({ path: '/private' }));

    expect(response).toMatchObject({
      status: 401,
      body: '{"message":"Unauthorized"}',
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(events).toHaveLength(0);
  });

  test('CORS is answered by the API, for the origins that it names only', async () => {
    const preflight = { origin: 'https://a.example', 'access-control-request-method': 'GET' };

    expect(await apis.handle('api', request({ method: 'OPTIONS', headers: preflight }))).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://a.example',
        'access-control-allow-methods': 'GET',
        'access-control-max-age': '60',
      },
    });
    expect(
      await apis.handle('api', request({ method: 'OPTIONS', headers: { ...preflight, origin: 'https://b.example' } })),
    ).toEqual({ status: 204, headers: {}, body: '' });
    expect((await apis.handle('api', request({ headers: { origin: 'https://a.example' } }))).headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-expose-headers': 'etag',
    });
  });
});

describe('the response that an answer becomes', () => {
  test.each([
    [
      { statusCode: 201, headers: { ETag: '"1"', 'X-N': 3 }, body: 'x' },
      { status: 201, headers: { etag: '"1"', 'x-n': '3', 'content-type': 'text/plain;charset=UTF-8' }, body: 'x' },
    ],
    [{ statusCode: 204 }, { status: 204, headers: {}, body: '' }],
    [
      { statusCode: 200, cookies: ['a=1', 'b=2'] },
      { status: 200, headers: { 'set-cookie': ['a=1', 'b=2'] }, body: '' },
    ],
    [
      { statusCode: 200, isBase64Encoded: true, body: 'AP8=', headers: { 'content-type': 'image/png' } },
      { status: 200, headers: { 'content-type': 'image/png' }, body: Buffer.from([0, 255]) },
    ],
    [{ a: 1 }, { status: 200, headers: { 'content-type': 'application/json' }, body: '{"a":1}' }],
    ['text', { status: 200, headers: { 'content-type': 'application/json' }, body: 'text' }],
    [null, { status: 200, headers: { 'content-type': 'application/json' }, body: '' }],
    [
      { statusCode: 'odd' },
      { status: 500, headers: { 'content-type': 'application/json' }, body: '{"message":"Internal Server Error"}' },
    ],
  ])('%j', (given, expected) => {
    expect(httpResponse(given)).toEqual(expected);
  });
});
