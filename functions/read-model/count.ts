import type { Entity } from '#shared/contract/entity.ts';
import { tableOf } from '#shared/predicate/to-sql.ts';
import type { ReadModel } from './model.ts';
import { currencyColumn } from './schema.ts';
import { type Selection, selectionSql } from './selection.ts';
import { moneyOf, moneySum, numberSums, type Sums, sumFieldsOf } from './sums.ts';
import { type Viewer, viewOf } from './view.ts';

export type CountQuery = Selection & { readonly sum?: readonly string[] | undefined };

/** How many records a selection has, and the sums of some of their numbers. */
export const countRecords = (
  model: ReadModel,
  entity: Entity,
  query: CountQuery,
  viewer: Viewer,
): { count: number; sums: Sums } => {
  const view = viewOf(model, entity, viewer);
  const where = selectionSql(view, query);
  const fields = sumFieldsOf(view, query.sum);
  const from = `FROM ${tableOf(entity.noun)} t WHERE ${where.sql}`;
  const row = model.db.get(`SELECT count(*) AS n${numberSums(view, fields)} ${from}`, where.params) ?? {};
  const sums = fields.map(({ key, isMoney }): [string, Sums[string]] => [
    key,
    isMoney
      ? model.db.all(`SELECT ${moneySum(key)} ${from} GROUP BY t.${currencyColumn(key)}`, where.params).flatMap(moneyOf)
      : Number(row[`sum_${key}`] ?? 0),
  ]);
  return { count: Number(row.n ?? 0), sums: Object.fromEntries(sums) };
};
