import { isCustomKey } from '../contract/custom-key.ts';
import type { Entity } from '../contract/entity.ts';
import type { Field } from '../contract/field.ts';
import { separator, shapeOf } from './comparable.ts';
import { criterionOf, type Test, type Viewpoint } from './criterion.ts';
import type { Comparison, Predicate } from './predicate.ts';
import { type FindEntity, resolveField } from './resolve-field.ts';

/** A piece of SQL and the values of its placeholders in order. No value that a user gave is ever part of the text. */
export type Sql = { readonly sql: string; readonly params: readonly (string | number)[] };

export type ToSqlContext = Viewpoint & {
  readonly entity: Entity;
  readonly findEntity: FindEntity;
  /** Which records of another noun may be known, when a predicate reaches there; all where left out. */
  readonly readPredicate?: (noun: string) => Predicate | boolean;
};

/**
 * Table of a noun's comparable values: a column a field, named by its key, and `_n`, the number of the row. Those of custom fields stand
 * together in `_custom`, as JSON by key.
 */
export const tableOf = (noun: string): string => `"r_${noun}"`;
/** Table of what is bulky: the record as JSON and the long texts, by `_n`. */
export const bulkTableOf = (noun: string): string => `"w_${noun}"`;
export const isBulky = (field: Field): boolean => field.kind === 'longText' || field.kind === 'richText';

/** A value of a row by its name; names of custom fields consist of small letters, digits and `_`. */
export const cellSql = (name: string, alias: string): string =>
  isCustomKey(name) ? `json_extract(${alias}._custom, '$."${name}"')` : `${alias}."${name}"`;

/** The comparable value of a field as an expression over the noun's table under an alias. */
export const columnSql = (noun: string, key: string, field: Field, alias: string): string =>
  isBulky(field)
    ? `(SELECT ${cellSql(key, 'b')} FROM ${bulkTableOf(noun)} b WHERE b._n = ${alias}._n)`
    : cellSql(key, alias);

const nothing: Sql = { sql: '0', params: [] };
const everything: Sql = { sql: '1', params: [] };

const fewValues = 20;

const oneOfSql = (column: string, values: readonly (string | number)[], isList: boolean): Sql => {
  if (!isList && values.length === 1) return { sql: `${column} = ?`, params: values };
  if (!isList && values.length <= fewValues)
    return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, params: values };
  if (!isList) return { sql: `${column} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(values)] };
  const needles = values.map((v) => `${separator}${v}${separator}`);
  return needles.length <= fewValues
    ? { sql: `(${needles.map(() => `instr(${column}, ?) > 0`).join(' OR ')})`, params: needles }
    : {
        sql: `EXISTS (SELECT 1 FROM json_each(?) v WHERE instr(${column}, v.value) > 0)`,
        params: [JSON.stringify(needles)],
      };
};

const rangeSql = (column: string, { from, to }: Test & { is: 'range' }): Sql => {
  const bounds = [
    ...(from ? [{ sql: `${column} ${from.isInclusive ? '>=' : '>'} ?`, value: from.value }] : []),
    ...(to ? [{ sql: `${column} ${to.isInclusive ? '<=' : '<'} ?`, value: to.value }] : []),
  ];
  return { sql: bounds.map((b) => b.sql).join(' AND ') || '1', params: bounds.map((b) => b.value) };
};

const testSql = (column: string, test: Test, isList: boolean): Sql => {
  switch (test.is) {
    case 'oneOf':
      return oneOfSql(column, test.values, isList);
    case 'range':
      return rangeSql(column, test);
    case 'containing':
      return { sql: `instr(${column}, ?) > 0`, params: [test.text] };
    case 'beginning':
      return isList
        ? { sql: `instr(${column}, ?) > 0`, params: [separator + test.text] }
        : { sql: `substr(${column}, 1, length(?)) = ?`, params: [test.text, test.text] };
    case 'present':
      return { sql: `${column} IS NOT NULL`, params: [] };
    case 'never':
      return nothing;
  }
};

/** SQLite takes a missing value in a comparison as neither true nor false; a negation has to make up its mind. */
const negate = ({ sql, params }: Sql): Sql => ({ sql: `NOT coalesce((${sql}), 0)`, params });

const comparisonSql = (comparison: Comparison, context: ToSqlContext, alias: string): Sql => {
  const resolved = resolveField(comparison.field, context.entity, context.findEntity);
  if (!resolved) return nothing;
  const { field, key, noun, through } = resolved;
  const { test, isNegated } = criterionOf(field, comparison, context);
  const shape = shapeOf(field);
  const isList = shape === 'texts' || shape === 'ids';
  if (!through) {
    const positive = testSql(columnSql(noun, key, field, alias), test, isList);
    return isNegated ? negate(positive) : positive;
  }
  const further = `${alias}_`;
  const positive = testSql(columnSql(noun, key, field, further), test, isList);
  const readable = readableSql(noun, context, further);
  // not correlated, so that the records that match are looked for once and not once a row
  const reached: Sql = {
    sql: `${cellSql(through.key, alias)} IN (SELECT ${further}.id FROM ${tableOf(noun)} ${further} WHERE (${readable.sql}) AND (${positive.sql}))`,
    params: [...readable.params, ...positive.params],
  };
  return isNegated ? negate(reached) : reached;
};

const joined = (parts: readonly Predicate[], operator: 'AND' | 'OR', context: ToSqlContext, alias: string): Sql => {
  if (parts.length === 0) return operator === 'AND' ? everything : nothing;
  const pieces = parts.map((p) => toSql(p, context, alias));
  return { sql: pieces.map((p) => `(${p.sql})`).join(` ${operator} `), params: pieces.flatMap((p) => p.params) };
};

/** The condition under which a noun's records may be known, over its table under an alias. */
export const readableSql = (noun: string, context: ToSqlContext, alias: string): Sql => {
  const readable = context.readPredicate?.(noun) ?? true;
  if (typeof readable === 'boolean') return readable ? everything : nothing;
  const entity = context.findEntity(noun);
  return entity ? toSql(readable, { ...context, entity }, alias) : nothing;
};

/** A predicate as a condition over the noun's table under an alias. Agrees with `evaluate` over the same records. */
export const toSql = (predicate: Predicate, context: ToSqlContext, alias = 't'): Sql => {
  if ('and' in predicate) return joined(predicate.and, 'AND', context, alias);
  if ('or' in predicate) return joined(predicate.or, 'OR', context, alias);
  if ('not' in predicate) return negate(toSql(predicate.not, context, alias));
  return comparisonSql(predicate, context, alias);
};
