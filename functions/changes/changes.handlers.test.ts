import { beforeEach, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { note } from '#shared/note/note.ts';
import { role } from '#shared/role/role.ts';
import { type Answer, ask } from '#test/fakes/http.ts';
import { idOf, putPerson, putRecord, putRoles, roleIdOf } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { randomOf } from '#test/simulation/random.ts';
import { SimTable } from '#test/simulation/sim-table.ts';
import { changesHandlers } from './changes.handlers.ts';

const [admin, rep] = [idOf(1, 'A'), idOf(2, 'A')];
let ports: FakePorts;
let lagMs: () => number;
beforeEach(async () => {
  lagMs = () => 0;
  const plain = fakePorts();
  const store = new SimTable({ now: () => plain.time.now }, () => lagMs());
  ports = { ...plain, store, table: store.asTable() };
  await putRoles(ports);
  await putPerson(ports, admin, 'admin');
  await putPerson(ports, rep, 'sales');
  ports.time.now += 120_000;
});
const changes = (query: Readonly<Record<string, string>> = {}, id = admin): Promise<Answer> =>
  ask(ports, changesHandlers, {
    method: 'GET',
    path: '/v1/changes',
    query: new URLSearchParams(query).toString(),
    sub: `sub-${id}`,
  });

/** Everything from a cursor to where there is no more. */
const walk = async (since: string | undefined, query: Readonly<Record<string, string>> = {}) => {
  const items: Readonly<Record<string, unknown>>[] = [];
  let cursor = since;
  for (let calls = 0; calls < 200; calls++) {
    const { status, body } = await changes({ ...query, ...(cursor !== undefined && { since: cursor }) });
    expect(status).toBe(200);
    items.push(...body.items);
    cursor = String(body.cursor);
    if (!body.hasMore) return { items, cursor };
  }
  throw new Error('the walk has no end');
};

test('a client that begins gets everything, and then only what is new', async () => {
  for (let n = 1; n <= 30; n++) await putRecord(ports, company, idOf(n, 'C'), { name: `C${n}` });
  const first = await walk(undefined, { nouns: 'company', limit: '4' });
  expect(new Set(first.items.map((e) => e.recordId)).size).toBe(30);

  ports.time.now += 120_000;
  const again = await walk(first.cursor, { nouns: 'company' });
  ports.time.now += 120_000;
  await putRecord(ports, company, idOf(31, 'C'), { name: 'C31' });
  const second = await walk(again.cursor, { nouns: 'company' });

  expect(second.items.map((e) => e.recordId)).toEqual([idOf(31, 'C')]);
});

test('whatever shows up late and however the clocks differ, every event is seen', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const random = randomOf(seed);
    lagMs = () => (random.chance(0.7) ? random.below(300) : random.below(25_000));
    const written: string[] = [];
    ports.store.onEvent = (event: StoredEvent) => {
      if (event.noun === 'company') written.push(event.eventId);
    };
    const seen = new Set<unknown>();
    let cursor: string | undefined;
    for (let i = 0; i < 120; i++) {
      ports.time.now += random.below(2000);
      const skewed = { ...ports, clock: { ...ports.clock, now: () => ports.time.now + random.below(10_000) - 5000 } };
      await putRecord(skewed, company, idOf(1000 * seed + i, 'C'), { name: 'x' });
      if (random.chance(0.4)) {
        const { body } = await changes({ limit: '8', ...(cursor !== undefined && { since: cursor }) });
        for (const item of body.items) seen.add(item.id);
        cursor = String(body.cursor);
      }
    }
    // a client asks again and again; what came late is seen with the second walk at the latest
    for (let walks = 0; walks < 2; walks++) {
      ports.time.now += 120_000;
      const walked = await walk(cursor);
      cursor = walked.cursor;
      for (const item of walked.items) seen.add(item.id);
    }

    expect(
      written.filter((id) => !seen.has(id)),
      `seed ${seed}`,
    ).toEqual([]);
  }
});

test('a walk through much that is young comes to its end', async () => {
  for (let n = 1; n <= 200; n++) await putRecord(ports, company, idOf(n, 'C'), { name: `C${n}` });

  expect((await walk(undefined, { limit: '4', nouns: 'company' })).items).toHaveLength(200);
});

describe('only what one may read', () => {
  test('of records, fields and old values', async () => {
    const first = await putRecord(ports, company, idOf(1, 'C'), { name: 'Acme', tier: 'canary-tier', ownerId: rep });
    await putRecord(ports, company, idOf(1, 'C'), { tier: 'canary-new' }, first);
    await putRecord(ports, note, idOf(1, 'N'), { body: 'canary-note', ownerId: admin });
    const grants = [
      { noun: 'company', action: 'read', scope: 'all' },
      { noun: 'note', action: 'read', scope: 'own' },
    ];
    await putRecord(ports, role, idOf(5, 'R'), {
      name: 'Some',
      group: 'sales',
      grants,
      fieldAccess: [{ noun: 'company', field: 'tier', access: 'none' }],
    });
    const some = idOf(3, 'A');
    await putPerson(ports, some, 'sales', { roleIds: [idOf(5, 'R')] });

    const { body, text } = await changes({}, some);

    expect(body.items.map((e) => e.type)).toEqual(['company.created', 'company.updated']);
    expect(text).not.toContain('canary');
  });

  test('and nothing by somebody without roles', async () => {
    const nobody = idOf(4, 'A');
    await putPerson(ports, nobody, 'sales', { roleIds: [] });

    expect((await changes({}, nobody)).body).toMatchObject({ items: [], hasMore: false });
  });
});

describe('cursors', () => {
  test('of somebody else, tampered with or made up are refused', async () => {
    const { cursor } = (await changes()).body;
    const text = String(cursor);
    for (const since of [text.slice(1), `${text}x`, text.replace('.', ''), 'x', '', 'e30.e30'])
      expect(await changes({ since })).toMatchObject({ status: 400, body: { issues: [{ pointer: 'query/since' }] } });
    expect((await changes({ since: text }, rep)).status).toBe(400);
    expect((await changes({ since: text })).status).toBe(200);
  });

  test.each(['company,', 'unique', '__proto__', 'company,constructor'])('%j are no nouns', async (nouns) => {
    expect((await changes({ nouns })).status).toBe(400);
  });
});

test('the roles that a sales person has come with the rest', async () => {
  expect((await changes({ nouns: 'role' }, rep)).body.items.map((e) => e.recordId)).toContain(roleIdOf('sales'));
});
