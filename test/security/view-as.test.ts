import { expect, test } from 'vitest';
import type { FieldAccess } from '#shared/policy/grant.ts';
import { registry } from '#shared/registry.ts';
import { putRecord, roleIdOf, storedRecord } from '#test/fakes/people.ts';
import { createWorld, nouns, people, recordIdOf, type Who } from './world.ts';

const { rights, records } = registry.viewAs.routes;
const whos = Object.keys(people) as Who[];
const pathOf = (route: { readonly path: string }, kind: string, id: string) =>
  route.path.replace('{kind}', kind).replace('{id}', id);

test('what an administrator sees as somebody else is what they see themselves, of every noun', async () => {
  const world = await createWorld();
  let seen = 0;
  for (const who of whos.filter((w) => w !== 'admin'))
    for (const entity of nouns.filter((e) => !e.isPrivate)) {
      const query = 'sort=id&total=true';
      const own = await world.call(who, registry[entity.noun as 'deal'].routes.list, {
        path: `/v1/${entity.plural}`,
        query,
      });
      const asThem = await world.call('admin', records, {
        path: pathOf(records, 'user', people[who].id),
        query: `noun=${entity.noun}&sort=id`,
      });
      expect([who, entity.noun, asThem.status]).toEqual([who, entity.noun, 200]);
      expect([who, entity.noun, asThem.body.items]).toEqual([who, entity.noun, own.body.items ?? []]);
      expect([who, entity.noun, asThem.body.refs]).toEqual([who, entity.noun, own.body.refs ?? {}]);
      seen += asThem.body.items.length;
    }
  expect(seen).toBeGreaterThan(40);
});

test('nobody sees more through the eyes of an administrator than with their own', async () => {
  const limits: FieldAccess[] = [
    { noun: 'company', field: 'website', access: 'none' },
    { noun: 'company', field: 'industry', access: 'masked' },
    { noun: 'role', field: 'description', access: 'none' },
  ];
  const world = await createWorld({ limits });
  const id = recordIdOf('company');
  const company = nouns.find((e) => e.noun === 'company');
  if (!company) throw new Error('there are no companies');
  await putRecord(
    world.ports,
    company,
    id,
    { website: 'https://canary.example', industry: 'Canary' },
    await storedRecord(world.ports, 'company', id),
  );
  const path = pathOf(records, 'user', people.admin.id);

  const limited = await world.call('viewer', records, { path, query: 'noun=company' });
  const whole = await world.call('admin', records, { path, query: 'noun=company' });

  expect(limited.status).toBe(200);
  expect(limited.body.items).toHaveLength(1);
  expect(limited.text.toLowerCase()).not.toContain('canary');
  expect(whole.text.toLowerCase()).toContain('canary');
  for (const query of ['noun=company&sort=website', 'noun=company&sort=industry'])
    expect((await world.call('viewer', records, { path, query })).status).toBe(400);
  const known = await world.call('viewer', rights, { path: pathOf(rights, 'user', people.admin.id) });
  expect(known.text).not.toContain('website');
});

test('a role says what somebody with it alone may do, and nothing is theirs', async () => {
  const world = await createWorld();
  const id = roleIdOf('sales');

  const { body } = await world.call('admin', rights, { path: pathOf(rights, 'role', id) });
  expect(body).toMatchObject({ name: 'Sales', maySignIn: true, fields: [] });
  expect(body.nouns).toContainEqual({
    noun: 'deal',
    scopes: { create: 'team', read: 'team', update: 'team', bulk: 'team', delete: 'own', assign: 'own' },
  });
  const asRole = (noun: string) =>
    world.call('admin', records, { path: pathOf(records, 'role', id), query: `noun=${noun}` });
  expect((await asRole('company')).body.items).toHaveLength(1);
  expect((await asRole('deal')).body).toMatchObject({ items: [], total: 0 });
  expect((await asRole('nothing')).status).toBe(400);
});

test('only who was given it sees as others do, and who is not there is nobody', async () => {
  const world = await createWorld();
  const path = pathOf(rights, 'user', people.mine.id);

  for (const who of whos.filter((w) => w !== 'admin'))
    expect([who, (await world.call(who, rights, { path })).status]).toEqual([who, 403]);
  expect((await world.call('admin', rights, { path: pathOf(rights, 'role', people.mine.id) })).status).toBe(404);
  expect((await world.call('admin', rights, { path: pathOf(rights, 'team', people.mine.id) })).status).toBe(404);
});
