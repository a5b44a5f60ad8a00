import { inParallel } from '#functions/batch/in-parallel.ts';
import { personContext } from '#functions/batch/person-context.ts';
import { Seen } from '#functions/batch/seen.ts';
import { undoRecord } from '#functions/batch/undo-record.ts';
import { type References, stillReferred, type Touched, type UndoStep } from '#functions/batch/undo-rows.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { Actor, Context } from '#functions/platform/context.ts';
import { recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import { follow } from '#functions/read-model/follow.ts';
import type { ReadModel } from '#functions/read-model/model.ts';
import { selectedIds } from '#functions/read-model/selected.ts';
import { viewOf } from '#functions/read-model/view.ts';
import type { ChangeSetRow } from '#shared/change-set/change-set.routes.ts';
import { type ChangeCounts, type ChangeSet, maxChanged } from '#shared/change-set/change-set.ts';
import type { RecordChoice } from '#shared/change-set/record-choice.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { Left } from '#shared/job/left.ts';
import { entityOf } from '#shared/registry.ts';
import type { Order } from './order.ts';
import { changedByPerson, undoingOf } from './person-changes.ts';
import { baseOf, countRows, noCounts, problemsIn, refusedRow, rowOf, stayingRow } from './plan-row.ts';
import { chunkSize, chunksOf, readRecords, writeChunk, writeRecords } from './plan-store.ts';
import { prepareChange } from './prepare-change.ts';

export type PlanRequest = {
  readonly set: ChangeSet;
  readonly order: Order;
  readonly actor: Actor;
  readonly model: () => Promise<ReadModel>;
  readonly references: () => Promise<References>;
  readonly job: JobRun;
};
export type Planned = {
  readonly counts: ChangeCounts;
  readonly problems: readonly Left[];
  /** Chunks that the plan lies in. */
  readonly chunk: number;
};

type Cursor = Planned;
const maxProblems = 100;

const tooMany = (): ProblemError =>
  new ProblemError(
    'invalid-request',
    `These are more than ${maxChanged.toLocaleString('en')} records. Narrow the selection.`,
  );

const chosenIds = async (choice: RecordChoice, { set, actor, model, job }: PlanRequest): Promise<readonly string[]> => {
  if (choice.ids) return [...new Set(choice.ids)];
  const context = personContext(actor, job.ports, new Seen(), Date.parse(set.createdAt));
  const opened = await model();
  await follow(opened, job.ports);
  const entity = opened.findEntity(choice.noun);
  if (!entity) throw new ProblemError('invalid-request', `There is no noun ${choice.noun}.`);
  // what the actor saw when they asked: relative days count from then
  return selectedIds(viewOf(opened, entity, context), choice.selection ?? {}, maxChanged + 1);
};

/** The records of the plan. They are looked for once: a plan that is taken up again is about the same ones. */
const recordsOf = async (request: PlanRequest): Promise<readonly Touched[]> => {
  const { set, order, job } = request;
  const known = await readRecords(job.ports.files, set.id, job.job.id);
  if (known) return known;
  const { choice, person } = order;
  const records = person
    ? await changedByPerson(person, job.ports, maxChanged)
    : choice
      ? (await chosenIds(choice, request)).map((id) => ({ noun: choice.noun, id }))
      : [];
  if (records.length > maxChanged) throw tooMany();
  await writeRecords(job.ports.files, set.id, job.job.id, records);
  return records;
};

const planChoice = (
  records: readonly Touched[],
  stored: ReadonlyMap<string, StoredRecord>,
  { set, order }: PlanRequest,
  context: Context,
): Promise<ChangeSetRow[]> =>
  inParallel(records, async ({ noun, id }) => {
    const entity = entityOf(noun);
    if (!entity || set.action === 'undoPerson') throw new Error(`${set.action} of ${noun} is no choice of records`);
    const found = stored.get(recordKey(noun, id).pk);
    const base = baseOf(entity, id, found, context);
    try {
      return rowOf(base, await prepareChange(set.action, order, entity, found, context), context);
    } catch (error) {
      return refusedRow(base, error);
    }
  });

const planUndoing = async (
  records: readonly Touched[],
  stored: ReadonlyMap<string, StoredRecord>,
  { set, order, references }: PlanRequest,
  context: Context,
): Promise<ChangeSetRow[]> => {
  if (!order.person) return [];
  const undoing = undoingOf(order.person, set.id);
  const found = records.flatMap(({ noun, id }) => {
    const entity = entityOf(noun);
    const record = stored.get(recordKey(noun, id).pk);
    // what the actor may not know is no part of their plan
    return entity && record && context.policy.may(noun, 'read', record.record) ? [{ entity, record }] : [];
  });
  const steps = await inParallel(found, async ({ entity, record }) => ({
    entity,
    record,
    step: await undoRecord(record, entity, undoing, context),
  }));
  const changing = steps.flatMap(({ entity, record, step }): UndoStep[] =>
    step ? [{ entity, stored: record, step }] : [],
  );
  const referred = await stillReferred(changing, { references: await references(), goesToo: undoing.isMadeByIt });
  return steps.map(({ entity, record, step }) => {
    const base = baseOf(entity, record.record.id, record, context);
    const reason = step && ('left' in step ? step.left : referred.get(record.record.id));
    if (reason !== undefined) return stayingRow(base, reason, reason.startsWith('You may not'));
    return rowOf(base, step && 'change' in step ? step : undefined, context);
  });
};

/** Works out what becomes of each record and writes none. Answers nothing where the slice was over before. */
export const planChangeSet = async (request: PlanRequest): Promise<Planned | undefined> => {
  const { set, order, actor, job } = request;
  const { ports } = job;
  const records = await recordsOf(request);
  // what refers to records that would go to the bin
  if (order.person) await (await request.references()).refresh();
  // only `JobRun` writes cursors, and only what stands here
  let cursor: Cursor =
    job.cursor === '' ? { chunk: 0, counts: noCounts, problems: [] } : (JSON.parse(job.cursor) as Cursor);
  const seen = new Seen();
  while (cursor.chunk < chunksOf(records.length)) {
    if (job.isTimeUp) return undefined;
    const { chunk } = cursor;
    await job.progress(
      { done: chunk * chunkSize, total: records.length, failed: cursor.counts.refused + cursor.counts.wrong },
      'Planning',
    );
    const some = records.slice(chunk * chunkSize, (chunk + 1) * chunkSize);
    const items = recordsOfItems(await ports.table.batchGet(some.map((r) => recordKey(r.noun, r.id))));
    const stored = new Map(items.map((s) => [s.pk, s]));
    const context = personContext(actor, ports, seen, ports.clock.now());
    const rows = await (order.person ? planUndoing : planChoice)(some, stored, request, context);
    await writeChunk(ports.files, set.id, job.job.id, chunk, rows);
    cursor = {
      chunk: chunk + 1,
      counts: countRows(cursor.counts, rows),
      problems: [...cursor.problems, ...problemsIn(rows)].slice(0, maxProblems),
    };
    await job.save(JSON.stringify(cursor));
  }
  return cursor;
};
