import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Blobs, Clock, Log } from '#functions/platform/ports.ts';
import { recordKey, type StoredEvent } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { applyEvents } from '#functions/read-model/apply-event.ts';
import { numberOf } from '#functions/read-model/apply-record.ts';
import { atLeast } from '#functions/read-model/at-least.ts';
import { follow } from '#functions/read-model/follow.ts';
import { listRecords } from '#functions/read-model/list.ts';
import { createReadModel, modelOver, type ReadModel } from '#functions/read-model/model.ts';
import { openReadModel } from '#functions/read-model/open-model.ts';
import { rebuild } from '#functions/read-model/rebuild.ts';
import { searchRecords } from '#functions/read-model/search.ts';
import { keepUp, repairSnapshot, takeSnapshot } from '#functions/read-model/snapshot-task.ts';
import { afterEvent, anEvent, everyone, idOf, noon, secret } from '#functions/read-model/test-model.ts';
import { defineEntity, type Entity } from '#shared/contract/entity.ts';
import { number, text } from '#shared/contract/field.ts';
import { entities } from '#shared/registry.ts';
import { createMemoryBlobs } from '#test/fakes/blobs.ts';
import { SimTable } from './sim-table.ts';

const directory = mkdtempSync(join(tmpdir(), 'rapport-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const quiet: Log = { info: () => {}, error: () => {} };

class TestClock implements Clock {
  #now = noon;
  now(): number {
    return this.#now;
  }
  async sleep(ms: number): Promise<void> {
    this.#now += ms;
  }
  pass(ms: number): void {
    this.#now += ms;
  }
}

/** Writes an event as commit does: itself and the record's state after it. */
const write = (table: SimTable, event: StoredEvent): void => {
  table.put(event);
  table.put({
    ...recordKey(event.noun, event.recordId),
    record: event.record,
    version: event.version,
    schemaVersion: event.schemaVersion,
    head: event.hash,
    eventId: event.eventId,
  });
};

/** A deal that is made, changed and moved as the steps say; some of its events touch companies. */
const historyOf = (name: string, steps: readonly number[]): StoredEvent[] => {
  const events = [anEvent('deal', name, { name, stageId: idOf('a'), companyId: idOf('Acme'), nextStep: '0' })];
  for (const [i, step] of steps.entries()) {
    const last = events.at(-1);
    if (!last) continue;
    const change = [
      { nextStep: `step ${i}` },
      { stageId: idOf(`stage ${i}`) },
      { companyId: idOf(`company ${i}`) },
      { name: `${name} ${i}` },
      { deletedAt: last.record.deletedAt ? undefined : '2026-03-04T12:00:00.000Z' },
    ][step % 5];
    events.push(afterEvent(last, change ?? {}, { verb: step % 5 === 1 ? 'moved' : 'updated' }));
  }
  return events;
};

/** Everything that the model holds, without the numbers of rows, which depend on the order of arrival. */
const contentOf = ({ db, entities }: ReadModel): unknown => ({
  records: entities.map(({ noun }) =>
    db
      .all(`SELECT t.*, b.record FROM "r_${noun}" t JOIN "w_${noun}" b ON b._n = t._n ORDER BY t.id`)
      .map(({ _n, ...row }) => row),
  ),
  docs: db.all('SELECT noun, title FROM doc ORDER BY noun, title').map((row) => ({ ...row })),
  events: db
    .all(
      `SELECT d.noun, r.id, e.version, e.ulidMs, hex(e.ulidRest) AS rest, type.text AS type, e.at, actor.text AS actor, e.changes
       FROM event e JOIN doc d ON d.n = e.n JOIN r_deal r ON r._n = e.n JOIN term type ON type.t = e.type JOIN term actor ON actor.t = e.actor
       ORDER BY r.id, e.version`,
    )
    .map((row) => ({ ...row })),
  touches: db
    .prepare(
      `SELECT CAST(x.record AS TEXT) AS record, x.ulidMs, hex(e.ulidRest) AS rest FROM touch x JOIN event e ON e.e = x.e ORDER BY 1, 2, 3`,
    )
    .all()
    .map((row) => ({ ...row })),
  stays: db
    .all('SELECT r.id, f.* FROM fact_stage f JOIN r_deal r ON r._n = f.deal ORDER BY r.id, f.version')
    .map(({ deal, ...row }) => row),
  found: ['deal', 'step', 'one', 'two'].map((q) =>
    searchRecords(modelOver(db, entities), { q }, everyone)
      .map((h) => h.id)
      .sort(),
  ),
});

const emptyModel = () => createReadModel(':memory:', entities);
const steps = fc.array(fc.nat(4), { maxLength: 5 });
const histories = fc
  .record({ 'deal one': steps, 'deal two': steps })
  .map((h) => Object.entries(h).flatMap(([name, s]) => historyOf(name, s)));

test('events in any order, some of them twice, come to the same as in order once', () => {
  fc.assert(
    fc.property(
      histories.chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: events.length, maxLength: 2 * events.length }),
        ),
      ),
      ([events, shuffled]) => {
        const inOrder = emptyModel();
        const inDisorder = emptyModel();
        const missing = events.filter((e) => !shuffled.includes(e));

        applyEvents(inOrder, events);
        for (const event of [...shuffled, ...missing]) applyEvents(inDisorder, [event]);

        expect(contentOf(inDisorder)).toEqual(contentOf(inOrder));
      },
    ),
    { numRuns: 25 },
  );
});

test('following the feed and reading the whole table come to the same', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(3), async (events, pauses) => {
      const clock = new TestClock();
      const table = new SimTable(clock);
      const followed = emptyModel();
      for (const [i, event] of events.entries()) {
        write(table, event);
        if (i % (pauses + 1) !== 0) continue;
        clock.pass(1000);
        await follow(followed, { table: table.asTable(), clock });
      }
      clock.pass(1000);
      await follow(followed, { table: table.asTable(), clock });

      const rebuilt = emptyModel();
      expect(await rebuild(rebuilt, { table: table.asTable(), clock }, Number.POSITIVE_INFINITY)).toBe(true);

      expect(contentOf(followed)).toEqual(contentOf(rebuilt));
    }),
    { numRuns: 25 },
  );
});

test('an event that becomes visible late, after younger ones were read, is not missed', async () => {
  const clock = new TestClock();
  let lagMs = 0;
  const table = new SimTable(clock, () => lagMs);
  const model = emptyModel();
  const ports = { table: table.asTable(), clock };
  const late = anEvent('deal', 'late', { name: 'Late' }, { atMs: noon });
  lagMs = 30_000;
  write(table, late);
  lagMs = 0;
  for (let i = 0; i < 40; i++) {
    write(table, anEvent('deal', `deal ${i}`, { name: `Deal ${i}` }, { atMs: clock.now() }));
    clock.pass(1000);
    await follow(model, ports);
  }

  expect(
    model.db.get('SELECT 1 AS found FROM event WHERE n = ?', [numberOf(model, 'deal', late.recordId) ?? 0]),
  ).toEqual({ found: 1 });
});

test('while much is written a late event is seen as well, some seconds later', async () => {
  const clock = new TestClock();
  let lagMs = 0;
  const table = new SimTable(clock, () => lagMs);
  const model = emptyModel();
  const lengths: number[] = [];
  const measured: Table = {
    ...table.asTable(),
    feed: async (shard, from, options) => {
      const page = table.feed(shard, from, options);
      lengths.push(page.entries.length);
      return page;
    },
  };
  const ports = { table: measured, clock };
  const writeMany = (second: number) => {
    for (let i = 0; i < 100; i++)
      write(table, anEvent('note', `note ${second} ${i}`, { summary: 'Note' }, { atMs: clock.now() }));
  };
  for (let second = 0; second < 20; second++) {
    writeMany(second);
    clock.pass(1000);
    await follow(model, ports);
  }
  const late = anEvent('deal', 'late', { name: 'Late' }, { atMs: clock.now() });
  lagMs = 20_000;
  write(table, late);
  lagMs = 0;
  for (let second = 20; second < 41; second++) {
    writeMany(second);
    clock.pass(1000);
    await follow(model, ports);
  }
  expect(numberOf(model, 'deal', late.recordId)).toBeUndefined();
  const shortOnes = lengths.slice(-40).filter((length) => length < 300).length;
  expect(shortOnes).toBeGreaterThan(20);

  for (let second = 41; second < 45; second++) {
    clock.pass(1000);
    await follow(model, ports);
  }

  expect(numberOf(model, 'deal', late.recordId)).toBeDefined();
});

test('events that a clock running ahead has stamped do not hide those that follow', async () => {
  const clock = new TestClock();
  const table = new SimTable(clock);
  const model = emptyModel();
  const ports = { table: table.asTable(), clock };
  write(table, anEvent('deal', 'ahead', { name: 'Ahead' }, { atMs: noon + 86_400_000 }));
  await follow(model, ports);
  for (const name of ['a', 'b', 'c', 'd', 'e']) write(table, anEvent('deal', name, { name }, { atMs: clock.now() }));
  clock.pass(1000);
  await follow(model, ports);

  expect(listRecords(model, model.findEntity('deal') as Entity, {}, everyone, secret).total).toBe(6);
});

const counting = (table: Table) => {
  const calls = { feed: 0, batchGet: 0 };
  const counted: Table = {
    ...table,
    feed: (...args) => {
      calls.feed++;
      return table.feed(...args);
    },
    batchGet: (...args) => {
      calls.batchGet++;
      return table.batchGet(...args);
    },
  };
  return { calls, counted };
};

test('within a quarter of a second the feed is not read again, and afterwards nothing is fetched twice', async () => {
  const clock = new TestClock();
  const table = new SimTable(clock);
  const { calls, counted } = counting(table.asTable());
  const model = emptyModel();
  write(table, anEvent('deal', 'one', { name: 'One' }));

  await Promise.all([follow(model, { table: counted, clock }), follow(model, { table: counted, clock })]);
  await follow(model, { table: counted, clock });
  expect(calls).toEqual({ feed: 4, batchGet: 1 });

  clock.pass(251);
  await follow(model, { table: counted, clock });
  expect(calls).toEqual({ feed: 8, batchGet: 1 });
});

test('what was applied stays when the time is not enough, and the next request goes on from there', async () => {
  const clock = new TestClock();
  const table = new SimTable(clock);
  const pages: Table = {
    ...table.asTable(),
    feed: async (shard, from, options) => {
      clock.pass(100);
      return table.feed(shard, from, { ...options, limit: 2 });
    },
  };
  const model = emptyModel();
  for (let i = 0; i < 60; i++) write(table, anEvent('deal', `deal ${i}`, { name: `Deal ${i}` }));

  await expect(follow(model, { table: pages, clock }, 500)).rejects.toThrow('brought up to date');
  expect(model.applied).toBeGreaterThan(0);

  for (let i = 0; i < 30; i++) await follow(model, { table: pages, clock }, 500).catch(() => {});
  expect(model.applied).toBe(60);
});

test('one reads what one wrote, before the feed has it', async () => {
  const clock = new TestClock();
  const table = new SimTable(clock, () => 60_000);
  const model = emptyModel();
  const event = anEvent('deal', 'fresh', { name: 'Fresh' });
  write(table, event);
  await follow(model, { table: table.asTable(), clock });
  const titles = () => searchRecords(model, { q: 'fresh' }, everyone).map((h) => h.title);
  expect(titles()).toEqual([]);

  const { calls, counted } = counting(table.asTable());
  await atLeast(model, `deal/${event.recordId}@1`, counted);
  await atLeast(model, `deal/${event.recordId}@1,nothing/${event.recordId}@9`, counted);

  expect(titles()).toEqual(['Fresh']);
  // the record and its newest event, once; what is there already is not read again
  expect(calls.batchGet).toBe(2);
});

const world = async () => {
  const clock = new TestClock();
  const table = new SimTable(clock);
  const snapshots = createMemoryBlobs();
  const ports = { table: table.asTable(), snapshots, clock, log: quiet };
  for (const event of [...historyOf('deal one', [1, 2, 3]), ...historyOf('deal two', [4, 4])]) write(table, event);
  return { clock, table, snapshots, ports };
};
const open = (snapshots: Blobs, of: readonly Entity[] = entities) =>
  openReadModel({ snapshots, log: quiet, directory, entities: of });

test('a function that starts from a snapshot and follows has what one that reads everything has', async () => {
  const { clock, table, snapshots, ports } = await world();
  expect(await takeSnapshot(ports, { directory })).toMatchObject({ outcome: 'saved' });
  for (const event of historyOf('deal three', [0, 1])) write(table, event);
  clock.pass(1000);

  const started = await open(snapshots);
  expect(started.db.get('SELECT count(*) AS n FROM event')).toEqual({ n: 7 });
  await follow(started, ports);
  const rebuilt = emptyModel();
  await rebuild(rebuilt, ports, Number.POSITIVE_INFINITY);

  expect(contentOf(started)).toEqual(contentOf(rebuilt));
  started.db.close();
});

test('what a snapshot has is not read from the table again, though following begins before it', async () => {
  const { table, snapshots, ports } = await world();
  await takeSnapshot(ports, { directory });
  const started = await open(snapshots);
  const later = anEvent('deal', 'later', { name: 'Later' });
  write(table, later);
  const asked: string[] = [];
  const batchGet: Table['batchGet'] = async (keys) => {
    asked.push(...keys.map(({ pk }) => pk));
    return table.batchGet(keys);
  };

  await follow(started, { ...ports, table: { ...ports.table, batchGet } });

  expect(asked).toEqual([`deal#${later.recordId}`]);
  started.db.close();
});

test('a snapshot is taken where something changed for a quarter of an hour, and not where nothing did', async () => {
  const { clock, table, ports } = await world();
  await takeSnapshot(ports, { directory });
  clock.pass(3_600_000);
  expect(await takeSnapshot(ports, { directory })).toMatchObject({ outcome: 'unchanged' });

  write(table, anEvent('deal', 'later', { name: 'Later' }, { atMs: clock.now() }));
  clock.pass(60_000);
  expect(await takeSnapshot(ports, { directory })).toMatchObject({ outcome: 'saved' });
});

test('a snapshot comes ahead of its time where five thousand events came, and not where fewer did', async () => {
  const { clock, table, snapshots, ports } = await world();
  await takeSnapshot(ports, { directory });
  clock.pass(3_600_000);
  const at = clock.now();
  for (let i = 0; i < 4_999; i++) write(table, anEvent('deal', `many ${i}`, { name: `Many ${i}` }, { atMs: at }));
  expect(await keepUp(ports, { directory })).toMatchObject({ outcome: 'unchanged' });

  write(table, anEvent('deal', 'one more', { name: 'One more' }, { atMs: at }));
  expect(await keepUp(ports, { directory })).toMatchObject({ outcome: 'saved' });

  const started = await open(snapshots);
  expect(started.db.get('SELECT count(*) AS n FROM event')).toEqual({ n: 5_007 });
  started.db.close();
  expect(await keepUp(ports, { directory })).toMatchObject({ outcome: 'unchanged' });
});

test('snapshots older than the last three are deleted', async () => {
  const { clock, table, snapshots, ports } = await world();
  for (let i = 0; i < 6; i++) {
    write(table, anEvent('deal', `new ${i}`, { name: `New ${i}` }, { atMs: clock.now() }));
    clock.pass(900_000);
    await takeSnapshot(ports, { directory });
  }

  expect([...snapshots.objects.keys()].filter((key) => key.endsWith('.zst'))).toHaveLength(3);
});

test('a rebuild that runs out of time goes on where it was', async () => {
  const { clock, table, snapshots, ports } = await world();
  const slow: Table = {
    ...ports.table,
    scan: async (segment, total, after) => {
      clock.pass(1000);
      return table.scan(segment, total, after);
    },
  };
  const outcomes: string[] = [];
  for (let i = 0; i < 8; i++)
    outcomes.push((await takeSnapshot({ ...ports, table: slow }, { directory, budgetMs: 4_500 })).outcome);

  expect(outcomes.slice(0, 4)).toEqual(['unfinished', 'unfinished', 'unfinished', 'saved']);
  const started = await open(snapshots);
  expect(started.db.get('SELECT count(*) AS n FROM event')).toEqual({ n: 7 });
  expect([...snapshots.objects.keys()].some((key) => key.includes('rebuild'))).toBe(false);
  started.db.close();
});

test('a snapshot that cannot be read is no obstacle', async () => {
  const { snapshots, ports } = await world();
  await takeSnapshot(ports, { directory });
  for (const key of snapshots.objects.keys())
    if (key.endsWith('.zst')) snapshots.objects.set(key, Buffer.from('nonsense'));

  const started = await open(snapshots);
  await follow(started, ports);

  expect(listRecords(started, started.findEntity('deal') as Entity, {}, everyone, secret).total).toBe(2);
  started.db.close();
});

const withSchema = (change: (deal: Entity) => Entity): readonly Entity[] =>
  entities.map((e) => (e.noun === 'deal' ? change(e) : e));
const plain = {
  noun: 'deal',
  plural: 'deals',
  label: { one: 'Deal', many: 'Deals' },
  area: 'sales',
  title: 'name',
  icon: 'deal',
  owned: true,
  columns: ['name'],
} as const;

test('a snapshot of an older schema gets the new columns, filled, without the table', async () => {
  const { snapshots, ports } = await world();
  await takeSnapshot(ports, { directory });
  const newer = withSchema(() =>
    defineEntity({
      ...plain,
      schemaVersion: 2,
      upcasters: { 1: (record) => ({ ...record, steps: String(record.nextStep ?? '').length }) },
      fields: {
        name: text({ label: 'Name', search: 10 }),
        nextStep: text({ label: 'Next', search: 4 }),
        steps: number({ label: 'Steps' }),
      },
    }),
  );

  const started = await open(snapshots, newer);
  const deal = started.findEntity('deal') as Entity;

  expect(listRecords(started, deal, { filter: { field: 'steps', op: 'gt', value: 0 } }, everyone, secret).total).toBe(
    2,
  );
  expect(searchRecords(started, { q: 'deal two' }, everyone)).toHaveLength(1);
  started.db.close();
});

test('a snapshot forgets a noun that is declared no more, and has an empty table for a new one', async () => {
  const { snapshots, ports } = await world();
  await takeSnapshot(ports, { directory });
  const fewer = entities.filter((e) => e.noun !== 'deal');
  const gone = await open(snapshots, fewer);
  expect(searchRecords(gone, { q: 'deal' }, everyone)).toEqual([]);
  gone.db.close();

  const more = [
    ...entities,
    defineEntity({ ...plain, noun: 'robot', plural: 'robots', fields: { name: text({ label: 'Name' }) } }),
  ];
  const added = await open(snapshots, more);
  expect(listRecords(added, added.findEntity('robot') as Entity, {}, everyone, secret).total).toBe(0);
  added.db.close();
});

test('the nightly comparison puts right what is missing, old, or no more', async () => {
  const { clock, table, snapshots, ports } = await world();
  await takeSnapshot(ports, { directory });
  const unheard = anEvent('deal', 'unheard', { name: 'Unheard' });
  write(table, unheard);
  for (const item of table.all()) if (item.pk === `deal#${idOf('deal two')}`) table.delete(item);
  clock.pass(86_400_000);
  // the feed has lost the event
  const deaf: Table = { ...ports.table, feed: async () => ({ entries: [] }) };

  await repairSnapshot({ ...ports, table: deaf }, { directory });

  const started = await open(snapshots);
  const names = listRecords(
    started,
    started.findEntity('deal') as Entity,
    { sort: ['name'] },
    everyone,
    secret,
  ).items.map((d) => d.name);
  expect(names).toEqual(['deal one 2', 'Unheard']);
  started.db.close();
});
