import { isRecord } from '../assembly/template.ts';

/** Which items of a batch a function reported as failed. */
export type BatchOutcome = 'all-succeeded' | 'all-failed' | ReadonlySet<string>;

/**
 * Reads a function's answer where its mapping asks for `ReportBatchItemFailures`, by AWS's rules: nothing reported is success;
 * an answer of another shape, an empty or an unknown identifier fails the whole batch.
 */
export function readBatchFailures(answer: unknown, identifiers: readonly string[]): BatchOutcome {
  if (answer === null || answer === undefined) return 'all-succeeded';
  if (!isRecord(answer)) return 'all-failed';
  const { batchItemFailures: failures } = answer;
  if (failures === null || failures === undefined) return 'all-succeeded';
  if (!Array.isArray(failures)) return 'all-failed';
  if (failures.length === 0) return 'all-succeeded';
  const failed = new Set<string>();
  for (const failure of failures) {
    const identifier = isRecord(failure) ? failure.itemIdentifier : undefined;
    if (typeof identifier !== 'string' || !identifiers.includes(identifier)) return 'all-failed';
    failed.add(identifier);
  }
  return failed;
}
