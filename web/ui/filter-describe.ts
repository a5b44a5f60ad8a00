import type { Comparison, Predicate } from '#shared/predicate/predicate.ts';
import { defaultCurrency, formatDay, formatInstant, formatMoney, formatNumber } from '#web/lib/format.ts';
import type { FieldInfo } from './field.ts';
import { describeSpan, isSpan, relationIn } from './filter-operators.ts';
import { text } from './text.ts';

type TitleOf = (noun: string, id: string) => string | undefined;

const oneValue = (field: FieldInfo, value: unknown, titleOf: TitleOf): string => {
  if (typeof value === 'number')
    return field.kind === 'money'
      ? formatMoney({ amountMinor: value, currency: defaultCurrency() })
      : formatNumber(value);
  if (value === '@me') return text.filter.me;
  if (typeof value !== 'string') return String(value);
  if (field.kind === 'date') return formatDay(value.slice(0, 10));
  if (field.kind === 'dateTime') return formatInstant(value);
  if (field.target) return titleOf(field.target, value) ?? '…';
  return field.options?.find((option) => option.id === value)?.label ?? value;
};

/** What a comparison asks, in words without the field's label. */
export const describeComparison = (field: FieldInfo, comparison: Comparison, titleOf: TitleOf): string => {
  const relation = relationIn(field, comparison);
  if (!relation) return comparison.op;
  if (relation.input === 'none') return relation.label;
  const { value } = comparison;
  if (isSpan(value)) return describeSpan(value);
  if (Array.isArray(value)) {
    const words = value.map((v) => oneValue(field, v, titleOf));
    const shown =
      words.length > 2
        ? `${words.slice(0, 2).join(', ')} +${words.length - 2}`
        : words.join(relation.input === 'two' ? ' – ' : ', ');
    return relation.id === 'in' || relation.input === 'two' ? shown : `${relation.short} ${shown}`;
  }
  const words = oneValue(field, value, titleOf);
  return relation.id === 'eq' ? words : `${relation.short} ${words}`;
};

export const isComparison = (predicate: Predicate): predicate is Comparison => 'field' in predicate;

/** How many comparisons a predicate has. */
export const comparisonsIn = (predicate: Predicate): number => {
  if ('and' in predicate) return predicate.and.reduce((n, p) => n + comparisonsIn(p), 0);
  if ('or' in predicate) return predicate.or.reduce((n, p) => n + comparisonsIn(p), 0);
  return 'not' in predicate ? comparisonsIn(predicate.not) : 1;
};

/** The parts that must all hold. */
export const partsOf = (predicate: Predicate | undefined): readonly Predicate[] =>
  predicate === undefined ? [] : 'and' in predicate ? predicate.and : [predicate];

/** One predicate for parts that must all hold; none where there are none. */
export const allOf = (parts: readonly Predicate[]): Predicate | undefined => {
  const [only] = parts;
  return parts.length > 1 ? { and: parts } : only;
};
