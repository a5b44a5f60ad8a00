import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InvokeResult } from '../service.ts';
import { createSqs, type Sqs } from '../sqs/sqs.ts';
import { type TestContext, testContext } from '../test-endpoint.ts';
import { createFilter } from './filter.ts';
import { createQueueMapping, type Mapping, type QueueMappingSettings } from './queue-mapping.ts';

type SqsEvent = {
  readonly Records: { readonly messageId: string; readonly body: string; readonly [name: string]: unknown }[];
};

describe('a queue mapping', () => {
  let context: TestContext;
  let sqs: Sqs;
  let mapping: Mapping | undefined;
  const calls: SqsEvent[] = [];
  beforeEach(() => {
    context = testContext();
    sqs = createSqs(context);
    const common = {
      isFifo: false,
      isContentDeduplicated: false,
      delaySeconds: 0,
      visibilitySeconds: 30,
      retentionSeconds: 345_600,
      waitSeconds: 0,
      maxBytes: 1_048_576,
    };
    sqs.createQueue({ ...common, name: 'dead', arn: 'arn:aws:sqs:eu-central-1:1:dead' });
    sqs.createQueue({
      ...common,
      name: 'work',
      arn: 'arn:aws:sqs:eu-central-1:1:work',
      redrive: { targetArn: 'arn:aws:sqs:eu-central-1:1:dead', maxReceiveCount: 2 },
    });
    calls.length = 0;
  });
  afterEach(async () => {
    await mapping?.stop();
    sqs.stop?.();
    context[Symbol.dispose]();
  });

  const queue = (name = 'work') => {
    const found = sqs.queue(`arn:aws:sqs:eu-central-1:1:${name}`);
    if (found === undefined) throw new Error(name);
    return found;
  };
  const start = (
    handler: (event: SqsEvent) => InvokeResult | Promise<InvokeResult>,
    given: Partial<QueueMappingSettings> = {},
  ) => {
    const settings = {
      functionArn: 'arn:f',
      batchSize: 10,
      windowMs: 0,
      reportsFailures: false,
      concurrency: 1,
      filter: () => true,
      ...given,
    };
    mapping = createQueueMapping(queue(), settings, {
      ...context,
      async invoke(_, event) {
        const given = event as SqsEvent;
        calls.push(given);
        return handler(given);
      },
    });
    mapping.start();
  };
  const bodies = () => calls.map((call) => call.Records.map((record) => record.body).join(' '));
  const left = (name = 'work') =>
    queue(name)
      .peek(100)
      .map((message) => message.body);

  test('delivers a batch and deletes it', async () => {
    for (const body of ['a', 'b', 'c'])
      queue().send({ body, attributes: { kind: { DataType: 'String', StringValue: 'x' } } });
    start(() => ({ ok: null }), { batchSize: 2 });

    await vi.waitFor(() => expect(left()).toEqual([]));
    expect(bodies()).toEqual(['a b', 'c']);
    expect(calls[0]?.Records[0]).toMatchObject({
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(context.clock.now()) },
      messageAttributes: { kind: { stringValue: 'x', dataType: 'String', stringListValues: [], binaryListValues: [] } },
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:1:work',
      awsRegion: 'eu-central-1',
    });
  });

  test('wakes for a message that comes later', async () => {
    start(() => ({ ok: null }));
    queue().send({ body: 'late' });

    await vi.waitFor(() => expect(bodies()).toEqual(['late']));
  });

  test('what fails comes again after the visibility timeout, and then goes to the dead-letter queue', async () => {
    queue().send({ body: 'a' });
    start(() => ({ error: { errorType: 'Error', errorMessage: 'x' } }));
    await vi.waitFor(() => expect(bodies()).toEqual(['a']));

    await vi.waitFor(() => {
      context.clock.advance(30_000);
      expect(left('dead')).toEqual(['a']);
    });

    expect(bodies()).toEqual(['a', 'a']);
    expect(left()).toEqual([]);
  });

  test('with reported failures only those messages come again', async () => {
    for (const body of ['a', 'b', 'c']) queue().send({ body });
    start(
      ({ Records }) => ({
        ok: {
          batchItemFailures: Records.filter(({ body }) => body === 'b').map(({ messageId }) => ({
            itemIdentifier: messageId,
          })),
        },
      }),
      { reportsFailures: true },
    );

    await vi.waitFor(() => expect(left()).toEqual(['b']));
    expect(bodies()).toEqual(['a b c']);
  });

  test('an answer that makes no sense fails the whole batch', async () => {
    for (const body of ['a', 'b']) queue().send({ body });
    start(() => ({ ok: { batchItemFailures: [{ itemIdentifier: 'unknown' }] } }), { reportsFailures: true });

    await vi.waitFor(() => expect(bodies()).toEqual(['a b']));
    await mapping?.stop();
    expect(left()).toEqual(['a', 'b']);
  });

  test('runs no more batches at once than it may', async () => {
    for (const body of ['a', 'b', 'c']) queue().send({ body });
    const open: (() => void)[] = [];
    start(() => new Promise((resolve) => open.push(() => resolve({ ok: null }))), { batchSize: 1, concurrency: 2 });

    await vi.waitFor(() => expect(calls).toHaveLength(2));
    open.shift()?.();
    await vi.waitFor(() => expect(calls).toHaveLength(3));
    for (const finish of open) finish();
    await vi.waitFor(() => expect(left()).toEqual([]));
  });

  test('messages that no filter lets through are deleted unseen', async () => {
    for (const body of ['{"type":"a"}', '{"type":"b"}', 'text']) queue().send({ body });
    start(() => ({ ok: null }), { filter: createFilter(['{"body":{"type":["b"]}}']) });

    await vi.waitFor(() => expect(left()).toEqual([]));
    expect(bodies()).toEqual(['{"type":"b"}']);
  });

  test('a window waits for a fuller batch', async () => {
    start(() => ({ ok: null }), { windowMs: 20_000, batchSize: 3 });
    queue().send({ body: 'a' });
    await vi.waitFor(() => expect(queue().counts().inFlight).toBe(1));
    queue().send({ body: 'b' });
    await vi.waitFor(() => expect(queue().counts().inFlight).toBe(2));
    expect(calls).toEqual([]);

    context.clock.advance(20_000);

    await vi.waitFor(() => expect(bodies()).toEqual(['a b']));
  });
});
