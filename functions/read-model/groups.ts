import type { Entity } from '#shared/contract/entity.ts';
import { isActor, shapeOf } from '#shared/predicate/comparable.ts';
import type { ResolvedField } from '#shared/predicate/resolve-field.ts';
import { bulkTableOf, cellSql, columnSql, readableSql, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import type { Row } from './database.ts';
import type { ReadModel } from './model.ts';
import { type RefTitles, recordAt, titlesOf } from './records.ts';
import { type Selection, selectionSql } from './selection.ts';
import { type Sums, summing } from './sums.ts';
import { fieldOf, refuse, type View, type Viewer, viewOf } from './view.ts';

export type GroupsQuery = Selection & { readonly by: string; readonly sum?: readonly string[] | undefined };
export type Group = { key: string | number | boolean | null; count: number; sums: Sums };

const maxGroups = 500;

/** The value that groups are made by, one row a value of a list. */
type Grouping = { readonly value: Sql; readonly join: string };

const groupingOf = (view: View, { noun, key, field, through }: ResolvedField): Grouping => {
  const shape = shapeOf(field);
  const isList = shape === 'texts' || shape === 'ids';
  if (shape === 'presence' || (isList && through))
    throw refuse([{ pointer: 'query/by', detail: `${view.entity.label.many} cannot be grouped by ${key}` }]);
  if (isList)
    return {
      value: { sql: field.many ? `json_extract(v.value, '$.value')` : 'v.value', params: [] },
      join: `JOIN ${bulkTableOf(noun)} lb ON lb._n = t._n LEFT JOIN json_each(lb.record, '$."${key}"') v ON true`,
    };
  if (!through) return { value: { sql: columnSql(noun, key, field, 't'), params: [] }, join: '' };
  const readable = readableSql(noun, view.sql, 'h');
  return {
    value: {
      sql: `(SELECT ${columnSql(noun, key, field, 'h')} FROM ${tableOf(noun)} h WHERE h.id = ${cellSql(through.key, 't')} AND (${readable.sql}))`,
      params: readable.params,
    },
    join: '',
  };
};

/** The text as one record of the group has it, of which the value that it is grouped by is folded. */
const writtenText = (view: View, { noun, key, through }: ResolvedField, n: number): unknown => {
  const record = recordAt(view.model, view.entity.noun, n);
  if (!through) return record?.[key];
  const row = view.model.db.get(`SELECT t._n AS n FROM ${tableOf(noun)} t WHERE t.id = ?`, [
    String(record?.[through.key]),
  ]);
  return row && recordAt(view.model, noun, Number(row.n))?.[key];
};

const keyOf = (view: View, resolved: ResolvedField, row: Row): Group['key'] => {
  const { g } = row;
  if (typeof g !== 'string' && typeof g !== 'number') return null;
  switch (shapeOf(resolved.field)) {
    case 'boolean':
      return g === 1;
    case 'instant':
      return new Date(Number(g)).toISOString();
    case 'text': {
      const written = writtenText(view, resolved, Number(row.some));
      return typeof written === 'string' ? written : g;
    }
    default:
      return g;
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
  const { value, join } = groupingOf(view, by);
  const from: Sql = { sql: `FROM ${tableOf(entity.noun)} t ${join} WHERE ${where.sql}`, params: where.params };
  const sums = summing(view, query.sum);
  const rows = model.db.all(
    `SELECT ${value.sql} AS g, min(t._n) AS some, count(*) AS n${sums.columns.sql} ${from.sql} GROUP BY g ORDER BY n DESC, g LIMIT ${maxGroups}`,
    [...value.params, ...sums.columns.params, ...from.params],
  );
  const groups = rows.map((row): Group => ({ key: keyOf(view, by, row), count: Number(row.n), sums: sums.read(row) }));
  return { groups, refs: refsOfGroups(view, by, groups) };
};
