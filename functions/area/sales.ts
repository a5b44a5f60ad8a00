import { assignmentRuleRules } from '#functions/assignment-rule/assignment-rule.rules.ts';
import { dealHandlers } from '#functions/deal/deal.handlers.ts';
import { leadHandlers } from '#functions/lead/lead.handlers.ts';
import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { registry } from '#shared/registry.ts';
import { standardOf } from './standard-of.ts';

const { assignmentRule } = registry;

export const handler = createArea(portsOfAws(), [
  ...standardOf('sales', ['deal', 'lead', 'assignmentRule']),
  ...dealHandlers,
  ...leadHandlers,
  ...standardHandlers(assignmentRule.entity, assignmentRule.routes, assignmentRuleRules),
]);
