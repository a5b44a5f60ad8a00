import { describe, expect, test } from 'vitest';
import { createRouter } from './routes.ts';

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'ANY /pets/{id}',
  'GET /pets/{id}',
  'GET /pets/dog',
  'ANY /v1/deals',
  'ANY /v1/deals/{proxy+}',
  'POST /v1/deals/{id}/move',
];
const match = createRouter(keys.map((key) => ({ key, target: key })));

describe('choosing a route', () => {
  test.each([
    ['GET', '/pets/dog', 'GET /pets/dog'],
    ['GET', '/pets/cat', 'GET /pets/{id}'],
    ['POST', '/pets/cat', 'ANY /pets/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/pets/cat/1', 'ANY /{proxy+}'],
    ['PATCH', '/v1/deals', 'ANY /v1/deals'],
    ['POST', '/v1/deals/1/move', 'POST /v1/deals/{id}/move'],
    ['GET', '/v1/deals/1/move', 'ANY /v1/deals/{proxy+}'],
    ['GET', '/', '$default'],
  ])('%s %s → %s', (method, path, key) => {
    expect(match(method, path)?.route.key).toBe(key);
  });

  test('gives the decoded variables of the path', () => {
    expect(match('GET', '/pets/a%20b')?.pathParameters).toEqual({ id: 'a b' });
    expect(match('GET', '/v1/deals/1/files/a%2Fb')?.pathParameters).toEqual({ proxy: '1/files/a/b' });
    expect(match('GET', '/pets/%zz')?.pathParameters).toEqual({ id: '%zz' });
  });

  test('without a default, what no route matches has none', () => {
    const strict = createRouter([
      { key: 'GET /v1/deals', target: 1 },
      { key: 'ANY /v1/deals/{proxy+}', target: 2 },
    ]);

    expect(strict('POST', '/v1/deals')).toBeUndefined();
    expect(strict('GET', '/v1/deals/')).toBeUndefined();
    expect(strict('GET', '/v1/Deals')).toBeUndefined();
    expect(strict('GET', '/v1/deals/x')?.route.target).toBe(2);
  });
});
