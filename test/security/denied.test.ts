import { expect, test } from 'vitest';
import { ask } from '#test/fakes/http.ts';
import { bodyOf } from './body-of.ts';
import { createWorld, guarded, nouns, nowhere, people, recordIdOf, type Who, writableValues } from './world.ts';

const writes = guarded.filter(({ route }) => route.method !== 'GET');
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

test('what is refused has written nothing, whoever asks for whatever', async () => {
  const world = await createWorld();
  let refused = 0;
  for (const who of Object.keys(people) as Who[])
    for (const { feature, route } of writes)
      for (const id of [nowhere, nouns.some((e) => e.noun === feature) ? recordIdOf(feature) : nowhere])
        for (const body of [bodyOf(route), {}, { surely: 'unknown' }]) {
          const before = world.writes();
          const answer = await world.call(who, route, { id, ...(route.body && { body }) });
          expect([nameOf(route), answer.status < 500]).toEqual([nameOf(route), true]);
          if (answer.status < 400) continue;
          refused++;
          expect([nameOf(route), world.writes()]).toEqual([nameOf(route), before]);
        }
  expect(refused).toBeGreaterThan(500);
});

test('nobody who is not signed in, or whose token is of another kind, gets anything or changes anything', async () => {
  const world = await createWorld();
  const before = world.content();
  const sub = `sub-${people.admin.id}`;
  const foreign = [
    { sub, claims: { token_use: 'id' } },
    { sub, claims: { token_use: undefined } },
    { sub, claims: { token_use: 'refresh' } },
    { sub: '', claims: {} },
  ];
  for (const { route } of guarded) {
    const body = bodyOf(route);
    const statusOf = async (who: Who | undefined, more: object = {}) =>
      (await world.call(who, route, { body, ...more })).status;
    expect([nameOf(route), await statusOf(undefined)]).toEqual([nameOf(route), 401]);
    for (const who of foreign) expect([nameOf(route), await statusOf('admin', who)]).toEqual([nameOf(route), 401]);
    // whose token is good and who is no user here learns at most what the API's description says
    expect([400, 401], nameOf(route)).toContain(await statusOf('admin', { sub: 'sub-of-nobody' }));
  }
  expect(world.content()).toBe(before);
});

test('what only the server decides is refused by name, and so is what no noun has', async () => {
  const world = await createWorld();
  const before = world.content();
  const foreign = ['pk', 'sk', 'ttl', 'head', 'hash', 'feed', 'feedKey', 'type', 'id', 'isAdmin', 'x', 'constructor'];
  for (const entity of nouns) {
    const routes = guarded.filter(
      ({ feature, route }) => feature === entity.noun && route.fieldsOf && !route.path.endsWith('/bulk'),
    );
    const readOnly = Object.keys(entity.allFields).filter((key) => entity.allFields[key]?.readOnly);
    for (const { route } of routes)
      for (const key of [...readOnly, ...foreign]) {
        const body = { ...(route.method === 'POST' && writableValues(entity)), [key]: 'x' };
        const answer = await world.call('admin', route, { id: recordIdOf(entity.noun), body });
        const pointers = answer.body.issues?.map((i) => i.pointer.split('/')[1]);
        expect([nameOf(route), key, answer.status]).toEqual([nameOf(route), key, 400]);
        expect([nameOf(route), key, pointers?.includes(key)]).toEqual([nameOf(route), key, true]);
      }
  }
  expect(world.content()).toBe(before);
});

test('a value of another type is refused by the name of its field, whatever the field', async () => {
  const world = await createWorld();
  const before = world.content();
  const values = [[[]], { $gt: '' }, [['x']], 1e308, -0.5, true, 'x'.repeat(200_000), '\u0000', '\ud800'];
  let asked = 0;
  for (const entity of nouns)
    for (const { route } of guarded.filter(
      ({ feature, route: r }) => feature === entity.noun && r.method === 'PATCH' && r.fieldsOf,
    ))
      for (const field of entity.writable)
        for (const value of values) {
          if (entity.allFields[field]?.schema.safeParse(value).success) continue;
          const answer = await world.call('admin', route, { id: recordIdOf(entity.noun), body: { [field]: value } });
          const pointers = answer.body.issues?.map((i) => i.pointer.split('/')[1]);
          expect([entity.noun, field, answer.status, pointers?.every((p) => p === field || p === '')]).toEqual([
            entity.noun,
            field,
            400,
            true,
          ]);
          asked++;
        }
  expect(world.content()).toBe(before);
  expect(asked).toBeGreaterThan(500);
});

test('a fault shows nothing of what is behind it, and lets nobody in', async () => {
  const secret = 'arn:aws:dynamodb:eu-central-1:123456789012:table/Secret';
  let isBroken = false;
  const world = await createWorld({
    table: (inner) =>
      new Proxy(inner, {
        get: (target, name: keyof typeof inner) =>
          isBroken
            ? async () => {
                throw new Error(`${secret} could not be reached`);
              }
            : target[name],
      }),
  });
  isBroken = true;
  for (const { route } of guarded) {
    const answer = await world.call('admin', route, { body: bodyOf(route) });
    expect([nameOf(route), answer.status >= 400]).toEqual([nameOf(route), true]);
    expect(answer.text).not.toMatch(/arn:|Secret|at \w+ \(|\.ts:/);
  }
});

test('a request that is no request at all is answered with a problem', async () => {
  const { ports } = await createWorld();
  const answer = await ask(ports, [], { method: 'GET', path: '/v1/%E0%A4%A' });
  expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
});
