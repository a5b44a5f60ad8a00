import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { envelopeOf } from '#functions/consumer/envelope.ts';
import type { StoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { type Envelope, maxCauseDepth } from '#shared/contract/event.ts';
import { aChain } from '#test/fakes/chain.ts';
import { idOf } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { causeOf, createConsumer } from './create-consumer.ts';

// only the parts that a consumer looks at
const batchOf = (...bodies: readonly unknown[]): SQSEvent => ({
  Records: bodies.map(
    (body, i) => ({ messageId: `m${i}`, body: typeof body === 'string' ? body : JSON.stringify(body) }) as SQSRecord,
  ),
});
const anEnvelope = (more: Partial<Envelope> = {}): Envelope => ({
  id: '01M83T4CM03FYV2GC42A26VHS9',
  type: 'company.created',
  version: 1,
  noun: 'company',
  recordId: idOf(1, 'C'),
  recordVersion: 1,
  at: '2026-11-23T09:00:00.000Z',
  actor: { kind: 'user', id: idOf(1, 'A') },
  cause: { chain: [] },
  data: { record: {}, before: {} },
  ...more,
});
const collect = (ports: FakePorts = fakePorts(), fail: (event: Envelope) => boolean = () => false) => {
  const seen: Envelope[] = [];
  const handler = createConsumer('test', ports, async (event) => {
    if (fail(event)) throw new Error(`no: ${event.id}`);
    seen.push(event);
  });
  return { seen, handler, ports };
};

test('an event of the bus is consumed, with or without the bus around it', async () => {
  const { seen, handler } = collect();

  expect(await handler(batchOf({ detail: anEnvelope() }, anEnvelope()))).toEqual({ batchItemFailures: [] });
  expect(seen).toEqual([anEnvelope(), anEnvelope()]);
});

test('one that fails is reported alone and the others are done', async () => {
  const { seen, handler, ports } = collect(fakePorts(), (event) => event.id === 'bad');

  const answer = await handler(batchOf(anEnvelope({ id: 'a' }), anEnvelope({ id: 'bad' }), anEnvelope({ id: 'c' })));

  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(seen.map((e) => e.id)).toEqual(['a', 'c']);
  expect(ports.logged).toMatchObject([{ message: 'consumer failed', fields: { consumer: 'test', eventId: 'm1' } }]);
});

test.each(['', 'no json', '{}', '[]', 'null', '{"detail":null}', '{"detail":{"id":7}}'])(
  '%j is no event and fails, so that it is looked at',
  async (body) => {
    const { seen, handler } = collect();

    expect(await handler(batchOf(body))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(seen).toEqual([]);
  },
);

test('an event of a newer kind, with members that are not known yet, is taken', async () => {
  const { seen, handler } = collect();
  await handler(batchOf({ ...anEnvelope(), added: 'later' }));

  expect(seen).toHaveLength(1);
});

describe('a chain of causes', () => {
  const chainOf = (n: number) => ({ cause: { chain: Array.from({ length: n }, (_, i) => `e${i}`) } });

  test('grows by one with each that follows', () => {
    expect(causeOf(anEnvelope({ id: 'x', ...chainOf(2) }), 'test')).toEqual({ chain: ['e0', 'e1', 'x'], by: 'test' });
  });

  test('ends a loop: the eighth is not acted upon and fails where somebody sees it', async () => {
    const { seen, handler } = collect();
    expect(await handler(batchOf(anEnvelope(chainOf(maxCauseDepth - 1))))).toEqual({ batchItemFailures: [] });
    for (const depth of [maxCauseDepth, maxCauseDepth + 1, 50])
      expect(await handler(batchOf(anEnvelope(chainOf(depth))))).toEqual({
        batchItemFailures: [{ itemIdentifier: 'm0' }],
      });
    expect(seen).toHaveLength(1);
  });

  test('that follows itself comes to an end', async () => {
    let event = anEnvelope();
    let rounds = 0;
    const handler = createConsumer('echo', fakePorts(), async (received) => {
      rounds += 1;
      event = anEnvelope({ id: `e${rounds}`, cause: causeOf(received, 'echo') });
    });
    while ((await handler(batchOf(event))).batchItemFailures.length === 0) expect(rounds).toBeLessThan(20);
    expect(rounds).toBe(maxCauseDepth);
  });
});

describe('an event without its data', () => {
  const large = async () => {
    const { ports, events } = await aChain(company, idOf(1, 'C'), [{ name: 'Acme', description: 'x'.repeat(5000) }]);
    const [event] = events;
    return { ports, event: event as StoredEvent };
  };

  test('is read whole from the table', async () => {
    const { ports, event } = await large();
    const { seen, handler } = collect(ports);
    const cut = envelopeOf(event, 1000);
    expect(cut).toMatchObject({ truncated: true });

    await handler(batchOf(cut));

    expect(seen).toEqual([envelopeOf(event, 1e9)]);
  });

  test('that is not in the table fails and comes again', async () => {
    const { event } = await large();
    const { handler } = collect();

    expect((await handler(batchOf(envelopeOf(event, 1000)))).batchItemFailures).toHaveLength(1);
  });
});
