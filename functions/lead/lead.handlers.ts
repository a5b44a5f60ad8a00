import { type Handler, implement } from '#functions/platform/handle.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import { versionConflict } from '#functions/platform/refusal.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { updateRecord } from '#functions/platform/write-record.ts';
import { notFound, ProblemError } from '#shared/contract/problem.ts';
import { leadRoutes } from '#shared/lead/lead.routes.ts';
import { type Lead, lead } from '#shared/lead/lead.ts';
import { assignLead } from './assign-lead.ts';
import { leadRules } from './lead.rules.ts';

const ruled = { entity: lead, rules: leadRules };

const assign: Handler<typeof leadRoutes.assign> = async ({ params, body, ifMatch }, context) => {
  const stored = await loadReadable(lead, params.id, context);
  if (!context.policy.may('lead', 'assign', stored.record))
    throw new ProblemError('forbidden', 'You may not assign this lead.', { more: { permission: 'lead:assign' } });
  if (body.ownerId !== undefined) {
    const reason = `${context.actor.ref.name ?? 'Somebody'} gave it by hand.${body.reason ? ` ${body.reason}` : ''}`;
    return updateRecord(ruled, params.id, ifMatch, { ownerId: body.ownerId }, context, {
      verb: 'assigned',
      server: { assignmentReason: reason },
    });
  }
  if (stored.version !== ifMatch) throw await versionConflict(lead, stored, ifMatch, context);
  const assigned = await assignLead(
    { leadId: params.id, cause: { chain: [], by: 'assign' }, actor: context.actor.ref, again: true },
    context.ports,
  );
  if (!assigned) throw notFound();
  // committed by the rules of the lead
  return context.policy.project('lead', assigned) as unknown as Lead;
};

export const leadHandlers = [
  ...standardHandlers(lead, leadRoutes, leadRules),
  implement(leadRoutes.assign, assign, ({ params, body }) => [
    { noun: 'lead', id: params.id },
    ...(body.ownerId ? [{ noun: 'user', id: body.ownerId }] : []),
  ]),
];
