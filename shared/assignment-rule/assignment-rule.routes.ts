import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { standardRoutes } from '../contract/standard-routes.ts';
import { assignmentRule } from './assignment-rule.ts';
import { standings } from './choose-person.ts';

const previewPerson = z.object({
  userId: z.string(),
  /** Absent where one may not know the person. */
  name: z.string().optional(),
  standing: z.enum(standings),
  openLeads: z.int(),
});

const previewRule = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.int(),
    order: z.int(),
    outcome: z.enum(['chosen', 'doesNotApply', 'nobodyAvailable', 'notReached']),
    people: z.array(previewPerson).meta({ description: 'Of a rule whose condition holds and that was reached' }),
  })
  .meta({ id: 'PreviewedRule' });

export const assignmentRuleRoutes = {
  ...standardRoutes(assignmentRule),
  preview: defineRoute({
    method: 'POST',
    path: '/v1/assignment-rules/preview',
    permission: 'assignmentRule:read',
    area: 'sales',
    summary:
      'Who would get this lead, and why: the decision of the rules over a lead, or over values. Nothing is written',
    body: z.strictObject({
      leadId: recordId.optional(),
      values: z
        .record(z.string().max(60), z.unknown())
        .optional()
        .meta({ description: 'Fields of a lead; of an existing one, what they would be instead' }),
    }),
    response: z.object({
      rules: z.array(previewRule).meta({ description: 'The active rules in the order in which they are tried' }),
      chosen: z
        .object({ ruleId: z.string(), userId: z.string(), name: z.string().optional(), why: z.string() })
        .optional()
        .meta({ description: 'Absent: nobody would get it' }),
      reason: z.string().meta({ description: 'What the lead would say of why it has its owner' }),
    }),
  }),
};
