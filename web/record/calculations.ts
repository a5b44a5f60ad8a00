import type { Figures, Sums } from '#web/app/api.ts';
import { strings } from '#web/app/strings.ts';
import { type EntityInfo, fieldOf } from '#web/lib/declarations.ts';
import {
  formatDay,
  formatInstant,
  formatMoney,
  formatMoneyShort,
  formatNumber,
  formatPercent,
} from '#web/lib/format.ts';
import type { FieldInfo } from '#web/ui/field.ts';

/** What can stand at the foot of a column. */
export const calculations = ['sum', 'average', 'min', 'max', 'filled', 'empty'] as const;
export type Calculation = (typeof calculations)[number];

const isCalculation = (text: string | undefined): text is Calculation => calculations.some((known) => known === text);

const isOfDates = (field: FieldInfo): boolean => field.kind === 'date' || field.kind === 'dateTime';

/** The calculations that a field has. */
export const calculationsOf = (field: FieldInfo): readonly Calculation[] => {
  if (field.kind === 'money' || (field.kind === 'number' && !field.isPlain)) return calculations;
  if (field.kind === 'percent' || field.kind === 'number') return ['average', 'min', 'max', 'filled', 'empty'];
  return isOfDates(field) ? ['min', 'max', 'filled', 'empty'] : ['filled', 'empty'];
};

export const calculationName = (field: FieldInfo, calculation: Calculation): string =>
  isOfDates(field) && (calculation === 'min' || calculation === 'max')
    ? strings.calculation.ofDates[calculation]
    : strings.calculation.names[calculation];

/** `average:amount`, as addresses and views keep it; `none:amount` takes away what is there by itself. */
export type Calculations = Readonly<Record<string, Calculation | 'none'>>;

export const toCalculations = (texts: readonly string[]): Calculations =>
  Object.fromEntries(
    texts.flatMap((text) => {
      const [kind, field] = text.split(':');
      return field && (kind === 'none' || isCalculation(kind)) ? [[field, kind] as const] : [];
    }),
  );
export const fromCalculations = (chosen: Calculations): readonly string[] =>
  Object.entries(chosen).map(([field, kind]) => `${kind}:${field}`);

/** What stands at the foot of a column: what was chosen, else the sum of what is summed as a matter of course. */
export const calculationAt = (entity: EntityInfo, chosen: Calculations, key: string): Calculation | undefined => {
  const field = fieldOf(entity, key);
  const wanted = chosen[key];
  if (!field || wanted === 'none' || key.includes('.')) return undefined;
  if (wanted !== undefined) return calculationsOf(field).includes(wanted) ? wanted : undefined;
  return field.kind === 'money' || (field.kind === 'number' && !field.isPlain) ? 'sum' : undefined;
};

const mostSums = 5;
const mostFigures = 20;

/** What is asked of the server for the feet of these columns. */
export const askedOf = (
  entity: EntityInfo,
  chosen: Calculations,
  shown: readonly string[],
): { readonly sum: readonly string[]; readonly figures: readonly string[] } => {
  const wanted = shown.map((key) => [key, calculationAt(entity, chosen, key)] as const);
  return {
    sum: wanted.flatMap(([key, kind]) => (kind === 'sum' ? [key] : [])).slice(0, mostSums),
    figures: wanted
      .flatMap(([key, kind]) =>
        kind === undefined || kind === 'sum' ? [] : [`${kind === 'empty' ? 'filled' : kind}:${key}`],
      )
      .slice(0, mostFigures),
  };
};

export type Answer = { readonly count: number; readonly sums: Sums; readonly figures?: Figures | undefined };

/** Most characters that a column has room for beside the name of the calculation. */
const roomy = 13;

const moneyText = (sums: readonly { readonly amountMinor: number; readonly currency: string }[]): readonly string[] => {
  const full = sums.map(formatMoney).join(' + ');
  return full.length > roomy ? [sums.map(formatMoneyShort).join(' + '), full] : [full, full];
};

/** A sum as a column says it, and in full. */
export const sumText = (sum: Sums[string] | undefined): readonly string[] => {
  if (sum === undefined) return ['', ''];
  return typeof sum === 'number' ? [formatNumber(sum), formatNumber(sum)] : moneyText(sum);
};

/** What a calculation came to, as a column says it and in full; empty strings where there is nothing. */
export const resultText = (
  field: FieldInfo,
  key: string,
  calculation: Calculation,
  { count, sums, figures }: Answer,
): readonly string[] => {
  if (calculation === 'sum') return sumText(sums[key]);
  if (calculation === 'filled' || calculation === 'empty') {
    const filled = figures?.[`filled:${key}`];
    if (typeof filled !== 'number') return ['', ''];
    const n = calculation === 'filled' ? filled : count - filled;
    const share = count === 0 ? '' : formatPercent(Math.round((n / count) * 100));
    const said = share ? strings.calculation.share(formatNumber(n), share) : formatNumber(n);
    return [said, said];
  }
  const value = figures?.[`${calculation}:${key}`];
  const twice = (said: string) => [said, said];
  if (value === undefined || value === null) return ['', ''];
  if (Array.isArray(value)) return moneyText(value);
  if (typeof value === 'number')
    return twice(field.kind === 'percent' ? formatPercent(value) : formatNumber(Math.round(value * 100) / 100));
  if (typeof value === 'string') return twice(field.kind === 'date' ? formatDay(value) : formatInstant(value));
  return ['', ''];
};
