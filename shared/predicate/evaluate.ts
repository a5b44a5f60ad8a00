import type { Entity } from '../contract/entity.ts';
import { type Comparable, comparableOf, separator, shapeOf } from './comparable.ts';
import { criterionOf, type Test, type Viewpoint } from './criterion.ts';
import type { Comparison, Predicate } from './predicate.ts';
import { type FindEntity, resolveField } from './resolve-field.ts';

type Values = Readonly<Record<string, unknown>>;

export type EvaluateContext = Viewpoint & {
  readonly entity: Entity;
  readonly findEntity: FindEntity;
  /** The record that a reference points at; undefined where there is none or where it must not be known. */
  readonly related: (noun: string, id: string) => Values | undefined;
};

const isWithin = (value: string | number, test: Test & { is: 'range' }): boolean => {
  const { from, to } = test;
  const isAfterFrom = from === undefined || value > from.value || (from.isInclusive && value === from.value);
  return isAfterFrom && (to === undefined || value < to.value || (to.isInclusive && value === to.value));
};

/** True where a comparable value passes a test; a missing one passes none. */
export const meets = (value: Comparable, test: Test, isList: boolean): boolean => {
  if (value === null) return false;
  switch (test.is) {
    case 'oneOf':
      return isList
        ? test.values.some((v) => String(value).includes(`${separator}${v}${separator}`))
        : test.values.includes(value);
    case 'range':
      return isWithin(value, test);
    case 'containing':
      return String(value).includes(test.text);
    case 'beginning':
      return isList ? String(value).includes(separator + test.text) : String(value).startsWith(test.text);
    case 'present':
      return true;
    case 'never':
      return false;
  }
};

const compare = (comparison: Comparison, record: Values, context: EvaluateContext): boolean => {
  const resolved = resolveField(comparison.field, context.entity, context.findEntity);
  if (!resolved) return false;
  const { field, key, noun, through } = resolved;
  const { test, isNegated } = criterionOf(field, comparison, context);
  const reference = through && record[through.key];
  const holder = through ? (typeof reference === 'string' ? context.related(noun, reference) : undefined) : record;
  const shape = shapeOf(field);
  return meets(comparableOf(field, holder?.[key]), test, shape === 'texts' || shape === 'ids') !== isNegated;
};

/** Whether a predicate holds for a record. Agrees with `toSql` over the same records. A field that does not exist is met by nothing. */
export const evaluate = (predicate: Predicate, record: Values, context: EvaluateContext): boolean => {
  if ('and' in predicate) return predicate.and.every((p) => evaluate(p, record, context));
  if ('or' in predicate) return predicate.or.some((p) => evaluate(p, record, context));
  if ('not' in predicate) return !evaluate(predicate.not, record, context);
  return compare(predicate, record, context);
};
