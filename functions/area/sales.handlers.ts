import { assignmentRuleHandlers } from '#functions/assignment-rule/assignment-rule.handlers.ts';
import { dealHandlers } from '#functions/deal/deal.handlers.ts';
import { leadHandlers } from '#functions/lead/lead.handlers.ts';
import { standardOf } from './standard-of.ts';

/** What answers the routes of the area `sales`. */
export const salesHandlers = [
  ...standardOf('sales', ['deal', 'lead', 'assignmentRule']),
  ...dealHandlers,
  ...leadHandlers,
  ...assignmentRuleHandlers,
];
