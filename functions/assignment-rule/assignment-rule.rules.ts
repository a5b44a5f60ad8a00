import type { RecordRules } from '#functions/platform/rules.ts';
import type { Key } from '#functions/platform/table.ts';

/** One item an active rule, all under one key, so that the rules are found without an index. */
export const activeRulesKey = (ruleId: string): Key => ({ pk: 'state#active#assignmentRule', sk: ruleId });

/** Keeps the list of active rules in step, in the same transaction. */
export const assignmentRuleRules: RecordRules = {
  effects: (before, after) => {
    const isActive = after.isActive !== false && after.deletedAt === undefined;
    const wasActive = before !== undefined && before.isActive !== false && before.deletedAt === undefined;
    if (isActive === wasActive) return [];
    const key = activeRulesKey(String(after.id));
    return [isActive ? { put: key } : { delete: key }];
  },
};
