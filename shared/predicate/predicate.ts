import * as z from 'zod';
import { fieldPathPattern } from '../contract/custom-key.ts';

/** Comparison operators; which of them a field takes follows from its kind (`operatorsOf`). */
export const operators = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'in',
  'notIn',
  'contains',
  'notContains',
  'startsWith',
  'isEmpty',
  'isNotEmpty',
  'within',
] as const;
export type Operator = (typeof operators)[number];

/** Spans relative to the moment and the actor's time zone; weeks begin on Monday. */
export const relativeUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;
export const relativeSpanSchema = z.union([
  z.strictObject({ this: z.enum(relativeUnits) }),
  z.strictObject({ last: z.int().min(1).max(3660), unit: z.enum(relativeUnits) }),
  z.strictObject({ next: z.int().min(1).max(3660), unit: z.enum(relativeUnits) }),
  z.strictObject({ before: z.literal('now') }),
  z.strictObject({ after: z.literal('now') }),
]);
export type RelativeSpan = z.infer<typeof relativeSpanSchema>;

// predicates are stored as well: numbers that DynamoDB and the SDK can hold
const storedNumber = z
  .number()
  .min(-1e15)
  .max(1e15)
  .refine((v) => v === 0 || Math.abs(v) >= 1e-100, 'must be 0 or not so close to it');
const scalar = z.union([z.string().max(1000), storedNumber, z.boolean()]);
const valueSchema = z.union([scalar, z.array(scalar).max(500), relativeSpanSchema]);

/**
 * `field op value`. `field` is a field's key; `companyId.industry` reaches one reference further; `amount` of a money field compares
 * minor units. The values `@me` and `@myTeams` stand for the actor.
 */
export type Comparison = {
  readonly field: string;
  readonly op: Operator;
  readonly value?: z.infer<typeof valueSchema> | undefined;
};
export type Predicate =
  | { readonly and: readonly Predicate[] }
  | { readonly or: readonly Predicate[] }
  | { readonly not: Predicate }
  | Comparison;

const comparisonSchema = z.strictObject({
  field: z.string().regex(fieldPathPattern, 'must be a field'),
  op: z.enum(operators),
  value: valueSchema.optional(),
});

/** Levels that a predicate may have: some nouns store one, and DynamoDB takes 32 levels of anything. */
export const maxLevels = 8;
const levelsOf = (predicate: Predicate): number => {
  if ('not' in predicate) return 1 + levelsOf(predicate.not);
  const parts = 'and' in predicate ? predicate.and : 'or' in predicate ? predicate.or : [];
  return 1 + parts.reduce((most, part) => Math.max(most, levelsOf(part)), 0);
};

/** A predicate as clients send it: at most 8 levels; that its fields, operators and values fit is what `checkPredicate` sees to. */
export const predicateSchema: z.ZodType<Predicate> = z
  .lazy(() =>
    z.union([
      z.strictObject({ and: z.array(predicateSchema).max(50) }),
      z.strictObject({ or: z.array(predicateSchema).max(50) }),
      z.strictObject({ not: predicateSchema }),
      comparisonSchema,
    ]),
  )
  .refine((predicate) => levelsOf(predicate) <= maxLevels, `must not have more than ${maxLevels} levels`)
  .meta({ id: 'Predicate' });
