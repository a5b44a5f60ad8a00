import type { Money } from '#shared/contract/field.ts';
import { cellSql, columnSql, type Sql } from '#shared/predicate/to-sql.ts';
import type { Row } from './database.ts';
import { currencyField, currencyName } from './schema.ts';
import { fieldOf, refuse, type View } from './view.ts';

export type Sums = Record<string, number | Money[]>;

/** Columns of a query that sum something, each beginning with a comma, and how a row of it is read. */
export type Summing<T> = { readonly columns: Sql; readonly read: (row: Row) => T };

/** Aggregates of SQLite that money is taken together by. */
type Aggregate = 'sum' | 'avg' | 'min' | 'max';

/**
 * Money taken together per currency, by one filtered aggregate for each that the field was ever seen with: grouping by the currency would
 * sort all rows, which takes four times as long. Sums are of floating point, exact to 2^53 and without an overflow beyond.
 */
export const moneySums = (
  view: View,
  key: string,
  expression: string,
  name: string,
  aggregate: Aggregate = 'sum',
): Summing<Money[]> => {
  const column = cellSql(currencyName(key), 't');
  const currencies = view.model.db
    .all('SELECT code FROM currency WHERE field = ? ORDER BY code', [currencyField(view.entity.noun, key)])
    .map((row) => String(row.code));
  return {
    columns: {
      sql: currencies
        .map((_, i) => `, ${aggregate}(${expression} * 1.0) FILTER (WHERE ${column} = ?) AS "${name}_${i}"`)
        .join(''),
      params: currencies,
    },
    read: (row) =>
      currencies.flatMap((currency, i) => {
        const sum = row[`${name}_${i}`];
        return typeof sum === 'number' ? [{ amountMinor: Math.round(sum), currency }] : [];
      }),
  };
};

/** Sums of the fields that a query names. Throws `invalid-request` for one that has no sum or is not open to the actor. */
export const summing = (view: View, names: readonly string[] | undefined): Summing<Sums> => {
  const parts = (names ?? []).map((name, i): Summing<readonly [string, Sums[string]]> => {
    const { noun, key, field, through } = fieldOf(view, name, 'query/sum');
    if (through || !['number', 'percent', 'money'].includes(field.kind))
      throw refuse([{ pointer: 'query/sum', detail: `${name} has no sum` }]);
    const column = columnSql(noun, key, field, 't');
    if (field.kind !== 'money')
      return {
        columns: { sql: `, total(${column}) AS s${i}`, params: [] },
        read: (row) => [key, Number(row[`s${i}`] ?? 0)],
      };
    const money = moneySums(view, key, column, `s${i}`);
    return { columns: money.columns, read: (row) => [key, money.read(row)] };
  });
  return {
    columns: { sql: parts.map((p) => p.columns.sql).join(''), params: parts.flatMap((p) => p.columns.params) },
    read: (row) => Object.fromEntries(parts.map((p) => p.read(row))),
  };
};
