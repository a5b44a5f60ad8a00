import type { Entity } from '#shared/contract/entity.ts';
import { type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import { type Figures, figuring } from './figures.ts';
import type { ReadModel } from './model.ts';
import { type Selection, selectionSql } from './selection.ts';
import { type Sums, summing } from './sums.ts';
import { type Viewer, viewOf } from './view.ts';

export type CountQuery = Selection & {
  readonly sum?: readonly string[] | undefined;
  readonly figures?: readonly string[] | undefined;
};

/** How many records a selection has, the sums of some of their numbers, and other figures that were asked for. */
export const countRecords = (
  model: ReadModel,
  entity: Entity,
  query: CountQuery,
  viewer: Viewer,
): { count: number; sums: Sums; figures?: Figures } => {
  const view = viewOf(model, entity, viewer);
  const where = selectionSql(view, query);
  const from: Sql = { sql: `FROM ${tableOf(entity.noun)} t WHERE ${where.sql}`, params: where.params };
  const sums = summing(view, query.sum);
  const figures = figuring(view, query.figures);
  const row =
    model.db.get(`SELECT count(*) AS n${sums.columns.sql}${figures.columns.sql} ${from.sql}`, [
      ...sums.columns.params,
      ...figures.columns.params,
      ...from.params,
    ]) ?? {};
  return { count: Number(row.n ?? 0), sums: sums.read(row), ...(query.figures && { figures: figures.read(row) }) };
};
