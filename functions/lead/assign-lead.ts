import { activeRulesKey } from '#functions/assignment-rule/assignment-rule.rules.ts';
import { type CommitPorts, CommitRefused, commit } from '#functions/platform/commit.ts';
import { extendedEntity } from '#functions/platform/customisation.ts';
import { noState } from '#functions/platform/rules.ts';
import { recordKey, stateKey } from '#functions/platform/stored.ts';
import type { Item, Key } from '#functions/platform/table.ts';
import { recordOfItem, recordsOfItems } from '#functions/platform/upcast.ts';
import type { AssignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { type Choice, choosePerson, freshRotation, type Rotation } from '#shared/assignment-rule/choose-person.ts';
import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import type { Cause } from '#shared/contract/event.ts';
import { lead as leadEntity } from '#shared/lead/lead.ts';
import { evaluate } from '#shared/predicate/evaluate.ts';
import { entityOf } from '#shared/registry.ts';
import { leadRules, openLeadsKey } from './lead.rules.ts';

const maxAttempts = 20;
export const rotationKey = (ruleId: string): Key => stateKey('rotation', ruleId);
const machine: ActorRef = { kind: 'system', id: 'assignment', name: 'Assignment rules' };

// making one takes longer than all that is done with it
const formats = new Map<string, Intl.DateTimeFormat>();
const formatIn = (timeZone: string): Intl.DateTimeFormat => {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone });
  formats.set(timeZone, format);
  return format;
};

const dayIn = (timeZone: unknown, nowMs: number): string => {
  try {
    return formatIn(typeof timeZone === 'string' ? timeZone : 'UTC').format(nowMs);
  } catch {
    return new Date(nowMs).toISOString().slice(0, 10);
  }
};

const loadRules = async ({ table }: CommitPorts): Promise<AssignmentRule[]> => {
  const { items } = await table.query({ pk: activeRulesKey('').pk });
  const stored = await table.batchGet(items.map((item) => recordKey('assignmentRule', item.sk)));
  return (
    recordsOfItems(stored)
      // records of this noun have the shape that its entity declares
      .map((s) => s.record as unknown as AssignmentRule)
      .filter((rule) => rule.isActive !== false && rule.deletedAt === undefined)
      .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  );
};

type Turn = { readonly rotation: Rotation; readonly turn: number };
// the item holds what `pointerItem` below wrote
const turnOf = (item: Item | undefined): Turn => ({
  rotation: (item?.rotation as Rotation | undefined) ?? freshRotation,
  turn: Number(item?.turn ?? 0),
});

const pointerItem = (ruleId: string, { turn }: Turn, choice: Choice) => ({
  put: { ...rotationKey(ruleId), turn: turn + 1, rotation: choice.rotation },
  condition: turn === 0 ? ({ absent: true } as const) : ({ equals: { turn } } as const),
});

type Decision = {
  readonly rule: AssignmentRule;
  readonly turn: Turn;
  readonly choice: Choice;
  readonly owner: AnyRecord;
};

const tryRule = async (
  rule: AssignmentRule,
  lead: AnyRecord,
  ports: CommitPorts,
  nowMs: number,
): Promise<Decision | undefined> => {
  const pool = rule.pool.map((m) => m.userId);
  // before the counts: as long as the pointer stays, they are no older than the choice that it guards
  const turn = turnOf(await ports.table.get(rotationKey(rule.id)));
  const items = await ports.table.batchGet([...pool.map((id) => recordKey('user', id)), ...pool.map(openLeadsKey)]);
  const people = new Map(recordsOfItems(items).map((s) => [s.record.id, s.record]));
  const load = new Map(pool.map((id) => [id, Number(items.find((i) => i.pk === openLeadsKey(id).pk)?.value ?? 0)]));
  const choice = choosePerson({
    rule,
    lead,
    people,
    load,
    rotation: turn.rotation,
    todayOf: (p) => dayIn(p.timeZone, nowMs),
  });
  const owner = choice && people.get(choice.userId);
  return choice && owner ? { rule, turn, choice, owner } : undefined;
};

const loadRelated = async (lead: AnyRecord, { table }: CommitPorts) => {
  const refs = Object.entries(leadEntity.allFields).flatMap(([field, { target }]) => {
    const id = lead[field];
    return target && typeof id === 'string' ? [recordKey(target, id)] : [];
  });
  const found = new Map(recordsOfItems(await table.batchGet(refs)).map((s) => [s.pk, s.record]));
  return (noun: string, id: string): AnyRecord | undefined => found.get(recordKey(noun, id).pk);
};

const decide = async (
  lead: AnyRecord,
  ports: CommitPorts,
  nowMs: number,
): Promise<{ decision?: Decision; tried: string[] }> => {
  const tried: string[] = [];
  const view = {
    now: nowMs,
    timeZone: 'UTC',
    actor: { id: machine.id, teamIds: [] },
    entity: await extendedEntity(leadEntity, { ports }),
    findEntity: entityOf,
    related: await loadRelated(lead, ports),
  };
  for (const rule of await loadRules(ports)) {
    const applies = rule.when === undefined || evaluate(rule.when, lead, view);
    if (!applies) {
      tried.push(`“${rule.name}” does not apply`);
      continue;
    }
    const decision = await tryRule(rule, lead, ports, nowMs);
    if (decision) return { decision, tried };
    tried.push(`“${rule.name}” has nobody available`);
  }
  return { tried };
};

const reasonOf = ({ decision, tried }: Awaited<ReturnType<typeof decide>>): string => {
  const lost = tried.length > 0 ? ` Before it: ${tried.join('; ')}.` : '';
  if (!decision)
    return `No rule gave this lead to anybody.${tried.length > 0 ? ` ${tried.join('; ')}.` : ' There are no active rules.'}`.slice(
      0,
      2000,
    );
  const { rule, choice, owner } = decision;
  return `Rule “${rule.name}” (version ${rule.version}): ${String(owner.name)}, ${choice.reason}.${lost}`.slice(
    0,
    2000,
  );
};

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
    const outcome = await decide(before.record, ports, nowMs);
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
