import { orderKey, writeJson } from '#functions/batch/json-blobs.ts';
import { nounOfChoice } from '#functions/batch/noun-of-choice.ts';
import { loadForStep } from '#functions/job/own-step.ts';
import { startJob } from '#functions/job/start-job.ts';
import { stopJob } from '#functions/job/stop-job.ts';
import type { Change } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import { extendedEntity } from '#functions/platform/customisation.ts';
import { type BoundRoute, implement } from '#functions/platform/handle.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import { commitFor } from '#functions/platform/refusal.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import type { TransactItem } from '#functions/platform/table.ts';
import type { Entity, RecordOf } from '#shared/contract/entity.ts';
import { notFound, ProblemError } from '#shared/contract/problem.ts';
import { exportRoutes } from '#shared/export/export.routes.ts';
import { exportRun } from '#shared/export/export.ts';
import { exportFolder, exportKey } from './export-files.ts';
import { exportChange, exportOf } from './load-export.ts';
import type { ExportOrder } from './write-export.ts';

const entity: Entity = exportRun;
type Sent = RecordOf<typeof exportRun>;

const write = async (
  knownVersion: number,
  change: Change,
  context: Context,
  more: readonly Change[],
  also: readonly TransactItem[],
): Promise<Sent> => {
  const [committed] = await commitFor(context, { entity, knownVersion, changes: [change, ...more], also });
  if (!committed) throw new Error('a commit of one change has one result');
  // a stored record of the noun export has the shape that its entity declares
  return context.policy.project(entity.noun, committed.record) as unknown as Sent;
};

/** A column that the actor may not see is refused like one that is not there. */
const checkColumns = async (declared: Entity, columns: readonly string[], context: Context): Promise<void> => {
  const { noun, allFields, label } = await extendedEntity(declared, context);
  const issues = columns.flatMap((key, i) =>
    key === 'id' || (Object.hasOwn(allFields, key) && context.policy.readable(noun, key))
      ? []
      : [{ pointer: `/columns/${i}`, detail: `${key} is not a field of ${label.many.toLowerCase()}.` }],
  );
  if (issues.length > 0) throw new ProblemError('invalid-request', issues[0]?.detail ?? '', { issues });
};

/** What answers the routes of exports. */
export const exportHandlers: readonly BoundRoute[] = [
  // the routes that exports have from their declaration alone
  ...standardHandlers(entity, exportRoutes as unknown as Parameters<typeof standardHandlers>[1]).filter(
    ({ route }) => route === exportRoutes.get || route === exportRoutes.history,
  ),

  implement(exportRoutes.create, async ({ body }, context) => {
    const { actor, ports, now } = context;
    const { noun, ids, selection, sort, withBom = true } = body;
    const exported = nounOfChoice(body, ['export'], context);
    const columns = [...new Set(body.columns)];
    await checkColumns(exported, columns, context);
    const id = ports.ids.ulid(now);
    const choice = { noun, ...(ids && { ids }), ...(selection && { selection }) };
    const order: ExportOrder = { choice, withBom, ...(sort && { sort }) };
    // what is asked for lies there before anybody could come for it
    await writeJson(ports.files, orderKey(exportFolder, id), order);
    const name = `${exported.label.many} ${new Date(now).toISOString().slice(0, 10)}`;
    const job = startJob(
      { name: `Export ${name}`, kind: 'exportFile', subject: { noun: entity.noun, id }, total: ids?.length ?? 0 },
      context,
    );
    const after = {
      name,
      noun,
      columns,
      format: 'csv',
      state: 'running',
      jobId: job.id,
      ownerId: actor.id,
      ...(actor.teamIds.length > 0 && { teamIds: actor.teamIds }),
      source: 'api',
    };
    const change: Change = { entity, id, before: undefined, after, verb: 'created' };
    return { export: await write(0, change, context, [job.change], job.also), jobId: job.id };
  }),

  implement(exportRoutes.cancel, async ({ params, ifMatch }, context) => {
    const stored = await loadForStep(entity, params.id, ifMatch, context);
    const run = exportOf(stored);
    if (run.state !== 'running')
      throw new ProblemError('conflict', 'It is over already.', { more: { state: run.state } });
    const { changes, also } = await stopJob(run.jobId, context);
    return write(stored.version, exportChange(stored, { state: 'cancelled' }), context, changes, also);
  }),

  implement(exportRoutes.file, async ({ params }, context) => {
    const run = exportOf(await loadReadable(entity, params.id, context));
    // it holds what one person may see
    if (run.createdBy.id !== context.actor.id) throw notFound();
    if (context.policy.scopeOf(run.noun, 'export') === undefined)
      throw new ProblemError('forbidden', `This needs the permission ${run.noun}:export.`, {
        more: { permission: `${run.noun}:export` },
      });
    if (run.state !== 'ready' || !run.jobId)
      throw new ProblemError('conflict', 'The file is not written yet.', { more: { state: run.state } });
    const key = exportKey(run.id, run.jobId);
    const isOver = run.expiresAt !== undefined && Date.parse(run.expiresAt) <= context.now;
    if (isOver || (await context.ports.files.sizeOf(key)) === undefined)
      throw new ProblemError('conflict', 'The file was there for a day and is gone. Export again.');
    const fileName = `${run.name}.csv`;
    return { url: await context.ports.files.downloadUrl(key, fileName), fileName };
  }),
];
