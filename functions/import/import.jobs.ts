import { actorOfUser } from '#functions/job/actor-of-user.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { JobKind, JobKinds, Outcome } from '#functions/job/run-job.ts';
import type { Change } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { ImportFile } from '#shared/import/import-file.ts';
import type { Job } from '#shared/job/job.ts';
import { applyImport } from './apply-import.ts';
import { fitRecord } from './fit-record.ts';
import { importChange, importOf, loadImport } from './load-import.ts';
import type { Lookup } from './lookup.ts';
import { planImport } from './plan-import.ts';
import { revertImport } from './revert-import.ts';

/** Gives the lookup that a job needs; opened when a job is run, then kept. */
export type LookupSource = () => Promise<Lookup>;

const subjectOf = (job: Job): string => {
  if (!job.subject) throw new ProblemError('not-found', 'The job has no import.');
  return job.subject.id;
};

const load = async (job: JobRun): Promise<{ stored: StoredRecord; run: ImportRun }> => {
  const stored = await loadImport(subjectOf(job.job), job.ports);
  return { stored, run: importOf(stored) };
};

const at = (ports: Ports): string => new Date(ports.clock.now()).toISOString();

const startedBy = (job: Job): string => job.ownerId ?? '';

const rowsOf = (run: ImportRun): number =>
  run.files.reduce((n, f) => n + (f.use === 'records' ? (f.rowCount ?? 0) : 0), 0);

const plan = async (job: JobRun, lookup: LookupSource): Promise<Outcome> => {
  const { run } = await load(job);
  const total = rowsOf(run);
  const actor = await actorOfUser(startedBy(job.job), job.ports);
  const result = await planImport({
    run,
    planId: job.job.id,
    actor,
    ports: job.ports,
    lookup: await lookup(),
    onProgress: (done) => job.progress({ done, total: Math.max(total, done), failed: 0 }, 'Reading'),
  });
  const { stored } = await load(job);
  const done = result.files.reduce((n, f) => n + (f.planned?.rows ?? 0), 0);
  const values = fitRecord({
    ...stored.record,
    state: 'planned',
    planId: job.job.id,
    files: result.files,
    notes: result.notes,
    problems: result.problems,
    problemCount: result.problemCount,
    error: undefined,
    plannedAt: at(job.ports),
  });
  return {
    progress: { done, total: done, failed: result.problemCount },
    changes: [importChange(stored, values, 'planned')],
  };
};

const withCounts = (
  files: readonly ImportFile[],
  counts: Readonly<Record<string, ImportFile['applied']>>,
): ImportFile[] => files.map((f) => ({ ...f, ...(counts[f.index] && { applied: counts[f.index] }) }));

const apply = async (job: JobRun, lookup: LookupSource): Promise<Outcome> => {
  const { run } = await load(job);
  if (!run.planId) throw new ProblemError('conflict', 'The import has no plan.');
  const actor = await actorOfUser(startedBy(job.job), job.ports);
  const applied = await applyImport({ run, planId: run.planId, actor, lookup: await lookup(), job });
  if (!applied) return 'again';
  const { stored } = await load(job);
  const files = withCounts(run.files, applied.counts);
  const done = files.reduce((n, f) => n + (f.planned?.rows ?? 0), 0);
  const values = fitRecord({
    ...stored.record,
    state: applied.failed > 0 ? 'appliedWithErrors' : 'applied',
    files,
    problems: applied.problems,
    problemCount: applied.failed,
    appliedAt: at(job.ports),
  });
  return {
    progress: { done, total: done, failed: applied.failed },
    changes: [importChange(stored, values, 'applied')],
  };
};

const revert = async (job: JobRun, lookup: LookupSource): Promise<Outcome> => {
  const { run } = await load(job);
  if (!run.planId) throw new ProblemError('conflict', 'The import has no plan.');
  const actor = await actorOfUser(startedBy(job.job), job.ports);
  const reverted = await revertImport({ run, planId: run.planId, actor, lookup: await lookup(), job });
  if (!reverted) return 'again';
  const { stored } = await load(job);
  const { left, leftCount } = reverted;
  const values = fitRecord({
    ...stored.record,
    state: leftCount > 0 ? 'partlyReverted' : 'reverted',
    left,
    leftCount,
    revertedAt: at(job.ports),
  });
  const total = reverted.undone + leftCount;
  return { progress: { done: total, total, failed: leftCount }, changes: [importChange(stored, values, 'undone')] };
};

/** The state that an import is in after a job of it was given up. */
const failed = async (job: Job, detail: string, ports: Ports): Promise<readonly Change[]> => {
  try {
    const stored = await loadImport(subjectOf(job), ports);
    const run = importOf(stored);
    if (run.jobId !== job.id) return [];
    return [importChange(stored, { state: 'failed', error: detail.slice(0, 1000) })];
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
};

/** The kinds of jobs that imports consist of. */
export const importJobs = (lookup: LookupSource): JobKinds => {
  const kind = (run: (job: JobRun, lookup: LookupSource) => Promise<Outcome>): JobKind => ({
    run: (job) => run(job, lookup),
    failed,
  });
  return { importPlan: kind(plan), importApply: kind(apply), importRevert: kind(revert) };
};
