import { beforeAll, describe, expect, test } from 'vitest';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { aChain, type Chain } from '#test/fakes/chain.ts';
import { idOf } from '#test/fakes/people.ts';
import { commitmentOf, hashOf, saltOf } from './event-hash.ts';
import type { StoredEvent } from './stored.ts';
import { faultOfChain, verifyTable } from './verify-chain.ts';

const length = 6;
const positions = Array.from({ length }, (_, i) => i + 1);
const id = idOf(1, 'C');
let chain: Chain;
beforeAll(async () => {
  chain = await aChain(
    company,
    id,
    positions.map((n) => ({ name: `Acme ${n}`, employees: n, tier: n === 1 ? 'gold' : undefined })),
  );
});

const at = (version: number): StoredEvent => {
  const event = chain.events.find((e) => e.version === version);
  if (!event) throw new Error(`there is no version ${version}`);
  return event;
};
const replaced = (version: number, change: object): StoredEvent[] =>
  chain.events.map((event) => (event.version === version ? { ...event, ...change } : event));
const firstBad = (events: readonly StoredEvent[]): number | undefined => faultOfChain(chain.record, events)?.version;

test('an untouched chain holds, whatever order its events come in', () => {
  expect(faultOfChain(chain.record, chain.events)).toBeUndefined();
  expect(faultOfChain(chain.record, [...chain.events].reverse())).toBeUndefined();
});

describe('tampering names the first version that is wrong', () => {
  test.each(positions)('an event that was deleted: %i', (version) => {
    expect(firstBad(chain.events.filter((e) => e.version !== version))).toBe(version);
  });

  test.each(positions)('events that were cut off from %i on', (version) => {
    expect(firstBad(chain.events.filter((e) => e.version < version))).toBe(version);
  });

  test.each(positions)('an event that was inserted at %i', (version) => {
    const forged = { ...at(version), eventId: `${at(version).eventId.slice(0, 25)}Z`, hash: 'forged' };
    const shifted = chain.events.map((e) => (e.version >= version ? { ...e, version: e.version + 1 } : e));

    expect(firstBad([...chain.events, forged])).toBe(version);
    expect(firstBad([...shifted, forged])).toBe(version);
  });

  test.each(positions.slice(0, -1))(
    'an event that was written anew, with a hash that is right for it: %i',
    (version) => {
      const anew = { ...at(version), salt: 'another salt' };

      expect(firstBad(replaced(version, { ...anew, hash: hashOf(anew) }))).toBe(version + 1);
    },
  );

  test.each(positions.slice(1))('two events whose versions were swapped: %i with the one before', (version) => {
    const swapped = chain.events.map((e) =>
      e.version === version ? { ...e, version: version - 1 } : e.version === version - 1 ? { ...e, version } : e,
    );

    expect(firstBad(swapped)).toBe(version - 1);
  });

  describe.each(positions)('an event that was edited: %i', (version) => {
    const edits: [string, (event: StoredEvent) => object][] = [
      ['a value', (e) => ({ record: { ...e.record, employees: 999 } })],
      ['a value that did not change', (e) => ({ record: { ...e.record, createdAt: '2020-01-01T00:00:00.000Z' } })],
      ['a further value', (e) => ({ record: { ...e.record, website: 'https://example.com' } })],
      ['who did it', () => ({ actor: { kind: 'user', id: 'somebody else' } })],
      ['when it was done', () => ({ at: '2020-01-01T00:00:00.000Z' })],
      [
        'when the record says that it was done',
        (e) => ({ record: { ...e.record, updatedAt: '2020-01-01T00:00:00.000Z' } }),
      ],
      ['who the record says did it', (e) => ({ record: { ...e.record, updatedBy: { kind: 'user', id: 'x' } } })],
      ['what it was', () => ({ type: 'company.removed' })],
      ['what led to it', () => ({ cause: { chain: ['01'] } })],
      ['its old values', (e) => ({ before: { ...e.before, employees: 998 } })],
      ['a further old value', (e) => ({ before: { ...e.before, website: 'https://example.com' } })],
      ['its id', (e) => ({ eventId: `${e.eventId.slice(0, 25)}${e.eventId.endsWith('0') ? '1' : '0'}` })],
      ['its key', () => ({ sk: 'event#00000000000000000000000000' })],
      ['its place in the feed', () => ({ feedKey: '0' })],
      ['its salt', () => ({ salt: 'x' })],
      ['its schema version', () => ({ schemaVersion: 9 })],
      ['its hash', () => ({ hash: 'x' })],
      [
        'a value, behind a commitment',
        (e) => ({
          record: { ...e.record, employees: 999 },
          commitments: { employees: commitmentOf('employees', e.record.employees, saltOf(e.salt, 'employees')) },
        }),
      ],
    ];
    test.each(edits)('%s', (_what, edit) => {
      expect(firstBad(replaced(version, edit(at(version))))).toBe(version);
    });
  });

  test('a record that is not at its newest event', () => {
    const old = { ...chain.record, record: at(3).record, version: 3, head: at(3).hash, eventId: at(3).eventId };

    expect(faultOfChain(old, chain.events)?.what).toBe('the record is not at its newest event');
    expect(faultOfChain({ ...chain.record, head: 'x' }, chain.events)).toBeDefined();
  });

  test('a record that differs from its newest event', () => {
    const edited = { ...chain.record, record: { ...chain.record.record, employees: 999 } };

    expect(faultOfChain(edited, chain.events)).toMatchObject({
      version: length,
      what: 'the record differs from its newest event',
    });
  });

  test('a record that is gone, and a record without events', () => {
    expect(faultOfChain(undefined, chain.events)?.what).toBe('the record is missing');
    expect(faultOfChain(chain.record, [])).toMatchObject({ recordId: id, version: 1, what: 'is missing' });
  });
});

describe('after an erasure', () => {
  const personal = ['emails', 'familyName'];

  /** What an erasure does: values and salt go, commitments and the salts of the other values stay. */
  const erased = (event: StoredEvent): StoredEvent => {
    const keys = event.version === 1 ? Object.keys(event.record) : Object.keys(event.before);
    const changed = keys.filter((f) => f in event.record || f in event.before);
    const without = (values: Readonly<Record<string, unknown>>, gone: unknown) =>
      Object.fromEntries(
        Object.entries(values).flatMap(([f, v]) =>
          personal.includes(f) ? (gone === null ? [[f, null]] : []) : [[f, v]],
        ),
      );
    return {
      ...event,
      salt: '',
      salts: Object.fromEntries(changed.filter((f) => !personal.includes(f)).map((f) => [f, saltOf(event.salt, f)])),
      commitments: Object.fromEntries(
        changed
          .filter((f) => personal.includes(f))
          .map((f) => [f, commitmentOf(f, event.record[f], saltOf(event.salt, f))]),
      ),
      // a record keeps its shape without the values
      record: without(event.record, undefined) as StoredEvent['record'],
      before: without(event.before, null),
    };
  };

  test('the chain holds without the values, and still shows tampering with those that stayed', async () => {
    const { record, events } = await aChain(contact, idOf(1, 'E'), [
      { givenName: 'Ada', familyName: 'L', emails: [{ value: 'ada@example.com' }] },
      { title: 'Countess' },
      { familyName: 'Lovelace', emails: [{ value: 'ada@lovelace.example' }], title: undefined },
      { doNotMail: true },
    ]);
    const clean = events.map(erased);
    const kept = { ...record, record: erased(events.at(-1) ?? events[0] ?? ({} as StoredEvent)).record };

    expect(JSON.stringify([clean, kept])).not.toMatch(/lovelace|example\.com/i);
    expect(faultOfChain(kept, clean)).toBeUndefined();
    const edited = clean.map((e) => (e.version === 2 ? { ...e, record: { ...e.record, title: 'Baroness' } } : e));
    expect(faultOfChain(kept, edited)).toMatchObject({ version: 2 });
    const refilled = clean.map((e) => (e.version === 3 ? { ...e, record: { ...e.record, familyName: 'Byron' } } : e));
    expect(faultOfChain(kept, refilled)).toMatchObject({ version: 3 });
  });
});

test('a walk through the table finds each broken chain and counts the others', async () => {
  const { ports, events } = await aChain(company, id, [{ name: 'Acme' }, { tier: 'gold' }]);
  expect(await verifyTable(ports.table)).toEqual({ records: 1, events: 2, faults: [] });

  const [first, second] = events;
  if (!first || !second) throw new Error('a chain of two has two events');
  await ports.table.put({ ...second, record: { ...second.record, tier: 'silver' } });
  expect((await verifyTable(ports.table)).faults).toMatchObject([{ noun: 'company', recordId: id, version: 2 }]);

  await ports.table.delete({ pk: first.pk, sk: 'record' });
  expect((await verifyTable(ports.table)).faults).toHaveLength(1);
});
