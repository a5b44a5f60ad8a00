import type { Field } from '../contract/field.ts';
import { isActor, isLabels, shapeOf } from './comparable.ts';
import type { Operator } from './predicate.ts';

/** What a value is that a field is compared with, so that a filter builder can show the right control. */
export type ValueType =
  | 'text'
  | 'phone'
  | 'number'
  | 'money'
  | 'percent'
  | 'date'
  | 'dateTime'
  | 'boolean'
  | 'option'
  | 'record'
  | 'none';

const empty: readonly Operator[] = ['isEmpty', 'isNotEmpty'];
const texts: readonly Operator[] = ['contains', 'notContains', 'startsWith', 'eq', 'ne', 'in', 'notIn', ...empty];
const ordered: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between'];
const members: readonly Operator[] = ['in', 'notIn', 'eq', 'ne', ...empty];

/**
 * Operators that a field takes, the usual one first. Of a field with several values `eq` means "has", `in` "has any of", `contains` "has
 * one that contains"; each of `ne`, `notIn`, `notContains` and `isEmpty` holds also for records without a value.
 */
export const operatorsOf = (field: Field): readonly Operator[] => {
  switch (shapeOf(field)) {
    case 'text':
      return texts;
    case 'texts':
      return isLabels(field) ? ['in', 'notIn', 'eq', 'ne', 'contains', 'notContains', 'startsWith', ...empty] : texts;
    case 'number':
      return [...ordered, 'in', 'notIn', ...empty];
    case 'date':
    case 'instant':
      return ['within', ...ordered, ...empty];
    case 'boolean':
      return ['eq', 'ne', ...empty];
    case 'id':
    case 'ids':
      return members;
    case 'presence':
      return empty;
  }
};

/** What an operator's value consists of; `none` for those that take none. `in` and `between` take several of it. */
export const valueTypeOf = (field: Field, operator: Operator): ValueType => {
  if (operator === 'isEmpty' || operator === 'isNotEmpty') return 'none';
  switch (field.kind) {
    case 'number':
    case 'money':
    case 'percent':
    case 'date':
    case 'dateTime':
    case 'boolean':
    case 'phone':
      return field.kind;
    case 'enum':
    case 'multiEnum':
      return 'option';
    case 'ref':
    case 'multiRef':
      return 'record';
    case 'json':
      return isActor(field) ? 'record' : 'text';
    default:
      return 'text';
  }
};
