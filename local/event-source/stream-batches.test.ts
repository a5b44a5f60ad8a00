import { describe, expect, test } from 'vitest';
import type { InvokeResult } from '../service.ts';
import { deliverStreamBatch, type GivenUp, type StreamRecord, type StreamRetrySettings } from './stream-batches.ts';

const failure: InvokeResult = { error: { errorType: 'Error', errorMessage: 'broken' } };

function records(...numbers: number[]): StreamRecord[] {
  return numbers.map((number) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(number), ApproximateCreationDateTime: number },
  }));
}

const numbersOf = (batch: readonly StreamRecord[]) => batch.map((record) => record.dynamodb.SequenceNumber).join(' ');

/** Runs a batch of records 1 to n against a function; gives everything that was seen from outside. */
async function run(
  count: number,
  settings: Partial<StreamRetrySettings>,
  handler: (numbers: string[], call: number) => InvokeResult,
  ageSeconds = (_: StreamRecord) => 0,
) {
  const calls: string[] = [];
  const checkpoints: string[] = [];
  const givenUp: GivenUp[] = [];
  let isStopping = false;
  await deliverStreamBatch(
    records(...Array.from({ length: count }, (_, index) => index + 1)),
    { maxRetries: -1, maxAgeSeconds: -1, bisects: false, reportsFailures: false, ...settings },
    {
      async invoke(batch) {
        calls.push(numbersOf(batch));
        if (calls.length > 50) isStopping = true;
        return handler(numbersOf(batch).split(' '), calls.length);
      },
      checkpoint: (sequenceNumber) => void checkpoints.push(sequenceNumber),
      giveUp: async (given) => void givenUp.push(given),
      backOff: async () => {},
      ageSeconds,
      isStopping: () => isStopping,
    },
  );
  return {
    calls,
    checkpoints,
    givenUp: givenUp.map(({ records: lost, condition, attempts }) => ({ lost: numbersOf(lost), condition, attempts })),
  };
}

describe('a batch of stream records', () => {
  test('is done when the function returns', async () => {
    expect(await run(3, {}, () => ({ ok: null }))).toEqual({ calls: ['1 2 3'], checkpoints: ['3'], givenUp: [] });
  });

  test('comes again as a whole until it succeeds', async () => {
    const { calls, checkpoints } = await run(2, {}, (_, call) => (call < 4 ? failure : { ok: null }));

    expect(calls).toEqual(['1 2', '1 2', '1 2', '1 2']);
    expect(checkpoints).toEqual(['2']);
  });

  test('is given up after its retries, and what follows goes on', async () => {
    const { calls, checkpoints, givenUp } = await run(2, { maxRetries: 2 }, () => failure);

    expect(calls).toHaveLength(3);
    expect(givenUp).toEqual([{ lost: '1 2', condition: 'RetryAttemptsExhausted', attempts: 3 }]);
    expect(checkpoints).toEqual(['2']);
  });

  test('with bisecting, one bad record is found and given up alone, and all others are delivered in order', async () => {
    const delivered: string[] = [];
    const { givenUp, checkpoints } = await run(8, { bisects: true, maxRetries: 1 }, (numbers) => {
      if (numbers.includes('6')) return failure;
      delivered.push(...numbers);
      return { ok: null };
    });

    expect(delivered).toEqual(['1', '2', '3', '4', '5', '7', '8']);
    expect(givenUp).toEqual([{ lost: '6', condition: 'RetryAttemptsExhausted', attempts: 2 }]);
    expect(checkpoints.at(-1)).toBe('8');
    expect(checkpoints).toEqual([...checkpoints].sort());
  });

  test('goes on from the first record that was reported as failed', async () => {
    const { calls, checkpoints } = await run(5, { reportsFailures: true }, (_, call) =>
      call === 1
        ? { ok: { batchItemFailures: [{ itemIdentifier: '4' }, { itemIdentifier: '3' }] } }
        : { ok: { batchItemFailures: [] } },
    );

    expect(calls).toEqual(['1 2 3 4 5', '3 4 5']);
    expect(checkpoints).toEqual(['2', '5']);
  });

  test.each([
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: '99' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['no identifier', { batchItemFailures: [{}] }],
    ['failures that are no list', { batchItemFailures: 'all' }],
    ['an answer that is no object', 'done'],
  ])('%s fails all of it', async (_, ok) => {
    const { calls } = await run(2, { reportsFailures: true, maxRetries: 1 }, () => ({ ok }));

    expect(calls).toEqual(['1 2', '1 2']);
  });

  test.each([[null], [{}], [{ batchItemFailures: null }]])('%j reports nothing, so all succeeded', async (ok) => {
    expect((await run(2, { reportsFailures: true }, () => ({ ok }))).checkpoints).toEqual(['2']);
  });

  test('records that are too old are given up without a call', async () => {
    const { calls, givenUp } = await run(
      3,
      { maxAgeSeconds: 60 },
      () => ({ ok: null }),
      (record) => (record.dynamodb.SequenceNumber === '1' ? 61 : 1),
    );

    expect(calls).toEqual(['2 3']);
    expect(givenUp).toEqual([{ lost: '1', condition: 'RecordAgeExceeded', attempts: 0 }]);
  });
});
