import { fittingLeft } from '#functions/batch/fitting-left.ts';
import type { References, UndoneRows } from '#functions/batch/undo-rows.ts';
import { actorOfUser } from '#functions/job/actor-of-user.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { JobKind, JobKinds, Outcome } from '#functions/job/run-job.ts';
import type { Change } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import type { ModelSource } from '#functions/read-model/query-handlers.ts';
import type { ChangeCounts, ChangeSet } from '#shared/change-set/change-set.ts';
import { isProblem, ProblemError } from '#shared/contract/problem.ts';
import type { Job } from '#shared/job/job.ts';
import { type Applied, applyChangeSet } from './apply-change-set.ts';
import { changeSetChange, changeSetOf, loadChangeSet } from './load-change-set.ts';
import type { Order } from './order.ts';
import { undoingOf } from './person-changes.ts';
import { planChangeSet } from './plan-change-set.ts';
import { noCounts } from './plan-row.ts';
import { readOrder } from './plan-store.ts';
import { undoingOfSet, undoPlanned } from './undo-change-set.ts';

/** What the jobs of change sets need beside the ports; opened when a job is run, then kept. */
export type ChangeSetSources = { readonly model: ModelSource; readonly references: () => Promise<References> };

const load = async (job: JobRun): Promise<{ stored: StoredRecord; set: ChangeSet; order: Order }> => {
  const id = job.job.subject?.id;
  if (id === undefined) throw new ProblemError('not-found', 'The job has no change set.');
  const stored = await loadChangeSet(id, job.ports);
  const order = await readOrder(job.ports.files, id);
  if (!order) throw new ProblemError('conflict', 'It is too old: what it was about is gone.');
  return { stored, set: changeSetOf(stored), order };
};

const at = (ports: Ports): string => new Date(ports.clock.now()).toISOString();
const actorOfJob = (job: JobRun) => actorOfUser(job.job.ownerId ?? '', job.ports);
const maxProblems = 100;

const plan = async (job: JobRun, sources: ChangeSetSources): Promise<Outcome> => {
  const { set, order } = await load(job);
  const planned = await planChangeSet({ set, order, actor: await actorOfJob(job), job, ...sources });
  if (!planned) return 'again';
  const { counts, problems, chunk: chunkCount } = planned;
  const { stored } = await load(job);
  const values = {
    state: 'planned',
    planId: job.job.id,
    chunkCount,
    planned: counts,
    problems: fittingLeft(problems),
    plannedAt: at(job.ports),
  };
  return {
    progress: { done: counts.total, total: counts.total, failed: counts.refused + counts.wrong },
    changes: [changeSetChange(stored, values, 'planned')],
  };
};

/** A plan as it was carried out: what was planned and not done is named among what stayed. */
const carriedOut = (planned: ChangeCounts, { updated, skipped, refused, failed }: Applied): ChangeCounts => ({
  total: planned.total,
  change: updated,
  unchanged: planned.unchanged + skipped,
  refused: planned.refused + refused,
  wrong: planned.wrong + failed,
});

const undonePerson = ({ undone, left, leftCount }: UndoneRows, planned: ChangeCounts): Applied => ({
  updated: undone,
  skipped: Math.max(0, planned.change - undone - leftCount),
  refused: 0,
  failed: leftCount,
  problems: left,
});

const plannedOf = (set: ChangeSet): { planId: string; chunks: number; planned: ChangeCounts } => {
  if (!set.planId) throw new ProblemError('conflict', 'It has no plan.');
  return { planId: set.planId, chunks: set.chunkCount ?? 0, planned: set.planned ?? noCounts };
};

const apply = async (job: JobRun, { references }: ChangeSetSources): Promise<Outcome> => {
  const { set, order } = await load(job);
  const { planId, chunks, planned } = plannedOf(set);
  const actor = await actorOfJob(job);
  const carry = async (): Promise<Applied | undefined> => {
    if (!order.person) return applyChangeSet({ set, planId, chunks, planned, order, actor, job });
    const undoing = undoingOf(order.person, set.id);
    const undone = await undoPlanned(undoing, {
      id: set.id,
      planId,
      chunks,
      planned,
      actor,
      job,
      references: await references(),
    });
    return undone && undonePerson(undone, planned);
  };
  const applied = await carry();
  if (!applied) return 'again';
  const failed = applied.refused + applied.failed;
  const { stored } = await load(job);
  const values = {
    state: failed > 0 ? 'appliedWithErrors' : 'applied',
    applied: carriedOut(planned, applied),
    problems: fittingLeft([...applied.problems, ...(set.problems ?? [])].slice(0, maxProblems)),
    appliedAt: at(job.ports),
  };
  return {
    progress: { done: planned.change, total: planned.change, failed },
    changes: [changeSetChange(stored, values, 'applied')],
  };
};

const revert = async (job: JobRun, { references }: ChangeSetSources): Promise<Outcome> => {
  const { set } = await load(job);
  const { planId, chunks, planned } = plannedOf(set);
  const actor = await actorOfJob(job);
  const undone = await undoPlanned(undoingOfSet(set.id), {
    id: set.id,
    planId,
    chunks,
    planned,
    actor,
    job,
    references: await references(),
  });
  if (!undone) return 'again';
  const { stored } = await load(job);
  const { left, leftCount } = undone;
  const values = {
    state: leftCount > 0 ? 'partlyReverted' : 'reverted',
    left: fittingLeft(left),
    leftCount,
    revertedAt: at(job.ports),
  };
  const total = undone.undone + leftCount;
  return { progress: { done: total, total, failed: leftCount }, changes: [changeSetChange(stored, values, 'undone')] };
};

/** The state that a change set is in after a job of it was given up. */
const failed = async (job: Job, detail: string, ports: Ports): Promise<readonly Change[]> => {
  try {
    const stored = await loadChangeSet(job.subject?.id ?? '', ports);
    if (changeSetOf(stored).jobId !== job.id) return [];
    return [changeSetChange(stored, { state: 'failed', error: detail.slice(0, 1000) })];
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
};

/** The kinds of jobs that change sets consist of. */
export const changeSetJobs = (sources: ChangeSetSources): JobKinds => {
  const kind = (run: (job: JobRun, sources: ChangeSetSources) => Promise<Outcome>): JobKind => ({
    run: (job) => run(job, sources),
    failed,
  });
  return { changeSetPlan: kind(plan), changeSetApply: kind(apply), changeSetRevert: kind(revert) };
};
