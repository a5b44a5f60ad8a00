import { describe, expect, test } from 'vitest';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { timeOfUlid } from '#shared/ulid.ts';
import { idOf, putRecord, storedRecord } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { type Change, CommitRefused, commit } from './commit.ts';
import { RecordTooLarge } from './plan-change.ts';
import { claimKey, doneKey, isStoredEvent, recordKey, type StoredRecord } from './stored.ts';
import { type Table, Throttled, type TransactItem, TransactionRefused } from './table.ts';

const actor = { kind: 'user' as const, id: idOf(1, 'A'), name: 'Ada' };
const c1 = idOf(1, 'C');
const e1 = idOf(1, 'E');
const e2 = idOf(2, 'E');
const mail = (...values: string[]) => ({ emails: values.map((value) => ({ value })) });

const create = (id: string, after: object): Change => ({
  entity: contact,
  id,
  before: undefined,
  after: { ...after },
  verb: 'created',
});
const change = (before: StoredRecord, after: object): Change => ({
  entity: contact,
  id: before.record.id,
  before,
  after: { ...before.record, ...after },
  verb: 'updated',
});
const refusalOf = async (run: Promise<unknown>) => {
  const error = await run.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof CommitRefused)) throw error ?? new Error('it was not refused');
  return error.refusal;
};

test('a commit writes the record, its event and its claims, and answers what it wrote', async () => {
  const ports = fakePorts();

  const [done] = await commit(ports, {
    actor,
    changes: [create(e1, { givenName: 'Grace', ...mail('g@example.com') })],
  });

  const { record, version } = await storedRecord(ports, 'contact', e1);
  expect(done).toEqual({ record, version: 1, eventId: expect.any(String), isChanged: true });
  expect(version).toBe(1);
  expect(record).toMatchObject({
    id: e1,
    type: 'contact',
    version: 1,
    givenName: 'Grace',
    createdBy: actor,
    updatedBy: actor,
  });
  const [event, ...others] = ports.store.all().filter(isStoredEvent);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    type: 'contact.created',
    version: 1,
    record,
    before: {},
    actor,
    cause: { chain: [] },
    previousHash: '',
  });
  expect(await ports.table.get(claimKey('contact', 'emails', 'g@example.com'))).toMatchObject({ id: e1 });
  expect(ports.store.all()).toHaveLength(3);
});

test('a change names the old values of just what changed', async () => {
  const ports = fakePorts();
  const before = await putRecord(ports, contact, e1, { givenName: 'Grace', title: 'Captain' });
  ports.time.now += 1000;

  await commit(ports, { actor, changes: [change(before, { title: 'Admiral', language: 'en', givenName: 'Grace' })] });

  const event = ports.store
    .all()
    .filter(isStoredEvent)
    .find((e) => e.version === 2);
  expect(event?.before).toEqual({ title: 'Captain', language: null });
  expect(event?.record.createdAt).toBe(before.record.createdAt);
});

test('nothing of what every record has can be written by a change', async () => {
  const ports = fakePorts();
  const before = await putRecord(ports, contact, e1, { givenName: 'Grace' });

  await commit(ports, {
    actor,
    changes: [
      change(before, { id: 'x', type: 'x', version: 9, createdAt: 'x', createdBy: 'x', updatedAt: 'x', title: 'T' }),
    ],
  });

  const { record, version } = await storedRecord(ports, 'contact', e1);
  expect(version).toBe(2);
  expect(record).toMatchObject({
    id: e1,
    type: 'contact',
    version: 2,
    createdAt: before.record.createdAt,
    createdBy: before.record.createdBy,
  });
});

test('a change that changes nothing writes nothing', async () => {
  const ports = fakePorts();
  const before = await putRecord(ports, contact, e1, { givenName: 'Grace' });
  const items = ports.store.all().length;

  const [done] = await commit(ports, {
    actor,
    changes: [change(before, { givenName: 'Grace', title: null, language: undefined })],
  });

  expect(done).toMatchObject({ version: 1, eventId: before.eventId, isChanged: false });
  expect(ports.store.all()).toHaveLength(items);
});

test('events of one record have rising ids, also when the clock goes back', async () => {
  const ports = fakePorts();
  let stored = await putRecord(ports, contact, e1, { givenName: 'a' });
  for (const name of ['b', 'c', 'd']) {
    ports.time.now -= 60_000;
    stored = await putRecord(ports, contact, e1, { givenName: name }, stored);
  }

  const ids = ports.store
    .all()
    .filter(isStoredEvent)
    .sort((a, b) => a.version - b.version)
    .map((e) => e.eventId);
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(4);
});

test('a new event is stamped with the time of its attempt', async () => {
  const failures = [new Throttled('slow'), new TransactionRefused([], true), new Throttled('slow')];
  const ports = fakePorts({
    table: (inner): Table => ({
      ...inner,
      transact: async (items) => {
        const failure = failures.shift();
        if (failure) throw failure;
        return inner.transact(items);
      },
    }),
  });
  const startMs = ports.time.now;

  const [done] = await commit(ports, { actor, changes: [create(e1, { givenName: 'Grace' })] });

  expect(ports.time.now).toBeGreaterThan(startMs);
  expect(timeOfUlid(done?.eventId ?? '')).toBe(ports.time.now);
});

test('after two seconds of throttles it gives up, and has written nothing', async () => {
  const ports = fakePorts({
    table: (inner): Table => ({ ...inner, transact: () => Promise.reject(new Throttled('slow')) }),
  });
  const startMs = ports.time.now;

  await expect(commit(ports, { actor, changes: [create(e1, { givenName: 'Grace' })] })).rejects.toThrow(Throttled);

  expect(ports.time.now - startMs).toBeGreaterThanOrEqual(2000);
  expect(ports.time.now - startMs).toBeLessThan(4000);
  expect(ports.store.all()).toEqual([]);
});

describe('refusals', () => {
  test('a stale version is refused with the record as it is', async () => {
    const ports = fakePorts();
    const before = await putRecord(ports, contact, e1, { givenName: 'Grace' });
    const current = await putRecord(ports, contact, e1, { title: 'Admiral' }, before);

    expect(await refusalOf(commit(ports, { actor, changes: [change(before, { title: 'x' })] }))).toEqual({
      kind: 'version',
      noun: 'contact',
      id: e1,
      current,
    });
  });

  test('a version alone is not enough: the head of the chain must be the same', async () => {
    const ports = fakePorts();
    const before = await putRecord(ports, contact, e1, { givenName: 'Grace' });

    expect(
      await refusalOf(commit(ports, { actor, changes: [change({ ...before, head: 'x' }, { title: 'x' })] })),
    ).toMatchObject({ kind: 'version' });
  });

  test('a taken value is refused with whose it is, and changes nothing', async () => {
    const ports = fakePorts();
    await putRecord(ports, contact, e1, { givenName: 'Grace', ...mail('g@example.com') });
    const items = ports.store.all();

    const refusal = await refusalOf(
      commit(ports, { actor, changes: [create(e2, { givenName: 'x', ...mail('G@EXAMPLE.com') })] }),
    );

    expect(refusal).toEqual({ kind: 'claim', noun: 'contact', field: 'emails', value: 'g@example.com', ownerId: e1 });
    expect(ports.store.all()).toEqual(items);
  });

  test('a consumer that was here before is refused, whatever else does not hold', async () => {
    const ports = fakePorts();
    const before = await putRecord(ports, contact, e1, { givenName: 'Grace' });
    const done = { consumer: 'c', eventId: 'e' };
    await commit(ports, { actor, changes: [change(before, { title: 'a' })], done });

    expect(await refusalOf(commit(ports, { actor, changes: [change(before, { title: 'b' })], done }))).toEqual({
      kind: 'done',
    });
    expect(await ports.table.get(doneKey('c', 'e'))).toBeDefined();
  });

  test('an idempotency key is good for a day', async () => {
    const ports = fakePorts();
    const idempotency = { actor: 'a', route: 'r', key: 'k', requestHash: 'h' };
    await commit(ports, { actor, changes: [create(e1, { givenName: 'x' })], idempotency });

    const refusal = await refusalOf(commit(ports, { actor, changes: [create(e2, { givenName: 'x' })], idempotency }));
    expect(refusal).toMatchObject({ kind: 'idempotency', item: { id: e1, requestHash: 'h' } });

    ports.time.now += 86_400_000;
    await commit(ports, { actor, changes: [create(e2, { givenName: 'x' })], idempotency });
    expect((await storedRecord(ports, 'contact', e2)).version).toBe(1);
  });

  test('a further condition is refused with its position', async () => {
    const ports = fakePorts();
    const also: TransactItem[] = [
      { put: { pk: 'state#a', sk: 'state' } },
      { check: { pk: 'state#b', sk: 'state' }, condition: { exists: true } },
    ];

    expect(await refusalOf(commit(ports, { actor, changes: [create(e1, { givenName: 'x' })], also }))).toEqual({
      kind: 'also',
      index: 1,
      item: undefined,
    });
    expect(ports.store.all()).toEqual([]);
  });

  test('a fault that is no refusal comes through as it is', async () => {
    const fault = new Error('the network is gone');
    const ports = fakePorts({ table: (inner): Table => ({ ...inner, transact: () => Promise.reject(fault) }) });

    await expect(commit(ports, { actor, changes: [create(e1, { givenName: 'x' })] })).rejects.toBe(fault);
  });
});

describe('claims', () => {
  test('follow the values of a record', async () => {
    const ports = fakePorts();
    const claimed = () =>
      ports.store
        .all()
        .filter((item) => item.sk === 'claim')
        .map((item) => item.pk.split('#')[2])
        .sort();
    const first = await putRecord(ports, contact, e1, { givenName: 'x', ...mail('a@x.com', 'b@x.com') });
    expect(claimed()).toEqual(['a@x.com', 'b@x.com']);
    const second = await putRecord(ports, contact, e1, mail('b@x.com', 'c@x.com'), first);
    expect(claimed()).toEqual(['b@x.com', 'c@x.com']);
    const third = await putRecord(ports, contact, e1, { deletedAt: '2026-01-01T00:00:00.000Z' }, second);
    expect(claimed()).toEqual([]);
    await putRecord(ports, contact, e1, { deletedAt: null }, third);
    expect(claimed()).toEqual(['b@x.com', 'c@x.com']);
  });

  test('change hands within one commit', async () => {
    const ports = fakePorts();
    const from = await putRecord(ports, contact, e1, { givenName: 'a', ...mail('g@x.com') });
    const to = await putRecord(ports, contact, e2, { givenName: 'b' });

    await commit(ports, { actor, changes: [change(from, { emails: null }), change(to, mail('g@x.com'))] });

    expect(await ports.table.get(claimKey('contact', 'emails', 'g@x.com'))).toMatchObject({ id: e2 });
  });

  test('of two records of one commit that want the same are refused', async () => {
    const ports = fakePorts();
    const changes = [
      create(e1, { givenName: 'a', ...mail('g@x.com') }),
      create(e2, { givenName: 'b', ...mail('g@x.com') }),
    ];

    expect(await refusalOf(commit(ports, { actor, changes }))).toMatchObject({ kind: 'claim', ownerId: e1 });
    expect(ports.store.all()).toEqual([]);
  });

  test('that were never made, because the field was not unique then, do not stand in the way', async () => {
    const ports = fakePorts();
    const before = await putRecord(ports, contact, e1, { givenName: 'a', ...mail('g@x.com') });
    await ports.table.delete(claimKey('contact', 'emails', 'g@x.com'));

    await commit(ports, { actor, changes: [change(before, { emails: null })] });

    expect((await storedRecord(ports, 'contact', e1)).record.emails).toBeUndefined();
  });

  test('of somebody else are never freed', async () => {
    const ports = fakePorts();
    const before = await putRecord(ports, contact, e1, { givenName: 'a', ...mail('g@x.com') });
    await ports.table.put({ ...claimKey('contact', 'emails', 'g@x.com'), noun: 'contact', id: e2 });

    await expect(commit(ports, { actor, changes: [change(before, { emails: null })] })).rejects.toThrow(
      TransactionRefused,
    );
    expect(await ports.table.get(claimKey('contact', 'emails', 'g@x.com'))).toMatchObject({ id: e2 });
  });
});

describe('several changes in one commit', () => {
  test('ask for the same thing once', async () => {
    const ports = fakePorts();
    await ports.table.put({ ...recordKey('stage', 's'), version: 3 });
    const counter = { pk: 'state#n', sk: 'state' };
    const check: TransactItem = { check: recordKey('stage', 's'), condition: { equals: { version: 3 } } };
    const also: TransactItem[] = [check, { increment: counter, by: 1 }, check, { increment: counter, by: 2 }];

    await commit(ports, { actor, changes: [create(e1, { givenName: 'a' }), create(e2, { givenName: 'b' })], also });

    expect(await ports.table.get(counter)).toMatchObject({ value: 3 });
  });

  test('do not check a record that they write', async () => {
    const ports = fakePorts();
    const before = await putRecord(ports, company, c1, { name: 'Acme' });
    const written = { entity: company, id: c1, before, after: { ...before.record, tier: 'gold' }, verb: 'updated' };
    const also: TransactItem[] = [{ check: recordKey('company', c1), condition: { equals: { version: 1 } } }];

    await commit(ports, { actor, changes: [written, create(e1, { givenName: 'a' })], also });

    expect((await storedRecord(ports, 'company', c1)).version).toBe(2);
  });

  test('of more than a transaction holds are refused before anything is written', async () => {
    const ports = fakePorts();
    const changes = Array.from({ length: 51 }, (_, n) => create(idOf(n, 'E'), { givenName: 'x' }));

    await expect(commit(ports, { actor, changes })).rejects.toThrow(RangeError);
    expect(ports.store.all()).toEqual([]);
  });
});

test('a record stays below 64 KB, counted in UTF-8', async () => {
  const ports = fakePorts();
  const of = (text: string) => commit(ports, { actor, changes: [create(e1, { givenName: 'x', description: text })] });

  await expect(of('é'.repeat(33_000))).rejects.toThrow(RecordTooLarge);
  await expect(of('x'.repeat(60_000))).resolves.toHaveLength(1);
});
