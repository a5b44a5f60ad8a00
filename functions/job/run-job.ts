import type { Change } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import { TransactionRefused } from '#functions/platform/table.ts';
import { isProblem } from '#shared/contract/problem.ts';
import { isJobOver, type Job } from '#shared/job/job.ts';
import { JobRun, LeaseLost } from './job-run.ts';
import { jobStateKey, leaseMs, stateOf } from './job-state.ts';

/** How a slice of a job ended: not yet done, or done with what changes in the same transaction. */
export type Outcome = 'again' | { readonly progress: Job['progress']; readonly changes: readonly Change[] };

/** What jobs of a kind do. `run` goes on from the cursor; `failed` says what changes where the job is given up. */
export type JobKind = {
  readonly run: (run: JobRun) => Promise<Outcome>;
  readonly failed: (job: Job, detail: string, ports: Ports) => Promise<readonly Change[]>;
};
export type JobKinds = Readonly<Partial<Record<Job['kind'], JobKind>>>;

/** A slice ends after this long: ten of them, as many as come in one batch, fit into the 15 minutes of Lambda. */
export const sliceMs = 80_000;
const maxFailures = 5;

const give = async (run: JobRun, kind: JobKind, detail: string, ports: Ports): Promise<void> =>
  run.end({ state: 'failed', error: detail.slice(0, 2000) }, await kind.failed(run.job, detail, ports));

/**
 * Runs a slice of a job, unless somebody else is running it. What a person can mend ends it at once; anything else is tried again, five
 * times without getting on, and is thrown so that the queue and its alarm know.
 */
export const runJob = async (jobId: string, kinds: JobKinds, ports: Ports): Promise<void> => {
  const { table, clock, ids } = ports;
  const [item, stored] = [await table.get(jobStateKey(jobId)), await table.get(recordKey('job', jobId))];
  if (!item || !stored || !isStoredRecord(stored) || isJobOver(stored.record.state)) return;
  const state = stateOf(item);
  if (state.token !== '' && state.leaseUntil > clock.now()) return;
  const token = ids.secret(16);
  const taken = { ...state, token, leaseUntil: clock.now() + leaseMs };
  try {
    await table.put(
      { ...jobStateKey(jobId), ...taken },
      { equals: { token: state.token, leaseUntil: state.leaseUntil } },
    );
  } catch (error) {
    if (error instanceof TransactionRefused) return;
    throw error;
  }
  const run = new JobRun(ports, stored, token, taken, clock.now() + sliceMs);
  const kind = kinds[run.job.kind];
  if (!kind) throw new Error(`nothing runs jobs of the kind ${run.job.kind}`);
  if (state.failures >= maxFailures)
    return give(
      run,
      kind,
      'It failed several times at the same place and was given up. The log of the function says why.',
      ports,
    );
  try {
    await run.begin();
    const outcome = await kind.run(run);
    if (outcome === 'again') await run.yieldSlice();
    else await run.end({ state: 'succeeded', progress: outcome.progress }, outcome.changes);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    if (isProblem(error) && error.status < 500) return give(run, kind, error.message, ports);
    const detail = error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : String(error);
    ports.log.error('job failed and will be tried again', { recordId: jobId, error: detail });
    // where even this fails the lease runs out, which counts as a failure as well
    await run.letGo(state.failures, state.cursor).catch(() => undefined);
    throw error;
  }
};
