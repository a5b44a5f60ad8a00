import type { RecordRules } from '#functions/platform/rules.ts';
import { ProblemError } from '#shared/contract/problem.ts';

/** A person always has a role; somebody who is suspended or has left is signed out everywhere. */
export const userRules: RecordRules = {
  apply: ({ before, after, now, actor }) => {
    const roles = after.roleIds;
    if (!Array.isArray(roles) || roles.length === 0)
      throw new ProblemError('invalid-request', 'A person needs a role.', {
        issues: [{ pointer: '/roleIds', detail: 'must name a role' }],
      });
    const isOut = after.status === 'suspended' || after.status === 'deprovisioned';
    if (!isOut || before?.status === after.status) return { after };
    if (before?.id === actor.id) throw new ProblemError('conflict', 'You cannot take away your own access.');
    return { after: { ...after, tokensValidAfter: now } };
  },
};
