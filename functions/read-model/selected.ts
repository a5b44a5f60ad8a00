import type { AnyRecord } from '#shared/contract/entity.ts';
import { readableSql, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import { recordAt } from './records.ts';
import { type Selection, selectionSql } from './selection.ts';
import { orderSql, sortKeysOf } from './sort.ts';
import type { View } from './view.ts';

/** Records by their ids, in the bin or not, or as a list is narrowed to them. */
export type Chosen = { readonly ids?: readonly string[] | undefined; readonly selection?: Selection | undefined };

const whereOf = (view: View, { ids, selection = {} }: Chosen): Sql => {
  if (!ids) return selectionSql(view, selection);
  const readable = readableSql(view.entity.noun, view.sql, 't');
  return {
    sql: `t.id IN (SELECT value FROM json_each(?)) AND (${readable.sql})`,
    params: [JSON.stringify(ids), ...readable.params],
  };
};

/** Ids of the records of a selection that the actor may read, at most `most`, oldest first. Throws `invalid-request` for a wrong filter. */
export const selectedIds = (view: View, selection: Selection, most: number): string[] => {
  const where = selectionSql(view, selection);
  return view.model.db
    .all(`SELECT t.id AS id FROM ${tableOf(view.entity.noun)} t WHERE ${where.sql} ORDER BY t.id LIMIT ?`, [
      ...where.params,
      most,
    ])
    .map((row) => String(row.id));
};

/** The chosen records that the actor may read, in an order; as they are stored: what the actor sees of them is for the caller to say. */
export const selectedRecords = (
  view: View,
  chosen: Chosen,
  sort: readonly string[] | undefined,
): { readonly count: number; readonly records: Iterable<AnyRecord> } => {
  const { model, entity } = view;
  const where = whereOf(view, chosen);
  const keys = sortKeysOf(view, sort);
  const values = keys.map(({ value }, i) => `, ${value.sql} AS k${i}`).join('');
  const numbers = model.db
    .all(`SELECT t._n AS n${values} FROM ${tableOf(entity.noun)} t WHERE ${where.sql} ORDER BY ${orderSql(keys)}`, [
      ...keys.flatMap((k) => k.value.params),
      ...where.params,
    ])
    .map((row) => Number(row.n));
  const records = function* (): Generator<AnyRecord> {
    for (const n of numbers) {
      const record = recordAt(model, entity.noun, n);
      if (record) yield record;
    }
  };
  return { count: numbers.length, records: records() };
};
