import type { Clock, Invoke } from '../service.ts';
import { attributesDigest, bodyDigest, type MessageAttribute, systemAttributes } from '../sqs/message.ts';
import type { Queue, Received } from '../sqs/queue.ts';
import { readBatchFailures } from './batch-failures.ts';
import { type Filter, withParsedBody } from './filter.ts';

export type QueueMappingSettings = {
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportsFailures: boolean;
  /** How many batches may run at once. */
  readonly concurrency: number;
  readonly filter: Filter;
};

/** An event source mapping that runs. */
export type Mapping = { start(): void; stop(): Promise<void> };

/** Feeds a function from a queue. What fails comes back when its visibility timeout ends. */
export function createQueueMapping(
  queue: Queue,
  settings: QueueMappingSettings,
  context: {
    readonly invoke: Invoke;
    readonly clock: Clock;
    readonly region: string;
    readonly log: (message: string) => void;
  },
): Mapping {
  const stopping = new AbortController();
  let loops: Promise<void>[] = [];

  const collect = async (): Promise<Received[]> => {
    const batch = queue.receive(settings.batchSize);
    if (batch.length === 0 || settings.windowMs === 0) return batch;
    const window = new AbortController();
    const cancel = context.clock.after(settings.windowMs, () => window.abort());
    const end = AbortSignal.any([window.signal, stopping.signal]);
    while (batch.length < settings.batchSize && !end.aborted) {
      await queue.available(end);
      batch.push(...queue.receive(settings.batchSize - batch.length));
    }
    cancel();
    return batch;
  };

  const deliver = async (batch: readonly Received[]): Promise<void> => {
    const records = batch.map((message) => queueRecord(message, queue.settings.arn, context.region));
    const passed = records.filter((record) => settings.filter(withParsedBody(record)));
    for (const record of records) if (!passed.includes(record)) queue.remove(record.receiptHandle);
    if (passed.length === 0) return;
    const result = await context.invoke(settings.functionArn, { Records: passed });
    // After a stop the batch counts as not done; it comes again after the next start.
    if (stopping.signal.aborted || 'error' in result) return;
    const identifiers = passed.map((record) => record.messageId);
    const outcome = settings.reportsFailures ? readBatchFailures(result.ok, identifiers) : 'all-succeeded';
    if (outcome === 'all-failed') return;
    for (const record of passed)
      if (outcome === 'all-succeeded' || !outcome.has(record.messageId)) queue.remove(record.receiptHandle);
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const batch = await collect();
      if (batch.length > 0) await deliver(batch);
      else await queue.available(stopping.signal);
    }
  };

  return {
    start() {
      loops = Array.from({ length: settings.concurrency }, () =>
        loop().catch((error: unknown) => context.log(`${queue.settings.name}: ${String(error)}`)),
      );
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

type QueueRecord = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly [name: string]: unknown;
};

function queueRecord(message: Received, arn: string, region: string): QueueRecord {
  const hasAttributes = Object.keys(message.attributes).length > 0;
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, value]) => [name, eventAttribute(value)]),
    ),
    md5OfBody: bodyDigest(message.body),
    ...(hasAttributes ? { md5OfMessageAttributes: attributesDigest(message.attributes) } : {}),
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: region,
  };
}

function eventAttribute(attribute: MessageAttribute): Record<string, unknown> {
  return {
    ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
    ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: attribute.DataType,
  };
}
