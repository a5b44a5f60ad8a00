import { standardOf } from '#functions/area/standard-of.ts';
import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { taskRules } from '#functions/task/task.rules.ts';
import { userRules } from '#functions/user/user.rules.ts';
import { registry } from '#shared/registry.ts';

const { task, user } = registry;

export const handler = createArea(portsOfAws(), [
  ...standardOf('people', ['task', 'user']),
  ...standardHandlers(task.entity, task.routes, taskRules),
  ...standardHandlers(user.entity, user.routes, userRules),
]);
