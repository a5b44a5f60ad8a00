import { detail } from '../contract/detail.ts';
import type { Entity } from '../contract/entity.ts';
import type { FieldOption } from '../contract/field.ts';
import type { ProblemIssue } from '../contract/problem.ts';
import { type EvaluateContext, evaluate } from '../predicate/evaluate.ts';
import type { Predicate } from '../predicate/predicate.ts';
import { resolveField } from '../predicate/resolve-field.ts';
import type { Customisation, FieldDefinition } from './definition.ts';

type Values = Readonly<Record<string, unknown>>;

/** Paths of the fields that a predicate looks at, each once. */
export const pathsIn = (predicate: Predicate): string[] => {
  if ('and' in predicate) return [...new Set(predicate.and.flatMap(pathsIn))];
  if ('or' in predicate) return [...new Set(predicate.or.flatMap(pathsIn))];
  return 'not' in predicate ? pathsIn(predicate.not) : [predicate.field];
};

/** Every condition that is looked at when a record of the noun is written. */
const conditionsOf = ({ fields, rules }: Customisation): Predicate[] => [
  ...fields.flatMap((f) => (f.isRetired ? [] : [f.requiredWhen, f.visibleWhen].filter((p) => p !== undefined))),
  ...rules.map((r) => r.wrongWhen),
];

/** References of a record whose records the conditions look at. */
export const reachedBy = (
  customisation: Customisation,
  { allFields }: Pick<Entity, 'allFields'>,
  record: Values,
): { readonly noun: string; readonly id: string }[] => {
  const through = new Set(
    conditionsOf(customisation)
      .flatMap(pathsIn)
      .flatMap((path) => (path.includes('.') ? [path.slice(0, path.indexOf('.'))] : [])),
  );
  return [...through].flatMap((key) => {
    const target = Object.hasOwn(allFields, key) ? allFields[key]?.target : undefined;
    const id = record[key];
    return target !== undefined && typeof id === 'string' ? [{ noun: target, id }] : [];
  });
};

export type RecordCheck = EvaluateContext & {
  readonly after: Values;
  /** True where the write changes the field; of a new record every field. */
  readonly isChanged: (key: string) => boolean;
  /** False where nobody is there who could fill in a field, or who may. */
  readonly canFill: (key: string) => boolean;
};

/** A condition over a field that there is no longer says nothing. */
const isSound = (predicate: Predicate, { entity, findEntity }: RecordCheck): boolean =>
  pathsIn(predicate).every((path) => resolveField(path, entity, findEntity) !== undefined);
const holds = (predicate: Predicate, check: RecordCheck): boolean =>
  isSound(predicate, check) && evaluate(predicate, check.after, check);

const touches = (predicate: Predicate | undefined, { isChanged }: RecordCheck): boolean =>
  predicate !== undefined && pathsIn(predicate).some((path) => isChanged(path.split('.')[0] ?? path));

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isMissing = (field: FieldDefinition, check: RecordCheck): boolean => {
  const { key, isRequired, requiredWhen, visibleWhen } = field;
  if (field.isRetired || !(isRequired || requiredWhen) || !isEmpty(check.after[key])) return false;
  const isTouched = check.isChanged(key) || touches(requiredWhen, check) || touches(visibleWhen, check);
  if (!isTouched || !check.canFill(key)) return false;
  const isVisible = !visibleWhen || !isSound(visibleWhen, check) || holds(visibleWhen, check);
  return isVisible && (isRequired || (requiredWhen !== undefined && holds(requiredWhen, check)));
};

/**
 * What the noun's custom fields and validation rules say against a record as it would become. Looked at is only what the write touches: a
 * record that was there before a rule can still be changed elsewhere.
 */
export const customIssues = (customisation: Customisation, check: RecordCheck): ProblemIssue[] => [
  ...customisation.fields
    .filter((field) => isMissing(field, check))
    .map(({ key, label }) => ({ pointer: `/${key}`, detail: detail('labelNeeded', { label }) })),
  ...customisation.rules
    .filter(({ wrongWhen, field }) => touches(wrongWhen, check) || (field !== undefined && check.isChanged(field)))
    .filter(({ wrongWhen }) => holds(wrongWhen, check))
    .map(({ message, field = '' }) => ({ pointer: `/${field}`, detail: message })),
];

/** Choices of a value that are retired and were not there before. */
export const retiredChoices = (field: FieldDefinition, value: unknown, before: unknown): FieldOption[] => {
  const had = new Set(Array.isArray(before) ? before : [before]);
  const has = Array.isArray(value) ? value : [value];
  return (field.options ?? []).filter((o) => o.isRetired && has.includes(o.id) && !had.has(o.id));
};
