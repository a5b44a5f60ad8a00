import type { RecordRules, Values } from '#functions/platform/rules.ts';
import { stateKey } from '#functions/platform/stored.ts';
import type { Key, TransactItem } from '#functions/platform/table.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { isOpenLead } from '#shared/lead/open-lead.ts';

/** Number of open leads that a person has. */
export const openLeadsKey = (userId: string): Key => stateKey('openLeads', userId);

const holderOf = (lead: Values | undefined): string | undefined =>
  lead && isOpenLead(lead) && typeof lead.ownerId === 'string' ? lead.ownerId : undefined;

const effects = (before: Values | undefined, after: Values): readonly TransactItem[] => {
  const had = holderOf(before);
  const has = holderOf(after);
  if (had === has) return [];
  return [
    ...(had ? [{ increment: openLeadsKey(had), by: -1 }] : []),
    ...(has ? [{ increment: openLeadsKey(has), by: 1 }] : []),
  ];
};

/** A lead that gets an owner is assigned; a disqualified one has a reason; how many open leads each has is counted along. */
export const leadRules: RecordRules = {
  effects,
  apply: ({ before, after, now, path }) => {
    if (
      after.status === 'disqualified' &&
      before?.status !== 'disqualified' &&
      after.disqualifyReason === undefined &&
      path !== 'import'
    )
      throw new ProblemError('gate-not-met', 'Say why this lead is disqualified.', {
        issues: [{ pointer: '/disqualifyReason', detail: 'A reason is needed.' }],
        more: { missing: ['disqualifyReason'] },
      });
    if (after.ownerId === undefined || after.ownerId === before?.ownerId) return { after };
    const status = after.status === 'new' ? 'assigned' : after.status;
    // the reason of the owner before is none for this one
    const { assignmentReason, ...rest } = after;
    const reason = assignmentReason === before?.assignmentReason ? undefined : assignmentReason;
    return {
      after: { ...rest, ...(reason !== undefined && { assignmentReason: reason }), status, assignedAt: now },
      ...(before && { verb: 'assigned' }),
    };
  },
};
