import { customisationIn, customisationKey } from '#functions/platform/customisation.ts';
import type { RecordRules, RuleInput, Values } from '#functions/platform/rules.ts';
import type { Key } from '#functions/platform/table.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import { withCustomFields } from '#shared/custom-field/with-custom-fields.ts';
import { lead } from '#shared/lead/lead.ts';
import { checkPredicate } from '#shared/predicate/check-predicate.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { entityOf } from '#shared/registry.ts';

/** One item an active rule, all under one key, so that the rules are found without an index. */
export const activeRulesKey = (ruleId: string): Key => ({ pk: 'state#active#assignmentRule', sk: ruleId });

const membersOf = (rule: Values | undefined): string[] => {
  const pool: unknown = rule?.pool;
  // the schema of the noun keeps this shape
  return Array.isArray(pool) ? pool.map((member: { userId: string }) => member.userId) : [];
};

const newMembers = (before: Values | undefined, after: Values): string[] => {
  const had = new Set(membersOf(before));
  return membersOf(after).filter((id) => !had.has(id));
};

const issuesOf = ({ before, after, related, state }: RuleInput): ProblemIssue[] => {
  const strangers = newMembers(before, after).filter(
    (id) => related('user', id)?.deletedAt !== undefined || !related('user', id),
  );
  const { fields } = customisationIn(state(customisationKey(lead.noun)));
  // the schema of the noun lets only predicates through
  const when = after.when as Predicate | undefined;
  return [
    ...strangers.map((id) => ({
      pointer: `/pool/${membersOf(after).indexOf(id)}/userId`,
      detail: 'There is no such person.',
    })),
    ...(when ? checkPredicate(when, { entity: withCustomFields(lead, fields), findEntity: entityOf }, '/when') : []),
  ];
};

/** A rule gives leads to people that exist, under a condition that a lead can meet; the list of active rules is kept in step. */
export const assignmentRuleRules: RecordRules = {
  stateKeys: () => [customisationKey(lead.noun)],
  needs: ({ before, after }) => newMembers(before, after).map((id) => ({ noun: 'user', id })),
  apply: (input) => {
    const issues = issuesOf(input);
    if (issues.length > 0) throw new ProblemError('invalid-request', issues[0]?.detail ?? '', { issues });
    return { after: input.after };
  },
  effects: (before, after) => {
    const isActive = after.isActive !== false && after.deletedAt === undefined;
    const wasActive = before !== undefined && before.isActive !== false && before.deletedAt === undefined;
    if (isActive === wasActive) return [];
    const key = activeRulesKey(String(after.id));
    return [isActive ? { put: key } : { delete: key }];
  },
};
