import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isRecord } from '../assembly/template.ts';
import type { MovableClock } from '../clock.ts';
import { type DynamoClient, DynamoError } from '../dynamodb/client.ts';
import type { Invoke } from '../service.ts';
import type { Documents } from '../store.ts';
import type { Filter } from './filter.ts';
import type { Mapping } from './queue-mapping.ts';
import { deliverStreamBatch, type GivenUp, type StreamRecord, type StreamRetrySettings } from './stream-batches.ts';

export type StreamMappingSettings = StreamRetrySettings & {
  /** Tells this mapping from others, at every start the same. */
  readonly id: string;
  readonly functionArn: string;
  /** ARN that the template knows; the engine has another one. */
  readonly streamArn: string;
  readonly tableName: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly filter: Filter;
};

export type StreamMappingContext = {
  readonly client: DynamoClient;
  readonly checkpoints: Documents<string>;
  readonly clock: MovableClock;
  readonly invoke: Invoke;
  readonly region: string;
  /** Takes the record of a batch that was given up. */
  readonly onFailure?: (body: string) => Promise<void>;
  readonly log: (message: string) => void;
};

/** How often an idle shard is asked. The engine answers in half a millisecond. */
const pollMs = 50;
const maxBackOffMs = 60_000;

/** Feeds a function from the stream of a table, in order; where it was is kept on disk. */
export function createStreamMapping(settings: StreamMappingSettings, context: StreamMappingContext): Mapping {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> = Promise.resolve();

  const pause = (ms: number): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined);
  /** Waits on the movable clock, so that a move forward ends it too. */
  const backOff = async (attempt: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = context.clock.after(Math.min(100 * 2 ** attempt, maxBackOffMs), resolve);
    const giveUpWaiting = (): void => resolve();
    signal.addEventListener('abort', giveUpWaiting);
    await promise;
    signal.removeEventListener('abort', giveUpWaiting);
    cancel();
  };

  const followShard = async (streamArn: string, shardId: string): Promise<void> => {
    const key = `${settings.id}/${streamArn}/${shardId}`;
    let iterator = await openIterator(
      context.client,
      streamArn,
      shardId,
      context.checkpoints.get(key),
      settings.startingPosition,
    );
    const checkpoint = (sequenceNumber: string): void => context.checkpoints.put(key, sequenceNumber);
    while (!signal.aborted && iterator !== undefined) {
      const read = await readBatch(context.client, iterator, settings, pause, signal);
      iterator = read.next;
      const records = read.records.map((record) => asEvent(record, settings, context));
      const passed = records.filter(settings.filter);
      if (passed.length > 0)
        await deliverStreamBatch(passed, settings, {
          invoke: (batch) => context.invoke(settings.functionArn, { Records: batch }),
          checkpoint,
          giveUp: (given) => giveUp(given, shardId, settings, context),
          backOff,
          ageSeconds: (record) => context.clock.now() / 1000 - record.dynamodb.ApproximateCreationDateTime,
          isStopping: () => signal.aborted,
        });
      const last = records.at(-1);
      if (last !== undefined && !signal.aborted) checkpoint(last.dynamodb.SequenceNumber);
      if (last === undefined) await pause(pollMs);
    }
  };

  const follow = async (): Promise<void> => {
    while (!signal.aborted)
      try {
        const streamArn = await latestStream(context.client, settings.tableName);
        for (const shardId of await shardsOf(context.client, streamArn)) await followShard(streamArn, shardId);
        await pause(1000);
      } catch (error) {
        if (signal.aborted) return;
        context.log(`The stream of ${settings.tableName}: ${error instanceof Error ? error.message : String(error)}`);
        await pause(1000);
      }
  };

  return {
    start() {
      running = follow();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function latestStream(client: DynamoClient, tableName: string): Promise<string> {
  const { Table: table } = await client.call('DynamoDB_20120810.DescribeTable', { TableName: tableName });
  const arn = isRecord(table) ? table.LatestStreamArn : undefined;
  if (typeof arn !== 'string') throw new Error('the table has no stream');
  return arn;
}

/** Shards, a parent before its children. */
async function shardsOf(client: DynamoClient, streamArn: string): Promise<string[]> {
  const { StreamDescription: description } = await client.call('DynamoDBStreams_20120810.DescribeStream', {
    StreamArn: streamArn,
  });
  const shards = isRecord(description) && Array.isArray(description.Shards) ? description.Shards.filter(isRecord) : [];
  const ids = shards.map((shard) => String(shard.ShardId));
  const depth = (id: unknown): number => {
    const shard = shards.find((one) => one.ShardId === id);
    return shard === undefined ? 0 : 1 + depth(shard.ParentShardId);
  };
  return ids.sort((a, b) => depth(a) - depth(b));
}

async function openIterator(
  client: DynamoClient,
  streamArn: string,
  shardId: string,
  after: string | undefined,
  startingPosition: string,
): Promise<string | undefined> {
  const open = async (position: Record<string, string>): Promise<string | undefined> => {
    const answer = await client.call('DynamoDBStreams_20120810.GetShardIterator', {
      StreamArn: streamArn,
      ShardId: shardId,
      ...position,
    });
    return typeof answer.ShardIterator === 'string' ? answer.ShardIterator : undefined;
  };
  if (after === undefined) return open({ ShardIteratorType: startingPosition });
  try {
    return await open({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after });
  } catch (error) {
    // Streams keep a day; what is older is lost, as on AWS.
    if (error instanceof DynamoError && error.name === 'TrimmedDataAccessException')
      return open({ ShardIteratorType: 'TRIM_HORIZON' });
    throw error;
  }
}

type Read = { readonly records: Readonly<Record<string, unknown>>[]; readonly next: string | undefined };

/** Reads up to a batch; with a window it waits for more until the window ends. */
async function readBatch(
  client: DynamoClient,
  iterator: string,
  settings: StreamMappingSettings,
  pause: (ms: number) => Promise<void>,
  signal: AbortSignal,
): Promise<Read> {
  const records: Readonly<Record<string, unknown>>[] = [];
  let next: string | undefined = iterator;
  let end = Number.POSITIVE_INFINITY;
  while (next !== undefined && !signal.aborted) {
    const answer: Record<string, unknown> = await client.call('DynamoDBStreams_20120810.GetRecords', {
      ShardIterator: next,
      Limit: Math.min(settings.batchSize - records.length, 1000),
    });
    const fresh = Array.isArray(answer.Records) ? answer.Records.filter(isRecord) : [];
    records.push(...fresh);
    next = typeof answer.NextShardIterator === 'string' ? answer.NextShardIterator : undefined;
    if (records.length === 0 || settings.windowMs === 0 || records.length >= settings.batchSize) break;
    if (end === Number.POSITIVE_INFINITY) end = performance.now() + settings.windowMs;
    if (performance.now() >= end) break;
    if (fresh.length === 0) await pause(Math.min(pollMs, end - performance.now()));
  }
  return { records, next };
}

/** The engine stamps the machine's time and names of its own. */
function asEvent(
  record: Readonly<Record<string, unknown>>,
  settings: StreamMappingSettings,
  context: StreamMappingContext,
): StreamRecord {
  const dynamodb = isRecord(record.dynamodb) ? record.dynamodb : {};
  const createdAt = Number(dynamodb.ApproximateCreationDateTime) + Math.round(context.clock.offsetMs() / 1000);
  return {
    ...record,
    eventName: String(record.eventName),
    awsRegion: context.region,
    eventSourceARN: settings.streamArn,
    dynamodb: { ...dynamodb, SequenceNumber: String(dynamodb.SequenceNumber), ApproximateCreationDateTime: createdAt },
  };
}

async function giveUp(
  given: GivenUp,
  shardId: string,
  settings: StreamMappingSettings,
  context: StreamMappingContext,
): Promise<void> {
  const first = given.records[0];
  const last = given.records.at(-1);
  if (first === undefined || last === undefined) return;
  context.log(
    `${settings.functionArn.split(':').at(-1)}: gave up ${given.records.length} stream records (${given.condition})`,
  );
  if (context.onFailure === undefined) return;
  const time = (record: StreamRecord) => new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
  const body = JSON.stringify({
    requestContext: {
      requestId: randomUUID(),
      functionArn: settings.functionArn,
      condition: given.condition,
      approximateInvokeCount: given.attempts,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(context.clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first.dynamodb.SequenceNumber,
      endSequenceNumber: last.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: time(first),
      approximateArrivalOfLastRecord: time(last),
      batchSize: given.records.length,
      streamArn: settings.streamArn,
    },
  });
  await context.onFailure(body).catch((error: unknown) => context.log(`on-failure destination: ${String(error)}`));
}
