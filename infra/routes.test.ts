import { describe, expect, test } from 'vitest';
import { allRoutes, entities } from '#shared/registry.ts';
import { type GatewayRoute, gatewayRoutes } from './routes.ts';

type Noun = Parameters<typeof gatewayRoutes>[0][number];
type Declared = Parameters<typeof gatewayRoutes>[1][number];

const quota = 300;
const standardOf = ({ plural, area }: Noun): Declared[] => {
  const base = `/v1/${plural}` as const;
  const route = (method: Declared['method'], path: Declared['path'], to = area as Declared['area']): Declared => ({
    method,
    path,
    area: to,
    permission: 'thing:read',
  });
  return [
    route('POST', base),
    route('GET', base, 'query'),
    route('GET', `${base}/count`, 'query'),
    route('GET', `${base}/{id}/timeline`, 'query'),
    route('GET', `${base}/{id}`),
    route('PATCH', `${base}/{id}`),
    route('POST', `${base}/{id}/restore`),
  ];
};
const keys = (routes: readonly GatewayRoute[]): string[] =>
  routes.map((r) => `${r.method} ${r.path} ${r.area}${r.isPublic ? ' public' : ''}`);
const declared = allRoutes.map(({ route }) => route);
const gateway = gatewayRoutes(entities, declared);

/** Which route the gateway takes: a full match before `{proxy+}`, a literal before a parameter, a method before ANY, the longer before the shorter. */
const choose = (method: string, path: string): GatewayRoute | undefined => {
  const given = path.split('/');
  const rank = (route: GatewayRoute): string | undefined => {
    const parts = route.path.split('/');
    const isGreedy = parts.at(-1) === '{proxy+}';
    if (route.method !== 'ANY' && route.method !== method) return undefined;
    const fixed = isGreedy ? parts.slice(0, -1) : parts;
    if (isGreedy ? given.length <= fixed.length : given.length !== fixed.length) return undefined;
    if (!fixed.every((part, i) => part.startsWith('{') || part === given[i])) return undefined;
    const literals = fixed.map((part) => (part.startsWith('{') ? '0' : '1')).join('');
    return `${isGreedy ? 0 : 1}${literals}${route.method === 'ANY' ? 0 : 1}`;
  };
  return gateway
    .flatMap((route) => {
      const ranked = rank(route);
      return ranked ? [{ route, ranked }] : [];
    })
    .sort((a, b) => (a.ranked < b.ranked ? 1 : -1))[0]?.route;
};

describe('the routes of the gateway', () => {
  test('send every declared route to the function of its area, and ask for a token where it needs a permission', () => {
    for (const route of declared) {
      const chosen = choose(route.method, route.path.replace(/\{\w+\}/g, '01J00000000000000000000000'));

      expect(`${route.method} ${route.path} → ${chosen?.area} ${chosen?.isPublic}`).toBe(
        `${route.method} ${route.path} → ${route.area} ${route.permission === null}`,
      );
    }
  });

  test('let nobody without a token reach a function that is not public', () => {
    const open = gateway.filter((route) => route.isPublic);

    expect(open.length).toBeGreaterThan(0);
    expect([...new Set(open.map((route) => route.area))]).toEqual(['public']);
  });

  test('stay far below the quota with fifty nouns', () => {
    const nouns = Array.from(
      { length: 50 },
      (_, i): Noun => ({ plural: `things${i}`, area: i % 2 ? 'people' : 'sales' }),
    );

    expect(gatewayRoutes(nouns, nouns.flatMap(standardOf)).length).toBeLessThan(quota * 0.6);
  });

  test('cost a noun three, and nothing for what all nouns have in common', () => {
    const nouns: Noun[] = [
      { plural: 'things', area: 'people' },
      { plural: 'others', area: 'sales' },
    ];

    expect(keys(gatewayRoutes(nouns, nouns.flatMap(standardOf)))).toEqual([
      'ANY /v1/things people',
      'GET /v1/things query',
      'GET /v1/{nouns}/count query',
      'GET /v1/{nouns}/{id}/timeline query',
      'ANY /v1/things/{proxy+} people',
      'ANY /v1/others sales',
      'GET /v1/others query',
      'ANY /v1/others/{proxy+} sales',
      'ANY /v1/{proxy+} public public',
    ]);
  });

  test('are not shared by nouns that mean different areas by the same path', () => {
    const nouns: Noun[] = [
      { plural: 'things', area: 'people' },
      { plural: 'others', area: 'sales' },
    ];
    const odd: Declared[] = [
      { method: 'GET', path: '/v1/things/board', area: 'query', permission: 'thing:read' },
      { method: 'GET', path: '/v1/others/board', area: 'platform', permission: 'thing:read' },
    ];

    expect(keys(gatewayRoutes(nouns, [...nouns.flatMap(standardOf), ...odd]))).toEqual(
      expect.arrayContaining(['GET /v1/things/board query', 'GET /v1/others/board platform']),
    );
  });
});
