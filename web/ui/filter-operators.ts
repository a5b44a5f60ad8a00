import type { Comparison, Operator, RelativeSpan } from '#shared/predicate/predicate.ts';
import type { FieldInfo } from './field.ts';

/** What stands between field and value in the filter builder: an operator, or one with its value built in. */
export type Relation = {
  readonly id: string;
  readonly label: string;
  readonly op: Operator;
  readonly input: 'same' | 'several' | 'two' | 'span' | 'none';
  /** The value of a relation that asks for none. */
  readonly value?: Comparison['value'];
};

const relation = (
  id: string,
  label: string,
  op: Operator,
  input: Relation['input'],
  value?: Comparison['value'],
): Relation => ({
  id,
  label,
  op,
  input,
  ...(value !== undefined && { value }),
});

const isEmpty = relation('isEmpty', 'is empty', 'isEmpty', 'none');
const isNotEmpty = relation('isNotEmpty', 'is not empty', 'isNotEmpty', 'none');
const textual = [
  relation('contains', 'contains', 'contains', 'same'),
  relation('notContains', 'does not contain', 'notContains', 'same'),
  relation('startsWith', 'starts with', 'startsWith', 'same'),
  relation('eq', 'is', 'eq', 'same'),
  relation('ne', 'is not', 'ne', 'same'),
  relation('in', 'is any of', 'in', 'several'),
  relation('notIn', 'is none of', 'notIn', 'several'),
  isEmpty,
  isNotEmpty,
];
const numeric = [
  relation('eq', 'is', 'eq', 'same'),
  relation('gte', 'is at least', 'gte', 'same'),
  relation('lte', 'is at most', 'lte', 'same'),
  relation('gt', 'is more than', 'gt', 'same'),
  relation('lt', 'is less than', 'lt', 'same'),
  relation('between', 'is between', 'between', 'two'),
  isEmpty,
  isNotEmpty,
];
const temporal = [
  relation('within', 'is', 'within', 'span'),
  relation('gte', 'is on or after', 'gte', 'same'),
  relation('lte', 'is on or before', 'lte', 'same'),
  relation('between', 'is between', 'between', 'two'),
  isEmpty,
  isNotEmpty,
];
const chosen = [
  relation('in', 'is any of', 'in', 'several'),
  relation('notIn', 'is none of', 'notIn', 'several'),
  isEmpty,
  isNotEmpty,
];
const mine = [relation('isMe', 'is me', 'eq', 'none', '@me'), relation('isNotMe', 'is not me', 'ne', 'none', '@me')];
const ourTeams = [relation('isMyTeam', 'is one of my teams', 'in', 'none', '@myTeams')];
const truth = [relation('yes', 'is yes', 'eq', 'none', true), relation('no', 'is no', 'ne', 'none', true)];

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
  [{ this: 'day' }, 'today'],
  [{ this: 'week' }, 'this week'],
  [{ this: 'month' }, 'this month'],
  [{ this: 'quarter' }, 'this quarter'],
  [{ this: 'year' }, 'this year'],
  [{ before: 'now' }, 'in the past'],
  [{ after: 'now' }, 'in the future'],
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
  if ('last' in span) return `in the last ${span.last} ${span.unit}${span.last === 1 ? '' : 's'}`;
  if ('next' in span) return `in the next ${span.next} ${span.unit}${span.next === 1 ? '' : 's'}`;
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
