import { beforeEach, describe, expect, test } from 'vitest';
import { feedKeyOf, feedOf } from '#functions/platform/stored.ts';
import { type BusEntry, relayEvents } from '#functions/relay/relay-events.ts';
import { ulidOf } from '#shared/ulid.ts';
import { idOf } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { sweepEvents } from './sweep-events.ts';

let ports: FakePorts;
let published: string[];
let refuse: (id: string) => boolean;
const bus = {
  publish: async (entries: readonly BusEntry[]) =>
    entries.map(({ detail }) => {
      // what the relay made of an event
      const { id } = JSON.parse(detail) as { id: string };
      if (refuse(id)) return false;
      published.push(id);
      return true;
    }),
};
beforeEach(() => {
  ports = fakePorts();
  published = [];
  refuse = () => false;
});

let n = 0;
/** An event as the feed and the relay see it, without a record behind it. */
const anEvent = async (atMs: number, recordId = idOf(++n, 'C')) => {
  const eventId = ulidOf(atMs, Buffer.from(String(++n).padStart(10, '0')));
  const at = new Date(atMs).toISOString();
  const event = {
    pk: `company#${recordId}`,
    sk: `event#${eventId}`,
    eventId,
    noun: 'company',
    recordId,
    version: 1,
    schemaVersion: 1,
    type: 'company.created',
    at,
    actor: { kind: 'system' as const, id: 'tests' },
    cause: { chain: [] },
    record: {
      id: recordId,
      type: 'company',
      version: 1,
      createdAt: at,
      createdBy: { kind: 'system' as const, id: 't' },
      updatedAt: at,
      updatedBy: { kind: 'system' as const, id: 't' },
    },
    before: {},
    salt: '',
    previousHash: '',
    hash: '',
    feed: feedOf(recordId),
    feedKey: feedKeyOf(eventId, 'company', recordId, 1),
  };
  await ports.table.put(event);
  return event;
};
const sweep = () => sweepEvents({ ...ports, bus });
const minute = 60_000;

test('what has a receipt is left alone, what has none is published once it is overdue', async () => {
  const relayed = await anEvent(ports.time.now);
  await relayEvents([relayed], { ...ports, bus });
  const lost = await anEvent(ports.time.now);
  published = [];

  expect(await sweep()).toBe(0);
  ports.time.now += 2 * minute + 1000;
  expect(await sweep()).toBe(1);
  expect(published).toEqual([lost.eventId]);
  ports.time.now += minute;
  expect(await sweep()).toBe(0);
});

test('an event that shows up in the feed a minute late is found', async () => {
  const startMs = ports.time.now;
  for (let i = 0; i < 4; i++) {
    ports.time.now += minute;
    await sweep();
  }
  const late = await anEvent(startMs + 2 * minute - 50_000);
  await sweep();

  expect(published).toEqual([late.eventId]);
});

test('more events than one page holds, all of the same minute and the same shard, are all published', async () => {
  const recordId = idOf(1, 'C');
  const startMs = ports.time.now;
  for (let i = 0; i < 1700; i++) await anEvent(startMs + (i % 50_000), recordId);
  ports.time.now += 3 * minute;
  await sweep();

  expect(new Set(published).size).toBe(1700);
});

test('more than one run looks at is gone on with by the next, and none is left out', async () => {
  const recordId = idOf(2, 'C');
  for (let i = 0; i < 10_500; i++) await anEvent(ports.time.now + Math.floor(i / 10), recordId);
  ports.time.now += 3 * minute;
  await sweep();
  expect(new Set(published).size).toBeGreaterThan(9000);
  expect(new Set(published).size).toBeLessThan(10_500);
  await sweep();

  expect(new Set(published).size).toBe(10_500);
});

describe('what the bus does not take', () => {
  test('is tried again by every run, holds up nothing and is published when it can be', async () => {
    const poison = await anEvent(ports.time.now);
    refuse = (id) => id === poison.eventId;
    for (let i = 0; i < 10; i++) {
      ports.time.now += 3 * minute;
      const other = await anEvent(ports.time.now - 2 * minute - 1000);
      await sweep();
      expect(published.at(-1)).toBe(other.eventId);
    }
    expect(published).toHaveLength(10);

    refuse = () => false;
    await sweep();
    expect(published.at(-1)).toBe(poison.eventId);
    await sweep();
    expect(published).toHaveLength(11);
  });

  test('in masses is an outage: the walk stands still and begins there again', async () => {
    for (let i = 0; i < 600; i++) await anEvent(ports.time.now + i);
    ports.time.now += 3 * minute;
    refuse = () => true;
    await expect(sweep()).rejects.toThrow('the bus did not take 600 events');

    refuse = () => false;
    await sweep();
    expect(new Set(published).size).toBe(600);
  });
});

test('of two runs at once the slower one does not set the faster one back', async () => {
  await anEvent(ports.time.now);
  ports.time.now += 3 * minute;
  await Promise.all([sweep(), sweep()]);
  const cursor = JSON.stringify(ports.store.all().filter((item) => item.pk === 'state#sweep#cursor'));

  expect(JSON.parse(cursor)).toMatchObject([{ turn: 1, waiting: [] }]);
});
