import type { RecordRules } from '#functions/platform/rules.ts';
import { isTaskClosed } from '#shared/task/task.ts';

/** A task knows when it was completed, and forgets it when it is taken up again. */
export const taskRules: RecordRules = {
  apply: ({ before, after, now }) => {
    const isDone = isTaskClosed(after.status);
    if (before && isTaskClosed(before.status) === isDone) return { after };
    return { after: { ...after, completedAt: isDone ? now : undefined } };
  },
};
