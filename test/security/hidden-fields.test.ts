import { expect, test } from 'vitest';
import type { FieldAccess } from '#shared/policy/grant.ts';
import { putRecord, storedRecord } from '#test/fakes/people.ts';
import { createWorld, guarded, nouns, recordIdOf } from './world.ts';

const textKinds = new Set(['text', 'longText', 'richText', 'labels', 'email', 'url']);
const canary = 'Canary7Kestrel';
const isText = (kind: string | undefined): boolean => kind !== undefined && textKinds.has(kind);

/** Fields of a noun that a person may write a text into, but for the one that names its records. */
const hiddenOf = (entity: (typeof nouns)[number]): string[] =>
  Object.keys(entity.fields).filter((key) => key !== entity.title && isText(entity.fields[key]?.kind));

test('what a role hides of a record is nowhere: not read, searched, sorted, filtered or grouped by, in history and changes', async () => {
  const hidden = nouns
    .map((entity) => ({ entity, fields: hiddenOf(entity) }))
    .filter(({ fields }) => fields.length > 0);
  const limits: FieldAccess[] = hidden.flatMap(({ entity, fields }) =>
    fields.map((field) => ({ noun: entity.noun, field, access: 'none' as const })),
  );
  const world = await createWorld({ limits });
  for (const { entity, fields } of hidden) {
    const before = await storedRecord(world.ports, entity.noun, recordIdOf(entity.noun));
    const values = Object.fromEntries(
      fields.map((field) => [
        field,
        Array.isArray(before.record[field])
          ? [canary]
          : entity.fields[field]?.kind === 'email'
            ? `${canary}@example.com`
            : canary,
      ]),
    );
    await putRecord(world.ports, entity, recordIdOf(entity.noun), values, before);
  }
  let read = 0;
  for (const { entity, fields } of hidden) {
    const routes = guarded.filter(({ feature, route }) => feature === entity.noun && route.method === 'GET');
    for (const { route } of routes) {
      for (const query of ['', `q=${canary}`]) {
        const answer = await world.call('viewer', route, { id: recordIdOf(entity.noun), query });
        if (answer.status === 200) read++;
        expect([entity.noun, route.path, answer.text.includes(canary)]).toEqual([entity.noun, route.path, false]);
      }
    }
    const list = routes.find(({ route }) => route.path === `/v1/${entity.plural}`);
    const groups = routes.find(({ route }) => route.path === `/v1/${entity.plural}/groups`);
    for (const field of fields) {
      const filter = encodeURIComponent(JSON.stringify({ field, op: 'isEmpty' }));
      for (const query of [`sort=${field}`, `sort=-${field}`, `filter=${filter}`, `columns=${field}`]) {
        const answer = list && (await world.call('viewer', list.route, { query }));
        expect([entity.noun, query, answer?.text.includes(canary)]).toEqual([entity.noun, query, false]);
        // the question itself is a good one
        const open = list && query.startsWith('filter') ? await world.call('admin', list.route, { query }) : undefined;
        if (open) expect([entity.noun, query, open.status]).toEqual([entity.noun, query, 200]);
        if (!query.startsWith('columns'))
          expect([entity.noun, query, answer?.status]).toEqual([entity.noun, query, 400]);
      }
      if (groups)
        expect([
          entity.noun,
          field,
          (await world.call('viewer', groups.route, { query: `by=${field}` })).status,
        ]).toEqual([entity.noun, field, 400]);
    }
  }
  expect(read).toBeGreaterThan(40);
  for (const { route } of guarded.filter(({ route: r }) =>
    ['/v1/search', '/v1/changes', '/v1/audit'].includes(r.path),
  )) {
    const answer = await world.call('viewer', route, { query: route.path === '/v1/search' ? `q=${canary}` : '' });
    expect([route.path, answer.status, answer.text.includes(canary)]).toEqual([route.path, 200, false]);
    // it is there for who may see it
    const whole = await world.call('admin', route, { query: route.path === '/v1/search' ? `q=${canary}` : '' });
    expect([route.path, whole.text.length > answer.text.length]).toEqual([route.path, true]);
  }
  expect(JSON.stringify(world.ports.logged)).not.toContain(canary);
});
