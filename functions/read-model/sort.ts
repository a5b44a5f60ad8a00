import type { Entity } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import type { ResolvedField } from '#shared/predicate/resolve-field.ts';
import { cellSql, columnSql, readableSql, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import type { Value } from './database.ts';
import { fieldOf, type View } from './view.ts';

/** One key of an order: what is compared, and whether it descends. Missing values come last either way. */
export type SortKey = { readonly value: Sql; readonly isDescending: boolean };

/** Choices are ordered as they were declared; their ids are names from the declaration, never from a user. */
const choiceSql = (column: string, field: Field): string =>
  `CASE ${column} ${(field.options ?? []).map(({ id }, i) => `WHEN '${id.replaceAll("'", "''")}' THEN ${i}`).join(' ')} END`;

/** References are ordered by the titles that the actor may know. */
const titleSql = (view: View, target: Entity, column: string, alias: string): Sql => {
  const readable = readableSql(target.noun, view.sql, alias);
  const title = target.allFields[target.title];
  if (!title || !view.policy.readable(target.noun, target.title)) return { sql: 'NULL', params: [] };
  return {
    sql: `(SELECT ${columnSql(target.noun, target.title, title, alias)} FROM ${tableOf(target.noun)} ${alias} WHERE ${alias}.id = ${column} AND (${readable.sql}))`,
    params: readable.params,
  };
};

const ownValueSql = (view: View, { noun, key, field }: Omit<ResolvedField, 'through'>, alias: string): Sql => {
  const column = columnSql(noun, key, field, alias);
  const target = field.kind === 'ref' && field.target && key !== 'id' ? view.model.findEntity(field.target) : undefined;
  if (target) return titleSql(view, target, column, `${alias}s`);
  return { sql: field.kind === 'enum' ? choiceSql(column, field) : column, params: [] };
};

/** What a record is ordered by for a field, its own or one of a record that it refers to. */
export const orderedValueSql = (view: View, resolved: ResolvedField): Sql => {
  const { noun, through } = resolved;
  if (!through) return ownValueSql(view, resolved, 't');
  const value = ownValueSql(view, resolved, 'h');
  const readable = readableSql(noun, view.sql, 'h');
  return {
    sql: `(SELECT ${value.sql} FROM ${tableOf(noun)} h WHERE h.id = ${cellSql(through.key, 't')} AND (${readable.sql}))`,
    params: [...value.params, ...readable.params],
  };
};

/** The order of a list that asks for none: what has a place of its own by that, what is set up by name, all else by its last change. */
const usualOrder = (entity: Entity): readonly string[] => {
  if (Object.hasOwn(entity.fields, 'order')) return ['order', entity.title];
  return entity.group === 'settings' ? [entity.title] : ['-updatedAt'];
};

/** The keys of an order, e.g. `['-amount', 'name']`. Throws `invalid-request` for a field that is not there or hidden. */
export const sortKeysOf = (view: View, sort: readonly string[] | undefined): SortKey[] => {
  const usual = usualOrder(view.entity).filter((f) => view.policy.readable(view.entity.noun, f.replace('-', '')));
  return (sort ?? usual).map((part) => {
    const isDescending = part.startsWith('-');
    return {
      isDescending,
      value: orderedValueSql(view, fieldOf(view, isDescending ? part.slice(1) : part, 'query/sort')),
    };
  });
};

/** ORDER BY over the columns `k0`, `k1`, … and the id, which breaks ties. */
export const orderSql = (keys: readonly SortKey[]): string =>
  [...keys.map(({ isDescending }, i) => `k${i} ${isDescending ? 'DESC' : 'ASC'} NULLS LAST`), 't.id ASC'].join(', ');

/** Condition for what comes after a row with these key values and this id, in the order of `orderSql`. */
export const afterSql = (keys: readonly SortKey[], values: readonly Value[], id: string): Sql => {
  const branches: Sql[] = [];
  const same: Sql[] = [];
  for (const [i, { isDescending }] of keys.entries()) {
    const value = values[i] ?? null;
    if (value !== null) {
      const later = `(k${i} ${isDescending ? '<' : '>'} ? OR k${i} IS NULL)`;
      branches.push({
        sql: [...same.map((s) => s.sql), later].join(' AND '),
        params: [...same.flatMap((s) => s.params), value],
      });
    }
    same.push(value === null ? { sql: `k${i} IS NULL`, params: [] } : { sql: `k${i} = ?`, params: [value] });
  }
  branches.push({
    sql: [...same.map((s) => s.sql), 'id > ?'].join(' AND '),
    params: [...same.flatMap((s) => s.params), id],
  });
  return { sql: branches.map((b) => `(${b.sql})`).join(' OR '), params: branches.flatMap((b) => b.params) };
};
