import { describe, expect, test } from 'vitest';
import type { RouteSpec } from '#shared/contract/route.ts';
import { allRoutes, entities } from '#shared/registry.ts';
import { as, send, tokensOf, unique } from './world.ts';

const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const pathOf = (route: RouteSpec, id: string): string =>
  route.path
    .replace('{noun}', 'deal')
    .replace('{kind}', 'user')
    .replace(/\{\w+\}/g, id);
const headersOf = (route: RouteSpec): Record<string, string> => (route.ifMatch ? { 'if-match': '1' } : {});
const needsBody = (route: RouteSpec): boolean => route.body !== undefined;
const guarded = allRoutes.filter(({ route }) => route.permission !== null);
const byId = guarded.filter(({ route }) => route.path.includes('{id}'));

describe.each(guarded)('$route.method $route.path', ({ route }) => {
  const call = (options: Parameters<typeof send>[2], id = nowhere) =>
    send(route.method, pathOf(route, id), {
      ...(needsBody(route) && { body: {} }),
      headers: headersOf(route),
      ...options,
    });

  test('is closed without a token, with a broken one and with an ID token', async () => {
    const { id } = await tokensOf('admin@demo.example');
    for (const token of [undefined, 'x', 'a.b.c', id])
      expect((await call(token === undefined ? {} : { token })).status).toBe(401);
  });

  if (needsBody(route))
    test('refuses junk and says where', async () => {
      const answer = await call({ as: 'admin@demo.example', body: { surely: 'unknown' } });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ code: 'invalid-request' });
    });

  test('refuses an unknown query parameter', async () => {
    const answer = await send(route.method, `${pathOf(route, nowhere)}?surely=unknown`, {
      as: 'admin@demo.example',
      ...(needsBody(route) && { body: {} }),
      headers: headersOf(route),
    });
    expect(answer.status).toBe(400);
  });
});

test('an id that does not exist, cannot be one, or is of another noun answers alike on every route', async () => {
  const admin = as('admin@demo.example');
  const stranger = await admin.company.create({ body: { name: `Stranger ${unique()}` } });
  const asksForMore = (route: RouteSpec): boolean => route.query?.safeParse({}).success === false;
  const routes = byId.filter(({ feature, route }) => feature !== 'company' && !needsBody(route) && !asksForMore(route));
  const bodies = new Set<string>();
  for (const { route } of routes)
    for (const id of [nowhere, 'x', stranger.id, '%00', '..%2f..']) {
      const answer = await send(route.method, pathOf(route, id), {
        as: 'admin@demo.example',
        headers: headersOf(route),
      });
      expect([route.path, id, answer.status]).toEqual([route.path, id, 404]);
      bodies.add(answer.text);
    }
  expect(bodies.size).toBe(1);
});

test('somebody else’s record answers exactly like a missing one', async () => {
  const theirs = await as('rep2@demo.example').deal.create({ body: { name: `Hidden ${unique()}` } });
  for (const { route } of byId.filter(({ feature }) => feature === 'deal')) {
    const body = route.path.endsWith('/move')
      ? { stageId: theirs.stageId }
      : route.path.endsWith('/revert')
        ? { toVersion: 1 }
        : route.method === 'PATCH'
          ? { nextStep: 'x' }
          : undefined;
    const call = (id: string) =>
      send(route.method, pathOf(route, id), {
        as: 'rep1@demo.example',
        headers: headersOf(route),
        ...(body && { body }),
      });
    const [hidden, missing] = [await call(theirs.id), await call(nowhere)];
    // who may not do it at all learns that; who may learns nothing of the record
    expect([route.path, hidden.status]).toEqual([route.path, 404]);
    expect(hidden.text).toBe(missing.text);
  }
});

test('who may only read changes nothing, on any route', async () => {
  const writes = guarded.filter(({ route }) => route.method !== 'GET' && route.permission !== 'signed-in:any');
  for (const { route } of writes) {
    const answer = await send(route.method, pathOf(route, nowhere), {
      as: 'viewer@demo.example',
      headers: headersOf(route),
      ...(needsBody(route) && { body: {} }),
    });
    expect([route.method, route.path, [400, 403, 404].includes(answer.status)]).toEqual([
      route.method,
      route.path,
      true,
    ]);
  }
});

test('a path in another case, with a slash at its end or with another method is no route', async () => {
  expect((await send('GET', '/v1/Companies', { as: 'admin@demo.example' })).status).toBe(404);
  expect((await send('GET', '/v1/companies/', { as: 'admin@demo.example' })).status).toBe(404);
  expect((await send('PUT', '/v1/companies', { as: 'admin@demo.example' })).status).toBe(405);
  expect(
    (
      await send('POST', '/v1/companies', {
        as: 'viewer@demo.example',
        body: { name: 'x' },
        headers: { 'x-http-method-override': 'GET' },
      })
    ).status,
  ).toBe(403);
});

test('every noun lists, counts and groups', async () => {
  for (const entity of entities) {
    const list = await send('GET', `/v1/${entity.plural}?limit=2`, { as: 'admin@demo.example' });
    expect([entity.noun, list.status]).toEqual([entity.noun, 200]);
    expect((await send('GET', `/v1/${entity.plural}/count`, { as: 'admin@demo.example' })).json).toMatchObject({
      count: expect.any(Number),
    });
    expect(
      (await send('GET', `/v1/${entity.plural}/groups?by=createdAt`, { as: 'admin@demo.example' })).status,
    ).toBeLessThan(500);
  }
});
