import {
  changeItem,
  conditionIssues,
  customisationAt,
  extendableNoun,
  refuse,
} from '#functions/custom-field/change-customisation.ts';
import { customisationKey } from '#functions/platform/customisation.ts';
import type { RecordRules, RuleInput } from '#functions/platform/rules.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import type { Customisation } from '#shared/custom-field/definition.ts';
import { ruleOf } from '#shared/custom-field/definition.ts';
import { maxValidationRules } from '#shared/custom-field/extendable.ts';
import { withCustomFields } from '#shared/custom-field/with-custom-fields.ts';

const fieldIssues = (entity: Entity, { fields }: Customisation, field: unknown): ProblemIssue[] =>
  field === undefined || Object.hasOwn(withCustomFields(entity, fields).allFields, String(field))
    ? []
    : [{ pointer: '/field', detail: 'must be a field of the noun' }];

const apply = ({ before, after, state }: RuleInput) => {
  const entity = extendableNoun(after.noun);
  const customisation = customisationAt(entity.noun, state);
  if (!before && customisation.rules.length >= maxValidationRules)
    throw new ProblemError('conflict', `A noun has at most ${maxValidationRules} validation rules.`);
  refuse([
    ...(before && before.noun !== after.noun ? [{ pointer: '/noun', detail: 'cannot be changed' }] : []),
    ...fieldIssues(entity, customisation, after.field),
    ...conditionIssues(entity, customisation, after.wrongWhen, '/wrongWhen'),
  ]);
  return { after };
};

/** A rule looks at fields that its noun has, and is known to every write of the noun from then on. */
export const validationRuleRules: RecordRules = {
  stateKeys: ({ noun }) => (typeof noun === 'string' ? [customisationKey(noun)] : []),
  apply,
  effects: (_, after, state) => {
    const noun = String(after.noun);
    const { fields, rules } = customisationAt(noun, state);
    const others = rules.filter((r) => r.id !== after.id);
    const isActive = after.isActive !== false && after.deletedAt === undefined;
    return changeItem(noun, state, { fields, rules: isActive ? [...others, ruleOf(after)] : others });
  },
};
