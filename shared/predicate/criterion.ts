import type { Field } from '../contract/field.ts';
import { comparableText, shapeOf } from './comparable.ts';
import type { Comparison, Operator, RelativeSpan } from './predicate.ts';
import { dayAfter, dayAt, daysOf, startOfDayMs } from './relative-dates.ts';

/** From whose view a predicate is read. */
export type Viewpoint = {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA name; UTC where unknown. */
  readonly timeZone: string;
  /** Who `@me` and `@myTeams` are. */
  readonly actor: { readonly id: string; readonly teamIds: readonly string[] };
};

type Bound = { readonly value: string | number; readonly isInclusive: boolean };

/** What is asked of a comparable value (`comparableOf`). A missing value meets none of these. */
export type Test =
  | { readonly is: 'oneOf'; readonly values: readonly (string | number)[] }
  | { readonly is: 'range'; readonly from?: Bound; readonly to?: Bound }
  | { readonly is: 'containing'; readonly text: string }
  | { readonly is: 'beginning'; readonly text: string }
  | { readonly is: 'present' }
  | { readonly is: 'never' };

/** A comparison in its plain form, which both interpreters carry out. Negated ones hold for missing values too. */
export type Criterion = { readonly test: Test; readonly isNegated: boolean };

const never: Test = { is: 'never' };
const positiveOf: Partial<Record<Operator, Operator>> = {
  ne: 'eq',
  notIn: 'in',
  notContains: 'contains',
  isEmpty: 'isNotEmpty',
};

/** True for a day that the calendar has, `YYYY-MM-DD`. */
export const isDay = (value: unknown): value is string => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const ms = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(value);
};
/** True for an instant in UTC, `YYYY-MM-DDTHH:MM(:SS(.sss))Z`. */
export const isInstant = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z$/.test(value) &&
  Number.isFinite(Date.parse(value));

const operandsOf = (field: Field, value: unknown, view: Pick<Viewpoint, 'actor'>): (string | number)[] => {
  if (Array.isArray(value)) return value.flatMap((v: unknown) => (Array.isArray(v) ? [] : operandsOf(field, v, view)));
  switch (shapeOf(field)) {
    case 'text':
    case 'texts': {
      const text = typeof value === 'string' ? comparableText(field, value) : '';
      return text === '' ? [] : [text];
    }
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? [value] : [];
    case 'boolean':
      return typeof value === 'boolean' ? [Number(value)] : [];
    case 'id':
    case 'ids':
      if (value === '@me') return [view.actor.id];
      if (value === '@myTeams') return [...view.actor.teamIds];
      return typeof value === 'string' ? [value] : [];
    default:
      return [];
  }
};

/** First value that a day or an instant stands for in a field, and the first one after it. */
const spanOfMoment = (field: Field, value: unknown, view: Viewpoint): readonly [Bound, Bound] | undefined => {
  const isDate = field.kind === 'date';
  if (isDay(value)) {
    const after = dayAfter(value);
    return isDate
      ? [
          { value, isInclusive: true },
          { value: after, isInclusive: false },
        ]
      : [
          { value: startOfDayMs(value, view.timeZone), isInclusive: true },
          { value: startOfDayMs(after, view.timeZone), isInclusive: false },
        ];
  }
  if (!isInstant(value)) return undefined;
  if (isDate) return spanOfMoment(field, dayAt(Date.parse(value), view.timeZone), view);
  const ms = Date.parse(value);
  return [
    { value: ms, isInclusive: true },
    { value: ms, isInclusive: true },
  ];
};

const opposite = ({ value, isInclusive }: Bound): Bound => ({ value, isInclusive: !isInclusive });

const testOfMoment = (field: Field, op: Operator, value: unknown, view: Viewpoint): Test => {
  if (op === 'between') {
    const [low, high] = Array.isArray(value)
      ? [spanOfMoment(field, value[0], view), spanOfMoment(field, value[1], view)]
      : [];
    return low && high ? { is: 'range', from: low[0], to: high[1] } : never;
  }
  const span = spanOfMoment(field, value, view);
  if (!span) return never;
  const [first, after] = span;
  switch (op) {
    case 'eq':
      return { is: 'range', from: first, to: after };
    case 'lt':
      return { is: 'range', to: opposite(first) };
    case 'lte':
      return { is: 'range', to: after };
    case 'gt':
      return { is: 'range', from: opposite(after) };
    case 'gte':
      return { is: 'range', from: first };
    default:
      return never;
  }
};

const testOfSpan = (field: Field, span: RelativeSpan, view: Viewpoint): Test => {
  if (field.kind === 'dateTime' && ('before' in span || 'after' in span))
    return 'before' in span
      ? { is: 'range', to: { value: view.now, isInclusive: false } }
      : { is: 'range', from: { value: view.now, isInclusive: false } };
  const { from, to } = daysOf(span, dayAt(view.now, view.timeZone));
  const at = (day: string): string | number => (field.kind === 'date' ? day : startOfDayMs(day, view.timeZone));
  return {
    is: 'range',
    ...(from !== undefined && { from: { value: at(from), isInclusive: true } }),
    ...(to !== undefined && { to: { value: at(to), isInclusive: false } }),
  };
};

const testOfOrder = (field: Field, op: Operator, value: unknown, view: Viewpoint): Test => {
  const [first, second] = operandsOf(field, value, view);
  if (first === undefined) return never;
  switch (op) {
    case 'lt':
    case 'lte':
      return { is: 'range', to: { value: first, isInclusive: op === 'lte' } };
    case 'gt':
    case 'gte':
      return { is: 'range', from: { value: first, isInclusive: op === 'gte' } };
    default:
      return second === undefined
        ? never
        : { is: 'range', from: { value: first, isInclusive: true }, to: { value: second, isInclusive: true } };
  }
};

const isSpan = (value: unknown): value is RelativeSpan =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const positiveTest = (field: Field, op: Operator, value: unknown, view: Viewpoint): Test => {
  if (op === 'isNotEmpty') return { is: 'present' };
  const isMoment = field.kind === 'date' || field.kind === 'dateTime';
  if (op === 'within') return isMoment && isSpan(value) ? testOfSpan(field, value, view) : never;
  if (isMoment && op !== 'in') return testOfMoment(field, op, value, view);
  const operands = operandsOf(field, value, view);
  switch (op) {
    case 'eq':
    case 'in':
      return operands.length === 0 ? never : { is: 'oneOf', values: operands };
    case 'contains':
    case 'startsWith': {
      const [text] = operands;
      return typeof text === 'string' ? { is: op === 'contains' ? 'containing' : 'beginning', text } : never;
    }
    default:
      return testOfOrder(field, op, value, view);
  }
};

/** Brings a comparison into its plain form. What makes no sense for the field (see `checkPredicate`) is met by nothing. */
export const criterionOf = (field: Field, { op, value }: Omit<Comparison, 'field'>, view: Viewpoint): Criterion => {
  const positive = positiveOf[op];
  return { test: positiveTest(field, positive ?? op, value, view), isNegated: positive !== undefined };
};
