import type { InvokeResult } from '../service.ts';
import { readBatchFailures } from './batch-failures.ts';

/** A record of a DynamoDB stream, as a function gets it. */
export type StreamRecord = {
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime: number;
    readonly [name: string]: unknown;
  };
  readonly [name: string]: unknown;
};

export type StreamRetrySettings = {
  /** Retries of a batch after its first failure; -1 for without end. */
  readonly maxRetries: number;
  /** Records older than this are given up; -1 for never. */
  readonly maxAgeSeconds: number;
  readonly bisects: boolean;
  readonly reportsFailures: boolean;
};

/** A batch that was given up, and why. */
export type GivenUp = {
  readonly records: readonly StreamRecord[];
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly attempts: number;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
};

export type StreamBatchPorts = {
  readonly invoke: (records: readonly StreamRecord[]) => Promise<InvokeResult>;
  /** Everything up to and with this sequence number is done. */
  readonly checkpoint: (sequenceNumber: string) => void;
  readonly giveUp: (given: GivenUp) => Promise<void>;
  /** Waits before the given retry. */
  readonly backOff: (attempt: number) => Promise<void>;
  readonly ageSeconds: (record: StreamRecord) => number;
  readonly isStopping: () => boolean;
};

/**
 * Delivers one batch of a shard in order, by the rules of stream mappings: a failed batch is retried; with bisecting its halves
 * are tried on their own, which costs no retry; a reported failure goes on from the first record that failed; what has
 * been tried too often, or is too old, is given up. Returns when all is done, given up or the runtime is stopping.
 */
export async function deliverStreamBatch(
  batch: readonly StreamRecord[],
  settings: StreamRetrySettings,
  ports: StreamBatchPorts,
): Promise<void> {
  const work: { records: readonly StreamRecord[]; attempts: number }[] = [{ records: batch, attempts: 0 }];
  for (let next = work.shift(); next !== undefined; next = work.shift()) {
    const { records, attempts } = await dropOld(next, settings, ports);
    const last = records.at(-1);
    if (last === undefined) continue;
    if (ports.isStopping()) return;

    const result = await ports.invoke(records);
    if (ports.isStopping()) return;
    const firstFailed = firstFailure(records, result, settings);
    if (firstFailed === undefined) {
      ports.checkpoint(last.dynamodb.SequenceNumber);
      continue;
    }

    const before = records[firstFailed - 1];
    if (before !== undefined) ports.checkpoint(before.dynamodb.SequenceNumber);
    const rest = records.slice(firstFailed);
    if (settings.bisects && rest.length > 1) {
      // A report has split the batch already; only a batch that failed whole is halved.
      const middle = firstFailed > 0 ? rest.length : Math.ceil(rest.length / 2);
      if (middle < rest.length) work.unshift({ records: rest.slice(middle), attempts });
      work.unshift({ records: rest.slice(0, middle), attempts });
      await ports.backOff(attempts + 1);
      continue;
    }
    if (settings.maxRetries >= 0 && attempts >= settings.maxRetries) {
      const error = 'error' in result ? { error: result.error } : {};
      await ports.giveUp({ records: rest, condition: 'RetryAttemptsExhausted', attempts: attempts + 1, ...error });
      ports.checkpoint(last.dynamodb.SequenceNumber);
      continue;
    }
    work.unshift({ records: rest, attempts: attempts + 1 });
    await ports.backOff(attempts + 1);
  }
}

/** Index of the first record that has to come again; undefined when all are done. */
function firstFailure(
  records: readonly StreamRecord[],
  result: InvokeResult,
  settings: StreamRetrySettings,
): number | undefined {
  if ('error' in result) return 0;
  if (!settings.reportsFailures) return undefined;
  const identifiers = records.map((record) => record.dynamodb.SequenceNumber);
  const outcome = readBatchFailures(result.ok, identifiers);
  if (outcome === 'all-succeeded') return undefined;
  return outcome === 'all-failed' ? 0 : identifiers.findIndex((identifier) => outcome.has(identifier));
}

async function dropOld(
  work: { readonly records: readonly StreamRecord[]; readonly attempts: number },
  settings: StreamRetrySettings,
  ports: StreamBatchPorts,
): Promise<{ readonly records: readonly StreamRecord[]; readonly attempts: number }> {
  if (settings.maxAgeSeconds < 0) return work;
  const old = work.records.filter((record) => ports.ageSeconds(record) > settings.maxAgeSeconds);
  const last = old.at(-1);
  if (last === undefined) return work;
  await ports.giveUp({ records: old, condition: 'RecordAgeExceeded', attempts: work.attempts });
  ports.checkpoint(last.dynamodb.SequenceNumber);
  return { ...work, records: work.records.filter((record) => !old.includes(record)) };
}
