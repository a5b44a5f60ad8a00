import { dealRules } from '#functions/deal/deal.rules.ts';
import { leadRules } from '#functions/lead/lead.rules.ts';
import type { RecordRules } from '#functions/platform/rules.ts';
import { taskRules } from '#functions/task/task.rules.ts';

const rules: ReadonlyMap<string, RecordRules> = new Map([
  ['deal', dealRules],
  ['lead', leadRules],
  ['task', taskRules],
]);

/** The rules that records of a noun are written by; the same ones as those of its API. */
export const rulesOf = (noun: string): RecordRules | undefined => rules.get(noun);
