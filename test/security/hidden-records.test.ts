import { expect, test } from 'vitest';
import { policyOf } from '#shared/policy/policy.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { bodyOf } from './body-of.ts';
import { createWorld, guarded, nouns, nowhere, people, recordIdOf, type Who } from './world.ts';

const byId = guarded.filter(({ route }) => route.path.includes('{id}'));
const whos = Object.keys(people) as Who[];

/** What a person of a built-in role may read of what belongs to somebody else, in another team. */
const mayRead = (who: Who, noun: string): boolean => {
  const grants = builtInRoles.find((r) => r.group === people[who].group)?.grants ?? [];
  const policy = policyOf({ id: people[who].id, teamIds: [], roles: [{ grants, fieldAccess: [] }] });
  return policy.may(noun, 'read', { ownerId: people.other.id, teamIds: ['other'], createdBy: { id: 'tests' } });
};

test('a record that one may not know answers like one that does not exist, to every role, on every route, and nothing is written', async () => {
  const world = await createWorld();
  const before = world.content();
  const asked = new Set<string>();
  for (const who of whos.filter((w) => w !== 'other'))
    for (const { feature, route } of byId) {
      if (!nouns.some((e) => e.noun === feature) || mayRead(who, feature)) continue;
      asked.add(feature);
      const body = bodyOf(route);
      const [hidden, missing] = [
        await world.call(who, route, { id: recordIdOf(feature), body }),
        await world.call(who, route, { id: nowhere, body }),
      ];
      const name = `${who}: ${route.method} ${route.path}`;
      expect([name, hidden.status, hidden.text]).toEqual([name, missing.status, missing.text]);
      expect([400, 403, 404, 409], `${name}: ${hidden.text}`).toContain(hidden.status);
    }
  expect(world.content()).toBe(before);
  expect([...asked]).toEqual(expect.arrayContaining(['deal', 'lead', 'task', 'note', 'call', 'import', 'savedView']));
});

test('an id of a record that one may not know is refused like one of no record, in every field that refers to one', async () => {
  const world = await createWorld();
  const before = world.content();
  let asked = 0;
  for (const { feature, route } of guarded) {
    const entity = route.fieldsOf;
    if (!entity || route.path.includes('{id}') || route.path.endsWith('/bulk')) continue;
    for (const field of entity.writable) {
      const target = entity.allFields[field]?.target;
      if (!target || !nouns.some((e) => e.noun === target) || mayRead('mine', target)) continue;
      const isMany = entity.allFields[field]?.kind === 'multiRef';
      const send = (id: string) =>
        world.call('mine', route, { body: { [entity.title]: 'Mine', [field]: isMany ? [id] : id } });
      const [hidden, missing] = [await send(recordIdOf(target)), await send(nowhere)];
      expect([feature, field, hidden.status]).toEqual([feature, field, missing.status]);
      expect(hidden.text).toBe(missing.text);
      expect([feature, field, hidden.status]).toEqual([feature, field, hidden.status === 403 ? 403 : 400]);
      asked++;
    }
  }
  expect(world.content()).toBe(before);
  expect(asked).toBeGreaterThan(5);
});

test('of many records at once, one that one may not know is reported like a missing one', async () => {
  const world = await createWorld();
  const bulks = guarded.filter(({ route }) => route.path.endsWith('/bulk'));
  let asked = 0;
  for (const { feature, route } of bulks) {
    if (mayRead('mine', feature)) continue;
    const id = recordIdOf(feature);
    const before = world.content();
    const answer = await world.call('mine', route, { body: { action: 'remove', ids: [id, nowhere] } });
    if (answer.status === 403) continue;
    const results = answer.body.results as readonly Record<string, unknown>[];
    const [hidden, missing] = results.map(({ id: _id, ...rest }) => JSON.stringify(rest).replaceAll(id, nowhere));
    expect([feature, hidden]).toEqual([feature, missing]);
    expect(world.content()).toBe(before);
    asked++;
  }
  expect(asked).toBeGreaterThan(2);
});
