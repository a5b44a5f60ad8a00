import type { RecordRules } from '#functions/platform/rules.ts';
import { ProblemError } from '#shared/contract/problem.ts';

/** A locked view is changed, and unlocked, by its owner and by administrators only. */
export const savedViewRules: RecordRules = {
  apply: ({ before, after, actor, isAdministrator }) => {
    if (before?.isLocked === true && before.ownerId !== actor.id && !isAdministrator)
      throw new ProblemError('forbidden', 'This view is locked. Its owner or an administrator can unlock it.', {
        more: { permission: 'settings:update' },
      });
    return { after };
  },
};
