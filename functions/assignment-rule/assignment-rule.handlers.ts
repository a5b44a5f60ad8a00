import { implement } from '#functions/platform/handle.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { assignmentRuleRoutes } from '#shared/assignment-rule/assignment-rule.routes.ts';
import { assignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { assignmentRuleRules } from './assignment-rule.rules.ts';
import { previewAssignment } from './preview-assignment.ts';

export const assignmentRuleHandlers = [
  ...standardHandlers(assignmentRule, assignmentRuleRoutes, assignmentRuleRules),
  implement(assignmentRuleRoutes.preview, ({ body }, context) => previewAssignment(body, context)),
];
