import { describe, expect, test } from 'vitest';
import { allRoutes } from '#shared/registry.ts';
import { createRouteTable } from './route-table.ts';

const match = createRouteTable(allRoutes);
const found = (method: string, path: string) => {
  const hit = match(method, path);
  return hit && 'found' in hit ? { path: hit.found.route.path, params: hit.params } : hit;
};
const id = '01H00000000000000000000001';

test('every declared route is found by its own method and path', () => {
  for (const { route } of allRoutes) {
    const path = route.path.replace(/\{\w+\}/g, id);
    const hit = match(route.method, path);
    expect(hit && 'found' in hit && hit.found.route, `${route.method} ${path}`).toBe(route);
  }
});

test('no two declared routes answer the same request', () => {
  const shapes = allRoutes.map(({ route }) => `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`);

  expect(shapes.filter((shape, i) => shapes.indexOf(shape) !== i)).toEqual([]);
});

test('a literal goes before a parameter', () => {
  expect(found('POST', '/v1/deals/bulk')).toEqual({ path: '/v1/deals/bulk', params: {} });
  expect(found('GET', '/v1/deals/board')).toEqual({ path: '/v1/deals/board', params: {} });
  expect(found('GET', `/v1/deals/${id}`)).toEqual({ path: '/v1/deals/{id}', params: { id } });
});

describe('only the path as it is declared', () => {
  test.each([
    `/v1/Deals/${id}`,
    `/V1/deals/${id}`,
    `/v1/deals/${id}/`,
    '/v1/deals//',
    `/v1//deals/${id}`,
    `//v1/deals/${id}`,
    `/v1/deals/${id}/move/`,
    `/v1/deals;x=1/${id}`,
    `/v1/%64eals/${id}`,
    `v1/deals/${id}`,
    '/v1/deal',
    '/v1',
    '/',
    '',
    '/v1/__proto__',
    '/v1/constructor/prototype',
    `/v1/deals/${id}/toString`,
  ])('%s is not found', (path) => {
    expect(match('GET', path)).toBeUndefined();
  });

  test('an encoded slash stays within its segment, and what cannot be decoded is not found', () => {
    expect(found('GET', '/v1/deals/a%2Fmove')).toEqual({ path: '/v1/deals/{id}', params: { id: 'a/move' } });
    expect(found('GET', '/v1/deals/..%2f..%2fusers')).toMatchObject({ params: { id: '../../users' } });
    expect(match('GET', '/v1/deals/%E0%A4%A')).toBeUndefined();
    expect(match('GET', '/v1/deals/%')).toBeUndefined();
  });
});

describe('methods', () => {
  test('another method names those that the path takes, once each', () => {
    expect(match('PUT', `/v1/deals/${id}`)).toEqual({ allowed: ['DELETE', 'GET', 'PATCH'] });
    expect(match('DELETE', '/v1/deals')).toEqual({ allowed: ['GET', 'POST'] });
  });

  test.each(['get', 'HEAD', 'OPTIONS', 'TRACE', '', '__proto__'])('%j is no method of a route', (method) => {
    expect(match(method, `/v1/deals/${id}`)).toEqual({ allowed: ['DELETE', 'GET', 'PATCH'] });
  });
});
