import { customisationIn, customisationItem, customisationKey, stampOf } from '#functions/platform/customisation.ts';
import type { StateOf } from '#functions/platform/rules.ts';
import type { TransactItem } from '#functions/platform/table.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import { pathsIn } from '#shared/custom-field/check-record.ts';
import type { Customisation } from '#shared/custom-field/definition.ts';
import { isExtendable } from '#shared/custom-field/extendable.ts';
import { withCustomFields } from '#shared/custom-field/with-custom-fields.ts';
import { checkPredicate } from '#shared/predicate/check-predicate.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { entityOf } from '#shared/registry.ts';

/** Read with every write of the noun: larger than this it would slow all of them down. */
const maxBytes = 200_000;

/** What is wrong with a request, all of it. */
export const refuse = (issues: readonly ProblemIssue[]): void => {
  if (issues.length > 0) throw new ProblemError('invalid-request', issues[0]?.detail ?? '', { issues });
};

/** The noun that a definition is for. Throws `invalid-request` where it cannot have any. */
export const extendableNoun = (noun: unknown): Entity => {
  const entity = typeof noun === 'string' ? entityOf(noun) : undefined;
  if (entity && isExtendable(entity)) return entity;
  throw new ProblemError('invalid-request', 'There is no such kind of record, or it takes no fields.', {
    issues: [{ pointer: '/noun', detail: 'must be a noun that takes custom fields' }],
  });
};

export const customisationAt = (noun: string, state: StateOf): Customisation =>
  customisationIn(state(customisationKey(noun)));

/** What is wrong with a condition over a noun's records, its active custom fields among them. */
export const conditionIssues = (
  entity: Entity,
  { fields }: Customisation,
  condition: unknown,
  pointer: string,
): readonly ProblemIssue[] => {
  if (condition === undefined || condition === null) return [];
  // the schema of the field lets only predicates through
  const predicate = condition as Predicate;
  return checkPredicate(predicate, { entity: withCustomFields(entity, fields), findEntity: entityOf }, pointer);
};

/** True where a condition looks at a field of the noun itself. */
export const looksAt = (condition: Predicate | undefined, key: string): boolean =>
  condition !== undefined && pathsIn(condition).some((path) => path.split('.')[0] === key);

/** Writes the noun's item anew, if it is still as it was read; nothing where nothing changes. */
export const changeItem = (noun: string, state: StateOf, after: Customisation): TransactItem[] => {
  const before = state(customisationKey(noun));
  const item = customisationItem(noun, after);
  const stamp = stampOf(before);
  if (item.stamp === stamp) return [];
  if (Buffer.byteLength(JSON.stringify(item)) > maxBytes)
    throw new ProblemError('conflict', `The fields and rules of this noun would take more than ${maxBytes / 1000} KB.`);
  return [{ put: item, condition: stamp === undefined ? { absent: true } : { equals: { stamp } } }];
};
