import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { isStoredEvent, type StoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { envelopeSchema } from '#shared/contract/event.ts';
import { aChain } from '#test/fakes/chain.ts';
import { idOf, putRecord } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { createEventBridgeBus } from './event-bridge-bus.ts';
import { type Bus, type BusEntry, receiptsOf, relayEvents } from './relay-events.ts';
import { createRelay } from './relay-stream.ts';

let ports: FakePorts;
let events: StoredEvent[];
let sent: BusEntry[][];
let refuse: (entry: BusEntry) => boolean;
const bus: Bus = {
  publish: async (entries) => {
    sent.push([...entries]);
    return entries.map((entry) => !refuse(entry));
  },
};
const idIn = (entry: BusEntry): string => envelopeSchema.parse(JSON.parse(entry.detail)).id;
const receipts = () => ports.store.all().filter((item) => item.pk.startsWith('receipt#'));
const receipted = () =>
  receipts()
    .flatMap((item) => item.ids as string[])
    .sort();

beforeEach(async () => {
  ports = fakePorts();
  sent = [];
  refuse = () => false;
  for (let n = 1; n <= 25; n++) {
    ports.time.now += 5000;
    await putRecord(ports, company, idOf(n, 'C'), { name: `C${n}` });
  }
  events = ports.store.all().filter(isStoredEvent);
});
const ids = () => events.map((e) => e.eventId);

test('events go out in order, ten at a time, each as its envelope', async () => {
  expect(await relayEvents(events, { ...ports, bus })).toEqual(new Set());

  expect(sent.map((batch) => batch.length)).toEqual([10, 10, 5]);
  expect(sent.flat().map(idIn)).toEqual(ids());
  expect(sent[0]?.[0]).toMatchObject({ type: 'company.created', at: events[0]?.at });
  expect(envelopeSchema.parse(JSON.parse(sent[0]?.[0]?.detail ?? ''))).toMatchObject({
    noun: 'company',
    recordId: idOf(1, 'C'),
    recordVersion: 1,
    cause: { chain: [] },
    data: { record: { name: 'C1' }, before: {} },
  });
});

test('what was taken has a receipt under the minute of its id, for a week', async () => {
  await relayEvents(events, { ...ports, bus });

  expect(receipted()).toEqual(ids().sort());
  for (const { pk, ids: kept, ttl } of receipts()) {
    for (const id of kept as string[]) expect(receiptsOf(id)).toBe(pk);
    expect(Number(ttl) * 1000 - ports.time.now).toBeCloseTo(7 * 86_400_000, -4);
  }
});

test('what was not taken is answered and has no receipt', async () => {
  const bad = new Set([ids()[3], ids()[17]]);
  refuse = (entry) => bad.has(idIn(entry));

  expect(await relayEvents(events, { ...ports, bus })).toEqual(bad);
  expect(receipted()).toEqual(
    ids()
      .filter((id) => !bad.has(id))
      .sort(),
  );
});

describe('an entry that makes the whole call fail', () => {
  const failing = (isBad: (id: string) => boolean): Bus => ({
    publish: async (entries) => {
      if (entries.some((entry) => isBad(idIn(entry)))) throw new Error('ValidationException');
      return bus.publish(entries);
    },
  });

  test.each([0, 4, 9, 24])('does not take the others along: %i', async (position) => {
    const bad = ids()[position];

    expect(await relayEvents(events, { ...ports, bus: failing((id) => id === bad) })).toEqual(new Set([bad]));
    expect(receipted()).toEqual(
      ids()
        .filter((id) => id !== bad)
        .sort(),
    );
  });

  test('is told from a bus that takes nothing: that is a fault, and there are no receipts', async () => {
    await expect(relayEvents(events, { ...ports, bus: failing(() => true) })).rejects.toThrow('ValidationException');
    await expect(relayEvents(events.slice(0, 1), { ...ports, bus: failing(() => true) })).rejects.toThrow(
      'ValidationException',
    );
    expect(receipts()).toEqual([]);
  });
});

test('a large event goes out without its data, and says so', async () => {
  const { events: large } = await aChain(company, idOf(1, 'C'), [
    { name: 'x', description: 'é'.repeat(19_000) },
    { description: 'ü'.repeat(19_000) },
  ]);
  await relayEvents(large, { ...ports, bus });

  const [first, second] = sent.flat();
  expect(Buffer.byteLength(first?.detail ?? '')).toBeLessThan(64 * 1024);
  expect(JSON.parse(first?.detail ?? '')).toHaveProperty('data');
  expect(JSON.parse(second?.detail ?? '')).toMatchObject({ truncated: true, recordVersion: 2 });
  expect(JSON.parse(second?.detail ?? '')).not.toHaveProperty('data');
});

describe('from the stream', () => {
  const recordOf = (item: object, eventName: DynamoDBRecord['eventName'] = 'INSERT', i = 0): DynamoDBRecord => ({
    eventName,
    // the wire format is the same, the types of the two packages are not
    dynamodb: {
      SequenceNumber: `s${i}`,
      NewImage: marshall(item, { removeUndefinedValues: true }) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'],
    },
  });

  test('only new events are published', async () => {
    const [event] = events;
    const Records = [
      recordOf(event ?? {}),
      recordOf(event ?? {}, 'MODIFY'),
      recordOf(event ?? {}, 'REMOVE'),
      recordOf({ pk: 'company#x', sk: 'record', record: {} }),
      recordOf({ pk: 'state#x', sk: 'state' }),
      { eventName: 'INSERT' as const, dynamodb: { SequenceNumber: 's' } },
    ];

    expect(await createRelay({ ...ports, bus })({ Records })).toEqual({ batchItemFailures: [] });
    expect(sent.flat().map(idIn)).toEqual([event?.eventId]);
  });

  test('the first that the bus did not take is where the stream goes on', async () => {
    const bad = new Set([ids()[5], ids()[12]]);
    refuse = (entry) => bad.has(idIn(entry));
    const Records = events.map((event, i) => recordOf(event, 'INSERT', i));

    expect(await createRelay({ ...ports, bus })({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: 's5' }],
    });
  });
});

describe('EventBridge', () => {
  const aws = mockClient(EventBridgeClient);
  const real = createEventBridgeBus(new EventBridgeClient({ region: 'us-east-1' }), 'the-bus');
  beforeEach(() => aws.reset());
  const entries = [1, 2, 3].map((n) => ({ type: 'deal.won', detail: `{"n":${n}}`, at: '2026-11-23T09:00:00.000Z' }));

  test('gets each entry with its bus, source, type and time', async () => {
    aws.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'a' }] });
    await real.publish(entries.slice(0, 1));

    expect(aws.calls()[0]?.args[0].input).toEqual({
      Entries: [
        {
          EventBusName: 'the-bus',
          Source: 'rapport',
          DetailType: 'deal.won',
          Detail: '{"n":1}',
          Time: new Date('2026-11-23T09:00:00.000Z'),
        },
      ],
    });
  });

  test('is believed entry by entry, not by its 200', async () => {
    aws.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ EventId: 'a' }, { ErrorCode: 'ThrottlingException' }, { EventId: 'c' }],
    });
    expect(await real.publish(entries)).toEqual([true, false, true]);

    aws.on(PutEventsCommand).resolves({});
    expect(await real.publish(entries)).toEqual([false, false, false]);
  });
});
