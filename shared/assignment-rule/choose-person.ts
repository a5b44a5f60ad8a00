import { isTakingLeads } from '../user/user.ts';
import type { AssignmentRule } from './assignment-rule.ts';

type Person = Readonly<Record<string, unknown>> & { readonly id: string };
type Lead = Readonly<Record<string, unknown>>;

/** Where a rule's rotation stands: who came last (per territory), and for weights what each is owed. */
export type Rotation = {
  readonly last: Readonly<Record<string, string>>;
  readonly credit: Readonly<Record<string, number>>;
};
export const freshRotation: Rotation = { last: {}, credit: {} };

export type ChoiceInput = {
  readonly rule: AssignmentRule;
  readonly lead: Lead;
  readonly people: ReadonlyMap<string, Person>;
  /** Open leads of each person. */
  readonly load: ReadonlyMap<string, number>;
  readonly rotation: Rotation;
  /** The day in a person's time zone, `YYYY-MM-DD`. */
  readonly todayOf: (person: Person) => string;
};
export type Choice = { readonly userId: string; readonly rotation: Rotation; readonly reason: string };

const everywhere = '*';
const fold = (value: unknown): string => (typeof value === 'string' ? value.trim().toLocaleLowerCase('en') : '');

const territoryOf = ({ rule, lead }: ChoiceInput): string => fold(lead[rule.territoryField ?? 'country']);

/** Whether somebody of a rule's people can get a lead, or what stands in the way. */
export const standings = ['available', 'unavailable', 'full', 'elsewhere'] as const;
export type Standing = (typeof standings)[number];

/** `unavailable`: gone, away or taking none; `full`: has as many open leads as the rule allows; `elsewhere`: of another territory. */
export const standingOf = (input: ChoiceInput, userId: string): Standing => {
  const { rule, people, load, todayOf } = input;
  const person = people.get(userId);
  if (!person || !isTakingLeads(person, todayOf(person))) return 'unavailable';
  if (rule.maxOpenLeads !== undefined && (load.get(userId) ?? 0) >= rule.maxOpenLeads) return 'full';
  if (rule.method !== 'territory') return 'available';
  const territory = territoryOf(input);
  const own = person.territories;
  return territory !== '' && Array.isArray(own) && own.some((t) => fold(t) === territory) ? 'available' : 'elsewhere';
};

const candidatesOf = (input: ChoiceInput): string[] =>
  [...new Set(input.rule.pool.map((member) => member.userId))].filter((id) => standingOf(input, id) === 'available');

/** The next of `candidates` after `last` in the order of the pool, whether or not `last` is still among them. */
const nextInTurn = (
  pool: readonly string[],
  candidates: readonly string[],
  last: string | undefined,
): string | undefined => {
  const start = last === undefined ? 0 : pool.indexOf(last) + 1;
  const order = [...pool.slice(start), ...pool.slice(0, start)];
  return order.find((id) => candidates.includes(id));
};

const byTurn = (input: ChoiceInput, candidates: readonly string[], turn: string, how: string): Choice | undefined => {
  // somebody who is named twice has one turn
  const pool = [...new Set(input.rule.pool.map((m) => m.userId))];
  const userId = nextInTurn(pool, candidates, input.rotation.last[turn]);
  if (userId === undefined) return undefined;
  return {
    userId,
    rotation: { ...input.rotation, last: { ...input.rotation.last, [turn]: userId } },
    reason: `${how} among ${candidates.length} available`,
  };
};

/** Smooth weighted rotation: each is credited its weight, the one who is owed most is chosen and pays the total. */
const byWeight = ({ rule, rotation }: ChoiceInput, candidates: readonly string[]): Choice | undefined => {
  const weightOf = (id: string): number => rule.pool.find((m) => m.userId === id)?.weight ?? 1;
  const total = candidates.reduce((sum, id) => sum + weightOf(id), 0);
  const owed = candidates.map((id) => ({ id, credit: (rotation.credit[id] ?? 0) + weightOf(id) }));
  const [first] = [...owed].sort((a, b) => b.credit - a.credit);
  if (!first) return undefined;
  const credit = {
    ...rotation.credit,
    ...Object.fromEntries(owed.map((o) => [o.id, o.credit - (o.id === first.id ? total : 0)])),
  };
  return {
    userId: first.id,
    rotation: { ...rotation, credit },
    reason: `weighted turn (${weightOf(first.id)} of ${total})`,
  };
};

const byLoad = (input: ChoiceInput, candidates: readonly string[]): Choice | undefined => {
  const least = Math.min(...candidates.map((id) => input.load.get(id) ?? 0));
  const idle = candidates.filter((id) => (input.load.get(id) ?? 0) === least);
  const chosen = byTurn(input, idle, everywhere, 'fewest open leads');
  return chosen && { ...chosen, reason: `fewest open leads (${least}) of ${candidates.length} available` };
};

/** Whom a rule gives a lead to, and how its rotation then stands; undefined where nobody is available. */
export const choosePerson = (input: ChoiceInput): Choice | undefined => {
  const candidates = candidatesOf(input);
  if (candidates.length === 0) return undefined;
  switch (input.rule.method) {
    case 'roundRobin':
      return byTurn(input, candidates, everywhere, 'next in turn');
    case 'weighted':
      return byWeight(input, candidates);
    case 'leastLoaded':
      return byLoad(input, candidates);
    case 'territory':
      return byTurn(
        input,
        candidates,
        territoryOf(input),
        `next in turn for ${input.rule.territoryField ?? 'country'} ${String(input.lead[input.rule.territoryField ?? 'country'])}`,
      );
  }
};
