import { assignmentRuleRules } from '#functions/assignment-rule/assignment-rule.rules.ts';
import { customFieldRules } from '#functions/custom-field/custom-field.rules.ts';
import { dealRules } from '#functions/deal/deal.rules.ts';
import { leadRules } from '#functions/lead/lead.rules.ts';
import type { RecordRules } from '#functions/platform/rules.ts';
import { savedViewRules } from '#functions/saved-view/saved-view.rules.ts';
import { taskRules } from '#functions/task/task.rules.ts';
import { userRules } from '#functions/user/user.rules.ts';
import { validationRuleRules } from '#functions/validation-rule/validation-rule.rules.ts';

const rules: ReadonlyMap<string, RecordRules> = new Map([
  ['assignmentRule', assignmentRuleRules],
  ['customField', customFieldRules],
  ['deal', dealRules],
  ['lead', leadRules],
  ['savedView', savedViewRules],
  ['task', taskRules],
  ['user', userRules],
  ['validationRule', validationRuleRules],
]);

/** The rules that records of a noun are written by, whichever way they are written. */
export const rulesOf = (noun: string): RecordRules | undefined => rules.get(noun);
