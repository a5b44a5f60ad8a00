import type { Comparison, Operator, RelativeSpan } from '#shared/predicate/predicate.ts';
import type { FieldInfo } from './field.ts';
import { text } from './text.ts';

/** What stands between field and value in the filter builder: an operator, or one with its value built in. */
export type Relation = {
  readonly id: string;
  /** What stands between field and value where it is chosen, and before the value where the field's name stands in front of both. */
  readonly label: string;
  readonly short: string;
  readonly op: Operator;
  readonly input: 'same' | 'several' | 'two' | 'span' | 'none';
  /** The value of a relation that asks for none. */
  readonly value?: Comparison['value'];
};

type Said = keyof typeof text.filter.relations;
const short: Readonly<Partial<Record<Said, string>>> = text.filter.short;

const relation = (
  id: Said,
  op: Operator,
  input: Relation['input'],
  value?: Comparison['value'],
  /** Days are not "at least", they are "on or after". */
  said: Said = id,
): Relation => ({
  id,
  label: text.filter.relations[said],
  short: short[said] ?? text.filter.relations[said],
  op,
  input,
  ...(value !== undefined && { value }),
});

const isEmpty = relation('isEmpty', 'isEmpty', 'none');
const isNotEmpty = relation('isNotEmpty', 'isNotEmpty', 'none');
const textual = [
  relation('contains', 'contains', 'same'),
  relation('notContains', 'notContains', 'same'),
  relation('startsWith', 'startsWith', 'same'),
  relation('eq', 'eq', 'same'),
  relation('ne', 'ne', 'same'),
  relation('in', 'in', 'several'),
  relation('notIn', 'notIn', 'several'),
  isEmpty,
  isNotEmpty,
];
const numeric = [
  relation('eq', 'eq', 'same'),
  relation('gte', 'gte', 'same'),
  relation('lte', 'lte', 'same'),
  relation('gt', 'gt', 'same'),
  relation('lt', 'lt', 'same'),
  relation('between', 'between', 'two'),
  isEmpty,
  isNotEmpty,
];
const temporal = [
  relation('within', 'within', 'span'),
  relation('gte', 'gte', 'same', undefined, 'from'),
  relation('lte', 'lte', 'same', undefined, 'until'),
  relation('between', 'between', 'two'),
  isEmpty,
  isNotEmpty,
];
const chosen = [relation('in', 'in', 'several'), relation('notIn', 'notIn', 'several'), isEmpty, isNotEmpty];
const mine = [relation('isMe', 'eq', 'none', '@me'), relation('isNotMe', 'ne', 'none', '@me')];
const ourTeams = [relation('isMyTeam', 'in', 'none', '@myTeams')];
const truth = [relation('yes', 'eq', 'none', true), relation('no', 'ne', 'none', true)];

/** Fields that a filter can ask about. */
export const isFilterable = (field: FieldInfo): boolean =>
  field.kind !== 'file' && (field.kind !== 'json' || field.isLabels === true);

/** What can be asked of a field, the commonest first. */
export const relationsOf = (field: FieldInfo): readonly Relation[] => {
  switch (field.kind) {
    case 'number':
    case 'money':
    case 'percent':
      return numeric;
    case 'date':
    case 'dateTime':
      return temporal;
    case 'boolean':
      return truth;
    case 'enum':
    case 'multiEnum':
      return chosen;
    case 'ref':
    case 'multiRef':
      return field.target === 'user'
        ? [...mine, ...chosen]
        : field.target === 'team'
          ? [...ourTeams, ...chosen]
          : chosen;
    default:
      return textual;
  }
};

/** The relation that a comparison was made with. */
export const relationIn = (field: FieldInfo, comparison: Comparison): Relation | undefined => {
  const all = relationsOf(field).filter((r) => r.op === comparison.op);
  return (
    all.find((r) => r.input === 'none' && r.value === comparison.value) ??
    all.find((r) => r.value === undefined) ??
    all[0]
  );
};

/** True where a comparison asks something: its value is there and is whole. */
export const isComplete = (field: FieldInfo | undefined, comparison: Comparison): boolean => {
  const found = field && relationIn(field, comparison);
  if (!found) return false;
  const value = comparison.value;
  if (found.input === 'none') return true;
  if (found.input === 'two')
    return Array.isArray(value) && value.length === 2 && value.every((v) => v !== '' && v !== undefined);
  if (found.input === 'several') return Array.isArray(value) && value.length > 0;
  return value !== undefined && value !== '';
};

export const units = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Unit = (typeof units)[number];

const spanNames: readonly (readonly [RelativeSpan, string])[] = [
  [{ this: 'day' }, text.filter.spans.day],
  [{ this: 'week' }, text.filter.spans.week],
  [{ this: 'month' }, text.filter.spans.month],
  [{ this: 'quarter' }, text.filter.spans.quarter],
  [{ this: 'year' }, text.filter.spans.year],
  [{ before: 'now' }, text.filter.spans.past],
  [{ after: 'now' }, text.filter.spans.future],
];
/** Spans without a number, with their names. */
export const fixedSpans: readonly { readonly id: string; readonly label: string; readonly span: RelativeSpan }[] =
  spanNames.map(([span, label]) => ({ id: JSON.stringify(span), label, span }));

export const isSpan = (value: unknown): value is RelativeSpan =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** "next 30 days" */
export const describeSpan = (span: RelativeSpan): string => {
  const fixed = fixedSpans.find((s) => s.id === JSON.stringify(span));
  if (fixed) return fixed.label;
  if ('last' in span) return text.filter.lastOf(span.last, span.unit);
  if ('next' in span) return text.filter.nextOf(span.next, span.unit);
  return '';
};

/** The comparison that a field begins with. */
export const firstComparison = (key: string, field: FieldInfo): Comparison => {
  const [relation] = relationsOf(field);
  return {
    field: key,
    op: relation?.op ?? 'eq',
    ...(relation?.value !== undefined && { value: relation.value }),
    ...(relation?.input === 'span' && { value: { this: 'month' as const } }),
  };
};
