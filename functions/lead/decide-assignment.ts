import { activeRulesKey } from '#functions/assignment-rule/assignment-rule.rules.ts';
import type { Ports } from '#functions/platform/context.ts';
import { extendedEntity } from '#functions/platform/customisation.ts';
import { recordKey, stateKey } from '#functions/platform/stored.ts';
import type { Item, Key } from '#functions/platform/table.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import type { AssignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import {
  type Choice,
  type ChoiceInput,
  choosePerson,
  freshRotation,
  type Rotation,
} from '#shared/assignment-rule/choose-person.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { lead as leadEntity } from '#shared/lead/lead.ts';
import { evaluate } from '#shared/predicate/evaluate.ts';
import { entityOf } from '#shared/registry.ts';
import { openLeadsKey } from './lead.rules.ts';

type TablePorts = Pick<Ports, 'table'>;

/** Where a rule's rotation stands. */
export const rotationKey = (ruleId: string): Key => stateKey('rotation', ruleId);

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

/** The active rules in the order in which they are tried. */
export const loadActiveRules = async ({ table }: TablePorts): Promise<AssignmentRule[]> => {
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

/** A rotation with the number of its turns, which guards it. */
export type Turn = { readonly rotation: Rotation; readonly turn: number };
// the item holds what `pointerItem` of `assign-lead.ts` wrote
const turnOf = (item: Item | undefined): Turn => ({
  rotation: (item?.rotation as Rotation | undefined) ?? freshRotation,
  turn: Number(item?.turn ?? 0),
});

export type Decision = {
  readonly rule: AssignmentRule;
  readonly turn: Turn;
  readonly choice: Choice;
  readonly owner: AnyRecord;
};

/** A rule that was tried; `input` is what it chose from, where its condition holds. */
export type Tried = { readonly rule: AssignmentRule; readonly input?: ChoiceInput };
export type Outcome = { readonly decision?: Decision; readonly tried: readonly Tried[] };

const tryRule = async (
  rule: AssignmentRule,
  lead: AnyRecord,
  { table }: TablePorts,
  nowMs: number,
): Promise<{ input: ChoiceInput; decision?: Decision }> => {
  const pool = rule.pool.map((m) => m.userId);
  // before the counts: as long as the pointer stays, they are no older than the choice that it guards
  const turn = turnOf(await table.get(rotationKey(rule.id)));
  const items = await table.batchGet([...pool.map((id) => recordKey('user', id)), ...pool.map(openLeadsKey)]);
  const people = new Map(recordsOfItems(items).map((s) => [s.record.id, s.record]));
  const input: ChoiceInput = {
    rule,
    lead,
    people,
    load: new Map(pool.map((id) => [id, Number(items.find((i) => i.pk === openLeadsKey(id).pk)?.value ?? 0)])),
    rotation: turn.rotation,
    todayOf: (p) => dayIn(p.timeZone, nowMs),
  };
  const choice = choosePerson(input);
  const owner = choice && people.get(choice.userId);
  return { input, ...(choice && owner && { decision: { rule, turn, choice, owner } }) };
};

const loadRelated = async (lead: AnyRecord, { table }: TablePorts) => {
  const refs = Object.entries(leadEntity.allFields).flatMap(([field, { target }]) => {
    const id = lead[field];
    return target && typeof id === 'string' ? [recordKey(target, id)] : [];
  });
  const found = new Map(recordsOfItems(await table.batchGet(refs)).map((s) => [s.pk, s.record]));
  return (noun: string, id: string): AnyRecord | undefined => found.get(recordKey(noun, id).pk);
};

/** Whom the rules give a lead to, and which were tried on the way. Writes nothing: the turn is taken by who commits the decision. */
export const decideAssignment = async (
  lead: AnyRecord,
  ports: TablePorts,
  nowMs: number,
  rules?: readonly AssignmentRule[],
): Promise<Outcome> => {
  const tried: Tried[] = [];
  const view = {
    now: nowMs,
    timeZone: 'UTC',
    actor: { id: 'assignment', teamIds: [] },
    entity: await extendedEntity(leadEntity, { ports }),
    findEntity: entityOf,
    related: await loadRelated(lead, ports),
  };
  for (const rule of rules ?? (await loadActiveRules(ports))) {
    if (rule.when !== undefined && !evaluate(rule.when, lead, view)) {
      tried.push({ rule });
      continue;
    }
    const { input, decision } = await tryRule(rule, lead, ports, nowMs);
    tried.push({ rule, input });
    if (decision) return { decision, tried };
  }
  return { tried };
};

const maxReason = 2000;

const lostOf = ({ decision, tried }: Outcome): string =>
  tried
    .filter(({ rule }) => rule.id !== decision?.rule.id)
    .map(({ rule, input }) => `“${rule.name}” ${input ? 'has nobody available' : 'does not apply'}`)
    .join('; ');

/** Why somebody gets a lead, or nobody, in words that stay with it. */
export const reasonOf = (outcome: Outcome): string => {
  const { decision } = outcome;
  const lost = lostOf(outcome);
  if (!decision)
    return `No rule gave this lead to anybody.${lost ? ` ${lost}.` : ' There are no active rules.'}`.slice(
      0,
      maxReason,
    );
  const { rule, choice, owner } = decision;
  const before = lost ? ` Before it: ${lost}.` : '';
  return `Rule “${rule.name}” (version ${rule.version}): ${String(owner.name)}, ${choice.reason}.${before}`.slice(
    0,
    maxReason,
  );
};
