import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock } from '../clock.ts';
import type { DynamoClient } from '../dynamodb/client.ts';
import type { Documents } from '../store.ts';
import { createFilter } from './filter.ts';
import type { Mapping } from './queue-mapping.ts';
import { createStreamMapping, type StreamMappingSettings } from './stream-mapping.ts';

/** A stream of one shard, as the engine serves it: iterators are positions. */
function fakeStream(): DynamoClient & { put(...names: string[]): void } {
  const records: Record<string, unknown>[] = [];
  return {
    put(...names) {
      for (const name of names)
        records.push({
          eventName: 'INSERT',
          awsRegion: 'engine',
          dynamodb: {
            Keys: { pk: { S: name } },
            SequenceNumber: String(records.length + 1),
            ApproximateCreationDateTime: Date.now() / 1000,
          },
        });
    },
    async call(target, input) {
      const given: Record<string, unknown> = { ...Object(input) };
      switch (target.split('.')[1]) {
        case 'DescribeTable':
          return { Table: { LatestStreamArn: 'engine-stream' } };
        case 'DescribeStream':
          return { StreamDescription: { Shards: [{ ShardId: 'shard' }] } };
        case 'GetShardIterator': {
          const type = given.ShardIteratorType;
          const position =
            type === 'AFTER_SEQUENCE_NUMBER' ? given.SequenceNumber : type === 'LATEST' ? records.length : 0;
          return { ShardIterator: String(position) };
        }
        default: {
          const from = Number(given.ShardIterator);
          const found = records.slice(from, from + Number(given.Limit));
          return { Records: found, NextShardIterator: String(from + found.length) };
        }
      }
    },
    close() {},
  };
}

function fakeCheckpoints(): Documents<string> {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key),
    put: (key, value) => void kept.set(key, value),
    remove: (key) => kept.delete(key),
    all: () => [...kept.values()],
    entries: () => [...kept],
  };
}

const settings: StreamMappingSettings = {
  id: 'mapping',
  functionArn: 'arn:aws:lambda:eu-central-1:1:function:f',
  streamArn: 'arn:aws:dynamodb:eu-central-1:1:table/T/stream/x',
  tableName: 'T',
  batchSize: 2,
  windowMs: 0,
  startingPosition: 'TRIM_HORIZON',
  maxRetries: -1,
  maxAgeSeconds: -1,
  bisects: false,
  reportsFailures: false,
  filter: () => true,
};

describe('a stream mapping', () => {
  let stream = fakeStream();
  let checkpoints = fakeCheckpoints();
  const calls: { readonly keys: string[]; readonly records: Record<string, unknown>[] }[] = [];
  const running: Mapping[] = [];
  beforeEach(() => {
    stream = fakeStream();
    checkpoints = fakeCheckpoints();
    calls.length = 0;
  });
  afterEach(() => Promise.all(running.splice(0).map((mapping) => mapping.stop())));

  const follow = (
    given: Partial<StreamMappingSettings> = {},
    fails: (keys: string[]) => boolean = () => false,
    onFailure?: (body: string) => Promise<void>,
  ) => {
    const clock = createClock();
    const mapping = createStreamMapping(
      { ...settings, ...given },
      {
        client: stream,
        checkpoints,
        clock,
        region: 'eu-central-1',
        log: () => {},
        ...(onFailure === undefined ? {} : { onFailure }),
        async invoke(_, event) {
          const { Records: records } = event as { Records: { dynamodb: { Keys: { pk: { S: string } } } }[] };
          const keys = records.map((record) => record.dynamodb.Keys.pk.S);
          calls.push({ keys, records });
          return fails(keys) ? { error: { errorType: 'Error', errorMessage: 'x' } } : { ok: null };
        },
      },
    );
    mapping.start();
    running.push(mapping);
    return { mapping, clock };
  };
  const keys = () => calls.map((call) => call.keys.join(' '));

  test('delivers in order, in batches, with the template’s names', async () => {
    stream.put('a', 'b', 'c');
    follow();

    await vi.waitFor(() => expect(keys()).toEqual(['a b', 'c']));
    expect(calls[0]?.records[0]).toMatchObject({ awsRegion: 'eu-central-1', eventSourceARN: settings.streamArn });
  });

  test('goes on after a restart where it was, and never leaves anything out', async () => {
    stream.put('a', 'b', 'c');
    const { mapping } = follow();
    await vi.waitFor(() => expect(keys()).toEqual(['a b', 'c']));
    await mapping.stop();
    stream.put('d');

    follow();

    await vi.waitFor(() => expect(keys()).toEqual(['a b', 'c', 'd']));
  });

  test('what had not succeeded before a stop comes again', async () => {
    stream.put('a');
    const { mapping } = follow({}, () => true);
    await vi.waitFor(() => expect(keys()).toEqual(['a']));
    await mapping.stop();
    expect(checkpoints.all()).toEqual([]);

    follow();

    await vi.waitFor(() => expect(keys()).toEqual(['a', 'a']));
    await vi.waitFor(() => expect(checkpoints.all()).toEqual(['1']));
  });

  test('records that no filter lets through are passed over for good', async () => {
    stream.put('a', 'b', 'c');
    follow({ filter: createFilter([JSON.stringify({ dynamodb: { Keys: { pk: { S: ['c'] } } } })]) });

    await vi.waitFor(() => expect(keys()).toEqual(['c']));
    await vi.waitFor(() => expect(checkpoints.all()).toEqual(['3']));
  });

  test('a batch window waits for a fuller batch', async () => {
    stream.put('a');
    follow({ windowMs: 5000 });
    stream.put('b');

    await vi.waitFor(() => expect(keys()).toEqual(['a b']));
  });

  test('LATEST leaves out what was there before', async () => {
    stream.put('old');
    follow({ startingPosition: 'LATEST' });
    await vi.waitFor(() => {
      stream.put('new');
      expect(keys().join(' ')).toContain('new');
    });

    expect(keys().join(' ')).not.toContain('old');
  });

  test('what is given up is described to the on-failure destination', async () => {
    stream.put('a', 'b');
    const told: string[] = [];
    const { clock } = follow(
      { maxRetries: 1 },
      () => true,
      async (body) => void told.push(body),
    );

    await vi.waitFor(() => {
      clock.advance(1000);
      expect(told).toHaveLength(1);
    });
    expect(JSON.parse(told[0] ?? '')).toMatchObject({
      requestContext: {
        functionArn: settings.functionArn,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      DDBStreamBatchInfo: {
        shardId: 'shard',
        startSequenceNumber: '1',
        endSequenceNumber: '2',
        batchSize: 2,
        streamArn: settings.streamArn,
      },
    });
  });
});
