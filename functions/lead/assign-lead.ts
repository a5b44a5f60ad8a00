import { type CommitPorts, CommitRefused, commit } from '#functions/platform/commit.ts';
import { noState } from '#functions/platform/rules.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import type { Choice } from '#shared/assignment-rule/choose-person.ts';
import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import type { Cause } from '#shared/contract/event.ts';
import { lead as leadEntity } from '#shared/lead/lead.ts';
import { decideAssignment, reasonOf, rotationKey, type Turn } from './decide-assignment.ts';
import { leadRules } from './lead.rules.ts';

const maxAttempts = 20;
const machine: ActorRef = { kind: 'system', id: 'assignment', name: 'Assignment rules' };

const pointerItem = (ruleId: string, { turn }: Turn, choice: Choice) => ({
  put: { ...rotationKey(ruleId), turn: turn + 1, rotation: choice.rotation },
  condition: turn === 0 ? ({ absent: true } as const) : ({ equals: { turn } } as const),
});

export type AssignRequest = {
  readonly leadId: string;
  readonly cause: Cause;
  readonly actor?: ActorRef;
  /** The event whose effect this is; absent when a person asked. */
  readonly done?: { readonly consumer: string; readonly eventId: string };
  /** Also where somebody has the lead already. */
  readonly again?: boolean;
};

/**
 * Gives a lead to whom the rules choose and moves the rotation on in the same transaction, so that two leads at once never skip or double
 * a person. Answers the lead as it is then; undefined where there was nothing to do.
 */
export const assignLead = async (request: AssignRequest, ports: CommitPorts): Promise<AnyRecord | undefined> => {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const before = recordOfItem(await ports.table.get(recordKey('lead', request.leadId)));
    if (!before) return undefined;
    const isTaken = before.record.ownerId !== undefined && !request.again;
    if (isTaken || before.record.deletedAt !== undefined) return before.record;
    const nowMs = ports.clock.now();
    const outcome = await decideAssignment(before.record, ports, nowMs);
    const { decision } = outcome;
    const reason = { assignmentReason: reasonOf(outcome) };
    const owned = decision ? { ownerId: decision.owner.id, teamIds: decision.owner.memberOf } : {};
    const ruled = leadRules.apply?.({
      path: 'update',
      before: before.record,
      after: { ...before.record, ...owned, ...reason },
      related: () => undefined,
      actor: machine,
      state: noState,
      isAdministrator: false,
      now: new Date(nowMs).toISOString(),
    });
    const after = ruled?.after ?? before.record;
    try {
      const [committed] = await commit(ports, {
        actor: request.actor ?? machine,
        cause: request.cause,
        changes: [{ entity: leadEntity, id: before.record.id, before, after, verb: ruled?.verb ?? 'updated' }],
        ...(request.done && { done: request.done }),
        also: [
          ...(decision ? [pointerItem(decision.rule.id, decision.turn, decision.choice)] : []),
          ...(leadRules.effects?.(before.record, after, noState) ?? []),
        ],
      });
      return committed?.record;
    } catch (error) {
      if (!(error instanceof CommitRefused)) throw error;
      if (error.refusal.kind === 'done') return before.record;
      await ports.clock.sleep(5 * (attempt + 1));
    }
  }
  throw new Error('the rotation was busy for too long');
};
