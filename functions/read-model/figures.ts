import type { Money } from '#shared/contract/field.ts';
import type { FigureKind } from '#shared/contract/standard-routes.ts';
import { shapeOf } from '#shared/predicate/comparable.ts';
import { columnSql } from '#shared/predicate/to-sql.ts';
import type { Row } from './database.ts';
import { moneySums, type Summing } from './sums.ts';
import { fieldOf, refuse, type View } from './view.ts';

type Figure = number | string | Money[] | null;
export type Figures = Record<string, Figure>;

const aggregates = { average: 'avg', min: 'min', max: 'max' } as const;

/** Shapes of which there is more than the count of values. */
const measured: Readonly<Record<string, readonly FigureKind[]>> = {
  number: ['average', 'min', 'max'],
  date: ['min', 'max'],
  instant: ['min', 'max'],
};

const figureOf = (view: View, asked: string, name: string): Summing<Figure> => {
  const [kind, path = ''] = asked.split(':');
  const { noun, key, field, through } = fieldOf(view, path, 'query/figures');
  const column = columnSql(noun, key, field, 't');
  const of = (sql: string, read: (row: Row) => Figure): Summing<Figure> => ({
    columns: { sql: `, ${sql} AS "${name}"`, params: [] },
    read,
  });
  if (kind === 'filled' && !through) return of(`count(${column})`, (row) => Number(row[name] ?? 0));
  const shape = shapeOf(field);
  if (
    through ||
    !measured[shape]?.some((known) => known === kind) ||
    !(kind === 'average' || kind === 'min' || kind === 'max')
  )
    throw refuse([{ pointer: 'query/figures', detail: `${path} has no ${kind}` }]);
  if (field.kind === 'money') return moneySums(view, key, column, name, aggregates[kind]);
  return of(`${aggregates[kind]}(${column})`, (row) => {
    const value = row[name];
    if (typeof value !== 'number') return typeof value === 'string' ? value : null;
    return shape === 'instant' ? new Date(value).toISOString() : value;
  });
};

/** Averages, extremes and counts of values, by what was asked. Throws `invalid-request` for what a field does not have or the actor may not see. */
export const figuring = (view: View, asked: readonly string[] | undefined): Summing<Figures> => {
  const parts = (asked ?? []).map((one, i) => ({ one, figure: figureOf(view, one, `f${i}`) }));
  return {
    columns: {
      sql: parts.map(({ figure }) => figure.columns.sql).join(''),
      params: parts.flatMap(({ figure }) => figure.columns.params),
    },
    read: (row) => Object.fromEntries(parts.map(({ one, figure }) => [one, figure.read(row)])),
  };
};
