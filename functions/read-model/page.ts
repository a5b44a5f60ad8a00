import { columnSql, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import type { Row, Value } from './database.ts';
import { afterSql, orderSql, type SortKey } from './sort.ts';
import type { View } from './view.ts';

/** Where a page ended: the values of the keys, the id, and the total as it was when the list began. */
export type Place = { readonly k: readonly Value[]; readonly id: string; readonly t?: number };

type Wanted = { readonly place: Place | undefined; readonly limit: number; readonly withTotal: boolean };
/** Rows with the record's number as `n`, its id and its keys as `k0`, `k1`, … */
type Page = { readonly rows: readonly Row[]; readonly total: number };

/** Where this few are selected, sorting them is quicker than going through an index in order until they are found. */
const fewSelected = 2_000;
/** So many are looked for first: where there are no more, nothing is looked at twice. */
const firstLook = 500;
const mostTotals = 500;

const fromSql = (view: View, where: Sql): Sql => ({
  sql: `FROM ${tableOf(view.entity.noun)} t WHERE ${where.sql}`,
  params: where.params,
});

/** The selected rows with their keys. Where they are few, SQLite is kept from looking for an index that has their order. */
const rowsSql = (view: View, where: Sql, keys: readonly SortKey[], total: number | undefined): Sql => {
  const isFew = total !== undefined && total < fewSelected;
  const values = keys.map(({ value }, i) => `, ${isFew ? '+' : ''}${value.sql} AS k${i}`);
  const from = fromSql(view, where);
  return {
    sql: `SELECT t._n AS n, t.id AS id${values.join('')} ${from.sql}`,
    params: [...keys.flatMap((k) => k.value.params), ...from.params],
  };
};

const pageOf = (view: View, rows: Sql, keys: readonly SortKey[], { place, limit }: Wanted): Row[] => {
  const end = `ORDER BY ${orderSql(keys)} LIMIT ?`;
  if (!place) return view.model.db.all(`${rows.sql} ${end}`, [...rows.params, limit]);
  const after = afterSql(keys, place.k, place.id);
  const sql = `SELECT * FROM (${rows.sql}) t WHERE ${after.sql} ${end}`;
  return view.model.db.all(sql, [...rows.params, ...after.params, limit]);
};

/** True where an index has the rows in the order of the first key, so that a page is found without looking at all of them. */
const isIndexOrder = ({ entity }: View, [first]: readonly SortKey[]): boolean =>
  ['updatedAt', entity.title].some((key) => {
    const field = entity.allFields[key];
    return field !== undefined && first?.value.sql === columnSql(entity.noun, key, field, 't');
  });

/** The numbers of the selected records, or undefined where they are more than a few. */
const numbersOfFew = (view: View, where: Sql): number[] | undefined => {
  const from = fromSql(view, where);
  const rows = view.model.db.all(`SELECT t._n AS n ${from.sql} LIMIT ?`, [...from.params, firstLook]);
  return rows.length < firstLook ? rows.map(({ n }) => Number(n)) : undefined;
};

const count = (view: View, where: Sql): number => {
  const from = fromSql(view, where);
  return Number(view.model.db.get(`SELECT count(*) AS n ${from.sql}`, from.params)?.n ?? 0);
};

/** The page and the total from one look at all records. */
const pageOfOneLook = (view: View, where: Sql, keys: readonly SortKey[], { limit }: Wanted): Page => {
  const selected = rowsSql(view, where, keys, undefined);
  const rows = view.model.db.all(
    `WITH s AS MATERIALIZED (${selected.sql}) SELECT t.*, (SELECT count(*) FROM s) AS total FROM s t ORDER BY ${orderSql(keys)} LIMIT ?`,
    [...selected.params, limit],
  );
  return { rows, total: Number(rows[0]?.total ?? 0) };
};

/** A page whose total is not known yet. What a filter costs is looking at all records: they are looked at once where that can be. */
const countedPage = (view: View, where: Sql, keys: readonly SortKey[], wanted: Wanted): Page => {
  // whatever narrows a list to a value has it as a parameter; all records are counted by an index
  const isNarrowed = where.params.length > 0;
  if (isNarrowed && !wanted.place && !isIndexOrder(view, keys)) return pageOfOneLook(view, where, keys, wanted);
  const few = isNarrowed ? numbersOfFew(view, where) : undefined;
  if (few) {
    const found: Sql = { sql: 't._n IN (SELECT value FROM json_each(?))', params: [JSON.stringify(few)] };
    return { rows: pageOf(view, rowsSql(view, found, keys, few.length), keys, wanted), total: few.length };
  }
  const total = count(view, where);
  return { rows: pageOf(view, rowsSql(view, where, keys, total), keys, wanted), total };
};

/**
 * A page of the selected records in an order, and how many there are, if that is asked for: counted once, and again after a change. People
 * turn pages and come back to lists more often than anything changes.
 */
export const readPage = (
  view: View,
  where: Sql,
  keys: readonly SortKey[],
  wanted: Wanted,
): { readonly rows: readonly Row[]; readonly total?: number } => {
  if (!wanted.withTotal) return { rows: pageOf(view, rowsSql(view, where, keys, undefined), keys, wanted) };
  const { totals } = view.model;
  const key = JSON.stringify([view.entity.noun, where.sql, where.params]);
  const total = wanted.place?.t ?? totals.get(key);
  if (total !== undefined) return { rows: pageOf(view, rowsSql(view, where, keys, total), keys, wanted), total };
  const page = countedPage(view, where, keys, wanted);
  if (totals.size >= mostTotals) totals.clear();
  totals.set(key, page.total);
  return page;
};
