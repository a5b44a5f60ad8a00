import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { Money } from '#shared/contract/field.ts';
import { notFound } from '#shared/contract/problem.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { bulkTableOf, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import type { ReadModel } from './model.ts';
import { isReadable, type RefTitles, recordAt, refsOf } from './records.ts';
import { type Selection, selectionSql } from './selection.ts';
import { moneySums } from './sums.ts';
import { type View, type Viewer, viewOf } from './view.ts';

export type BoardQuery = Selection & { readonly pipelineId: string; readonly limit?: number | undefined };
export type BoardColumn = { stage: AnyRecord; count: number; sum: Money[]; weighted: Money[]; items: AnyRecord[] };
export type NextTask = { id: string; title: string; kind?: string; dueOn?: string };
export type Board = { columns: BoardColumn[]; refs: RefTitles; nextTasks: Record<string, NextTask> };

const usualLimit = 50;
const openTask: Predicate = { field: 'status', op: 'notIn', value: ['completed', 'cancelled'] };

const entityNamed = (model: ReadModel, noun: string): Entity => {
  const entity = model.findEntity(noun);
  if (!entity) throw new Error(`there is no noun ${noun}`);
  return entity;
};

/** The stages of a pipeline in their order, and those in the bin in which deals still are. Who sees the pipeline sees its stages. */
const stagesOf = (view: View, pipelineId: string, inUse: ReadonlySet<string>): AnyRecord[] =>
  view.model.db
    .all(
      `SELECT b.record FROM ${tableOf('stage')} t JOIN ${bulkTableOf('stage')} b ON b._n = t._n
       WHERE t."pipelineId" = ? ORDER BY t."order", t.id`,
      [pipelineId],
    )
    // the column holds what `writeRow` put there
    .map((row) => view.policy.project('stage', JSON.parse(String(row.record)) as AnyRecord))
    .filter((stage) => stage.deletedAt === undefined || inUse.has(stage.id));

type Totals = Pick<BoardColumn, 'count' | 'sum' | 'weighted'>;

const totalsByStage = (view: View, where: Sql): Map<string, Totals> => {
  const from: Sql = { sql: `FROM ${tableOf('deal')} t WHERE ${where.sql}`, params: where.params };
  const sums = moneySums(view, 'amount', 't."amount"', 'sum');
  const weighted = moneySums(view, 'amount', 't."amount" * coalesce(t."probability", 0) / 100.0', 'weighted');
  const rows = view.model.db.all(
    `SELECT t."stageId" AS stageId, count(*) AS n${sums.columns.sql}${weighted.columns.sql} ${from.sql} GROUP BY t."stageId"`,
    [...sums.columns.params, ...weighted.columns.params, ...from.params],
  );
  return new Map(
    rows.map((row) => [
      String(row.stageId),
      { count: Number(row.n), sum: sums.read(row), weighted: weighted.read(row) },
    ]),
  );
};

const cardsOf = (view: View, where: Sql, stageId: string, limit: number): AnyRecord[] =>
  view.model.db
    .all(
      `SELECT t._n AS n FROM ${tableOf('deal')} t WHERE t."stageId" = ? AND ${where.sql} ORDER BY t."rank" NULLS LAST, t.id LIMIT ?`,
      [stageId, ...where.params, limit],
    )
    .flatMap((row) => recordAt(view.model, 'deal', Number(row.n)) ?? [])
    .map((record) => view.policy.project('deal', record));

const nextTasksOf = (view: View, dealIds: readonly string[]): Record<string, NextTask> => {
  const { db } = view.model;
  const where = selectionSql(view, { filter: openTask });
  const rows = db.all(
    `SELECT t."dealId" AS dealId, t._n AS n FROM ${tableOf('task')} t
     WHERE t."dealId" IN (SELECT value FROM json_each(?)) AND ${where.sql} ORDER BY t."dueOn" NULLS LAST, t.id`,
    [JSON.stringify(dealIds), ...where.params],
  );
  const next: Record<string, NextTask> = {};
  for (const row of rows) {
    const dealId = String(row.dealId);
    const record = Object.hasOwn(next, dealId) ? undefined : recordAt(view.model, 'task', Number(row.n));
    if (!record) continue;
    const { id, title, kind, dueOn } = view.policy.project('task', record);
    next[dealId] = {
      id,
      title: typeof title === 'string' ? title : id,
      ...(typeof kind === 'string' && { kind }),
      ...(typeof dueOn === 'string' && { dueOn }),
    };
  }
  return next;
};

const mayUse = ({ policy }: View, noun: string, fields: readonly string[]): boolean =>
  fields.every((f) => policy.readable(noun, f));

/** The stages of a pipeline with their deals, counts and sums, as far as the actor may know. Throws the one `not-found`. */
export const boardOf = (model: ReadModel, query: BoardQuery, viewer: Viewer): Board => {
  const view = viewOf(model, entityNamed(model, 'deal'), viewer);
  const tasks = viewOf(model, entityNamed(model, 'task'), viewer);
  const { pipelineId } = query;
  if (!isReadable(viewOf(model, entityNamed(model, 'pipeline'), viewer), pipelineId)) throw notFound();
  const selected = selectionSql(view, query);
  const where: Sql = { sql: `${selected.sql} AND t."pipelineId" = ?`, params: [...selected.params, pipelineId] };
  const seesAmount = mayUse(view, 'deal', ['amount']);
  const seesChance = seesAmount && mayUse(view, 'deal', ['probability']);

  const totals = totalsByStage(view, where);
  const columns = stagesOf(view, pipelineId, new Set(totals.keys())).map((stage): BoardColumn => {
    const { count, sum, weighted } = totals.get(stage.id) ?? { count: 0, sum: [], weighted: [] };
    return {
      stage,
      count,
      sum: seesAmount ? sum : [],
      weighted: seesChance ? weighted : [],
      items: count === 0 ? [] : cardsOf(view, where, stage.id, query.limit ?? usualLimit),
    };
  });
  const deals = columns.flatMap((c) => c.items);
  const seesTasks =
    mayUse(tasks, 'task', ['status', 'dealId', 'dueOn']) && viewer.policy.readPredicate('task') !== false;
  return {
    columns,
    refs: refsOf(model, viewer, [{ entity: view.entity, records: deals }]),
    nextTasks: seesTasks
      ? nextTasksOf(
          tasks,
          deals.map((d) => d.id),
        )
      : {},
  };
};
