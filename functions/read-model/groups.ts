import type { Entity } from '#shared/contract/entity.ts';
import { isActor, shapeOf } from '#shared/predicate/comparable.ts';
import type { ResolvedField } from '#shared/predicate/resolve-field.ts';
import { bulkTableOf, columnSql, readableSql, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import type { Row } from './database.ts';
import type { ReadModel } from './model.ts';
import { type RefTitles, titlesOf } from './records.ts';
import { currencyColumn } from './schema.ts';
import { type Selection, selectionSql } from './selection.ts';
import { moneyOf, moneySum, numberSums, type Sums, sumFieldsOf } from './sums.ts';
import { fieldOf, refuse, type View, type Viewer, viewOf } from './view.ts';

export type GroupsQuery = Selection & { readonly by: string; readonly sum?: readonly string[] | undefined };
export type Group = { key: string | number | boolean | null; count: number; sums: Sums };

const maxGroups = 500;

/** The value that groups are made by, as `g`, one row a value of a list; and how it is written, as `shown`. */
type Grouping = { readonly value: Sql; readonly shown: Sql; readonly join: string };

const holderOf = (view: View, { noun, through }: ResolvedField, expression: string): Sql => {
  if (!through) return { sql: expression, params: [] };
  const readable = readableSql(noun, view.sql, 'h');
  return {
    sql: `(SELECT ${expression} FROM ${tableOf(noun)} h WHERE h.id = t."${through.key}" AND (${readable.sql}))`,
    params: readable.params,
  };
};

/** The value as it was written, of which the comparable one is folded. Keys of fields are names from the declaration. */
const writtenSql = (noun: string, key: string, alias: string): string =>
  `(SELECT json_extract(b.record, '$."${key}"') FROM ${bulkTableOf(noun)} b WHERE b._n = ${alias}._n)`;

const groupingOf = (view: View, resolved: ResolvedField): Grouping => {
  const { noun, key, field, through } = resolved;
  const shape = shapeOf(field);
  const alias = through ? 'h' : 't';
  if (shape === 'presence' || ((shape === 'texts' || shape === 'ids') && through))
    throw refuse([{ pointer: 'query/by', detail: `${view.entity.label.many} cannot be grouped by ${key}` }]);
  if (shape === 'texts' || shape === 'ids') {
    const element = field.many ? `json_extract(v.value, '$.value')` : 'v.value';
    return {
      value: { sql: element, params: [] },
      shown: { sql: `min(${element})`, params: [] },
      join: `JOIN ${bulkTableOf(noun)} lb ON lb._n = t._n LEFT JOIN json_each(lb.record, '$."${key}"') v ON true`,
    };
  }
  const value = holderOf(view, resolved, columnSql(noun, key, field, alias));
  const written = holderOf(view, resolved, writtenSql(noun, key, alias));
  return {
    value,
    shown: shape === 'text' ? { sql: `min(${written.sql})`, params: written.params } : { sql: 'NULL', params: [] },
    join: '',
  };
};

const keyOf = (resolved: ResolvedField, row: Row): Group['key'] => {
  const shown = row.shown ?? row.g;
  if (typeof shown !== 'string' && typeof shown !== 'number') return null;
  switch (shapeOf(resolved.field)) {
    case 'boolean':
      return shown === 1;
    case 'instant':
      return typeof shown === 'number' ? new Date(shown).toISOString() : shown;
    default:
      return shown;
  }
};

const refsOfGroups = (view: View, { field }: ResolvedField, groups: readonly Group[]): RefTitles => {
  const noun = field.target ?? (isActor(field) ? 'user' : undefined);
  const ids = groups.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  return noun ? titlesOf(view.model, view, new Map([[noun, new Set(ids)]])) : {};
};

/** One row a value of a field, with counts and sums, the largest first; at most 500. Of a list each of its values counts. */
export const groupRecords = (
  model: ReadModel,
  entity: Entity,
  query: GroupsQuery,
  viewer: Viewer,
): { groups: Group[]; refs: RefTitles } => {
  const view = viewOf(model, entity, viewer);
  const where = selectionSql(view, query);
  const by = fieldOf(view, query.by, 'query/by');
  const fields = sumFieldsOf(view, query.sum);
  const { value, shown, join } = groupingOf(view, by);
  const from = `FROM ${tableOf(entity.noun)} t ${join} WHERE ${where.sql}`;
  const rows = model.db.all(
    `SELECT ${value.sql} AS g, ${shown.sql} AS shown, count(*) AS n${numberSums(view, fields)} ${from} GROUP BY g ORDER BY n DESC, g LIMIT ${maxGroups}`,
    [...value.params, ...shown.params, ...where.params],
  );
  const money = new Map<string, Map<unknown, ReturnType<typeof moneyOf>>>();
  for (const { key } of fields.filter((f) => f.isMoney)) {
    const sums = new Map<unknown, ReturnType<typeof moneyOf>>();
    const found = model.db.all(
      `SELECT ${value.sql} AS g, ${moneySum(key)} ${from} GROUP BY g, t.${currencyColumn(key)}`,
      [...value.params, ...where.params],
    );
    for (const row of found) sums.set(row.g, [...(sums.get(row.g) ?? []), ...moneyOf(row)]);
    money.set(key, sums);
  }
  const groups = rows.map(
    (row): Group => ({
      key: keyOf(by, row),
      count: Number(row.n),
      sums: Object.fromEntries(
        fields.map(({ key, isMoney }) => [
          key,
          isMoney ? (money.get(key)?.get(row.g) ?? []) : Number(row[`sum_${key}`] ?? 0),
        ]),
      ),
    }),
  );
  return { groups, refs: refsOfGroups(view, by, groups) };
};
