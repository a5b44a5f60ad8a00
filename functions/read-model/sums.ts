import type { Money } from '#shared/contract/field.ts';
import { columnSql } from '#shared/predicate/to-sql.ts';
import type { Row } from './database.ts';
import { currencyColumn } from './schema.ts';
import { fieldOf, refuse, type View } from './view.ts';

export type Sums = Record<string, number | Money[]>;
export type SumField = { readonly key: string; readonly isMoney: boolean };

/** Fields to sum. Throws `invalid-request` for one that has no sum or is not open to the actor. */
export const sumFieldsOf = (view: View, names: readonly string[] | undefined): SumField[] =>
  (names ?? []).map((name) => {
    const { key, field, through } = fieldOf(view, name, 'query/sum');
    if (through || !['number', 'percent', 'money'].includes(field.kind))
      throw refuse([{ pointer: 'query/sum', detail: `${name} has no sum` }]);
    return { key, isMoney: field.kind === 'money' };
  });

/** Columns that sum numbers; money is summed per currency, by a query of its own. */
export const numberSums = (view: View, fields: readonly SumField[]): string =>
  fields
    .filter((f) => !f.isMoney)
    .map(({ key }) => {
      const field = view.entity.allFields[key];
      return field ? `, total(${columnSql(view.entity.noun, key, field, 't')}) AS "sum_${key}"` : '';
    })
    .join('');

export const moneySum = (key: string): string => `sum(t."${key}") AS amount, t.${currencyColumn(key)} AS currency`;

export const moneyOf = (row: Row): Money[] =>
  typeof row.currency === 'string' && row.amount !== null
    ? [{ amountMinor: Number(row.amount), currency: row.currency }]
    : [];
