import { isCustomKey } from '../contract/custom-key.ts';
import type { Entity } from '../contract/entity.ts';
import type { Field } from '../contract/field.ts';
import type { ProblemIssue } from '../contract/problem.ts';
import { comparableText } from './comparable.ts';
import { isDay, isInstant } from './criterion.ts';
import { operatorsOf, type ValueType, valueTypeOf } from './operators-of.ts';
import { type Comparison, maxLevels, type Predicate, relativeSpanSchema } from './predicate.ts';
import { type FindEntity, resolveField } from './resolve-field.ts';

export type CheckContext = {
  readonly entity: Entity;
  readonly findEntity: FindEntity;
  /** Which fields the actor may see unmasked; all where left out. */
  readonly readable?: (noun: string, field: string) => boolean;
};

const maxComparisons = 200;

const typeWords: Readonly<Record<Exclude<ValueType, 'none'>, string>> = {
  text: 'a text that is not empty',
  phone: 'a text with digits',
  number: 'a number',
  money: 'a whole number of minor units',
  percent: 'a number',
  date: 'a day, YYYY-MM-DD',
  dateTime: 'a day, YYYY-MM-DD, or an instant in UTC',
  boolean: 'true or false',
  option: 'one of the choices',
  record: 'an id of 26 characters, @me or @myTeams',
};

const isOperand = (field: Field, type: ValueType, value: unknown): boolean => {
  switch (type) {
    case 'text':
    case 'phone':
      return typeof value === 'string' && comparableText(field, value) !== '';
    case 'number':
    case 'money':
    case 'percent':
      return typeof value === 'number' && Number.isFinite(value);
    case 'date':
    case 'dateTime':
      return isDay(value) || isInstant(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'option':
      return field.options?.some((o) => o.id === value) === true;
    case 'record':
      return typeof value === 'string' && /^(@me|@myTeams|[0-9A-HJKMNP-TV-Z]{26})$/.test(value);
    case 'none':
      return false;
  }
};

const valueIssue = (field: Field, { op, value }: Comparison): string | undefined => {
  const type = valueTypeOf(field, op);
  if (type === 'none') return value === undefined ? undefined : `${op} takes no value`;
  if (op === 'within')
    return relativeSpanSchema.safeParse(value).success
      ? undefined
      : 'within takes a span such as { "last": 7, "unit": "day" }';
  const wanted = typeWords[type];
  if (op === 'between')
    return Array.isArray(value) && value.length === 2 && value.every((v) => isOperand(field, type, v))
      ? undefined
      : `between takes two values, each ${wanted}`;
  if (op === 'in' || op === 'notIn') {
    if (value === '@myTeams' && type === 'record') return undefined;
    return Array.isArray(value) && value.every((v) => isOperand(field, type, v))
      ? undefined
      : `${op} takes a list, each ${wanted}`;
  }
  return isOperand(field, type, value) ? undefined : `${op} takes ${wanted}`;
};

/** Why a field may not be filtered, sorted or grouped by; undefined where it may. Hidden and masked fields are named as such. */
export const fieldIssue = (path: string, { entity, findEntity, readable }: CheckContext): string | undefined => {
  const resolved = resolveField(path, entity, findEntity);
  if (!resolved) return `${path} is not a field of ${entity.label.many.toLowerCase()}`;
  const mayRead = readable ?? (() => true);
  const isHidden =
    !mayRead(resolved.noun, resolved.key) || (resolved.through && !mayRead(entity.noun, resolved.through.key));
  if (!isHidden) return undefined;
  // who may not see a custom field is not told that there is one
  return path.split('.').some(isCustomKey)
    ? `${path} is not a field of ${entity.label.many.toLowerCase()}`
    : `${path} is not open to you`;
};

const comparisonIssue = (comparison: Comparison, context: CheckContext): string | undefined => {
  const issue = fieldIssue(comparison.field, context);
  if (issue) return issue;
  const field = resolveField(comparison.field, context.entity, context.findEntity)?.field;
  if (!field) return undefined;
  const possible = operatorsOf(field);
  if (!possible.includes(comparison.op))
    return `${comparison.field} takes ${possible.join(', ')}, not ${comparison.op}`;
  const wrong = valueIssue(field, comparison);
  return wrong && `${comparison.field}: ${wrong}`;
};

const issuesAt = (predicate: Predicate, context: CheckContext, level: number, pointer: string): ProblemIssue[] => {
  if (level > maxLevels) return [{ pointer, detail: `must not be deeper than ${maxLevels} levels` }];
  if ('and' in predicate)
    return predicate.and.flatMap((p, i) => issuesAt(p, context, level + 1, `${pointer}/and/${i}`));
  if ('or' in predicate) return predicate.or.flatMap((p, i) => issuesAt(p, context, level + 1, `${pointer}/or/${i}`));
  if ('not' in predicate) return issuesAt(predicate.not, context, level + 1, `${pointer}/not`);
  const detail = comparisonIssue(predicate, context);
  return detail ? [{ pointer, detail }] : [];
};

const countOf = (predicate: Predicate): number => {
  if ('and' in predicate) return predicate.and.reduce((sum, p) => sum + countOf(p), 0);
  if ('or' in predicate) return predicate.or.reduce((sum, p) => sum + countOf(p), 0);
  return 'not' in predicate ? countOf(predicate.not) : 1;
};

/** What is wrong with a predicate over a noun's records: unknown or hidden fields, operators, values, its size. Empty: nothing. */
export const checkPredicate = (
  predicate: Predicate,
  context: CheckContext,
  pointer = 'query/filter',
): readonly ProblemIssue[] => {
  if (countOf(predicate) > maxComparisons)
    return [{ pointer, detail: `must not have more than ${maxComparisons} comparisons` }];
  return issuesAt(predicate, context, 1, pointer);
};
