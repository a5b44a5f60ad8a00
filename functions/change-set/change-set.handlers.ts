import { loadForStep } from '#functions/job/own-step.ts';
import { startJob } from '#functions/job/start-job.ts';
import { stopJob } from '#functions/job/stop-job.ts';
import type { Change } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import { type BoundRoute, implement } from '#functions/platform/handle.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import { commitFor } from '#functions/platform/refusal.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import type { TransactItem } from '#functions/platform/table.ts';
import { changeSetRoutes } from '#shared/change-set/change-set.routes.ts';
import { type ChangeSetState, changeSet } from '#shared/change-set/change-set.ts';
import type { Entity, RecordOf } from '#shared/contract/entity.ts';
import { notFound, ProblemError } from '#shared/contract/problem.ts';
import type { Job } from '#shared/job/job.ts';
import { checkOrder } from './check-order.ts';
import { changeSetChange, changeSetOf, checkState } from './load-change-set.ts';
import { writeOrder } from './plan-store.ts';
import { pageOfRows } from './rows-page.ts';

const entity: Entity = changeSet;
const rowsAtOnce = 50;

type Sent = RecordOf<typeof changeSet>;

const write = async (
  knownVersion: number,
  change: Change,
  context: Context,
  more: readonly Change[] = [],
  also: readonly TransactItem[] = [],
): Promise<Sent> => {
  const [committed] = await commitFor(context, { entity, knownVersion, changes: [change, ...more], also });
  if (!committed) throw new Error('a commit of one change has one result');
  // a stored record of the noun changeSet has the shape that its entity declares
  return context.policy.project(entity.noun, committed.record) as unknown as Sent;
};

const start = async (
  stored: StoredRecord,
  state: ChangeSetState,
  kind: Job['kind'],
  label: string,
  context: Context,
) => {
  const set = changeSetOf(stored);
  checkState(set, state);
  if (!set.planId) throw new ProblemError('conflict', 'Nothing was changed.', { more: { state: set.state } });
  const subject = { noun: entity.noun, id: set.id };
  const job = startJob({ name: `${label} ${set.name}`, kind, subject, total: set.planned?.change ?? 0 }, context);
  const change = changeSetChange(stored, { state, jobId: job.id, error: undefined });
  return { changeSet: await write(stored.version, change, context, [job.change], job.also), jobId: job.id };
};

/** What answers the routes of change sets. */
export const changeSetHandlers: readonly BoundRoute[] = [
  // the routes that change sets have from their declaration alone
  ...standardHandlers(entity, changeSetRoutes as unknown as Parameters<typeof standardHandlers>[1]).filter(
    ({ route }) => route === changeSetRoutes.get || route === changeSetRoutes.history,
  ),

  implement(changeSetRoutes.create, async ({ body }, context) => {
    const { order, values } = await checkOrder(body, context);
    const { actor, ports, now } = context;
    const id = ports.ids.ulid(now);
    // what is asked for lies there before anybody could come for it
    await writeOrder(ports.files, id, order);
    const total = order.choice?.ids?.length ?? 0;
    const job = startJob(
      { name: `Plan ${values.name}`, kind: 'changeSetPlan', subject: { noun: entity.noun, id }, total },
      context,
    );
    const after = {
      ...values,
      state: 'planning',
      jobId: job.id,
      ownerId: actor.id,
      ...(actor.teamIds.length > 0 && { teamIds: actor.teamIds }),
      source: 'api',
    };
    const change: Change = { entity, id, before: undefined, after, verb: 'created' };
    return { changeSet: await write(0, change, context, [job.change], job.also), jobId: job.id };
  }),

  implement(changeSetRoutes.apply, async ({ params, ifMatch }, context) =>
    start(await loadForStep(entity, params.id, ifMatch, context), 'applying', 'changeSetApply', 'Apply', context),
  ),

  implement(changeSetRoutes.undo, async ({ params, ifMatch }, context) =>
    start(await loadForStep(entity, params.id, ifMatch, context), 'reverting', 'changeSetRevert', 'Undo', context),
  ),

  implement(changeSetRoutes.cancel, async ({ params, ifMatch }, context) => {
    const stored = await loadForStep(entity, params.id, ifMatch, context);
    const set = changeSetOf(stored);
    checkState(set, 'cancelled');
    const { changes, also } = await stopJob(set.jobId, context);
    return write(stored.version, changeSetChange(stored, { state: 'cancelled' }), context, changes, also);
  }),

  implement(changeSetRoutes.rows, async ({ params, query }, context) => {
    const set = changeSetOf(await loadReadable(entity, params.id, context));
    // a plan holds values as one person may see them
    if (set.createdBy.id !== context.actor.id) throw notFound();
    return pageOfRows(set, { kind: query.kind, cursor: query.cursor, limit: query.limit ?? rowsAtOnce }, context);
  }),
];
