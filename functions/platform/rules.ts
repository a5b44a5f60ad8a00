import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import type { Item, Key, TransactItem } from './table.ts';

export type RecordRef = { readonly noun: string; readonly id: string };
export type Values = Readonly<Record<string, unknown>>;

/** The ways by which a record comes to be changed. */
export type WritePath = 'create' | 'update' | 'move' | 'revert' | 'import';

/** An item of the machine's state that a rule asked for; undefined where there is none. */
export type StateOf = (key: Key) => Item | undefined;
/** For rules that ask for none. */
export const noState: StateOf = () => undefined;

export type RuleInput = {
  readonly path: WritePath;
  readonly before: AnyRecord | undefined;
  /** The fields as they would be. */
  readonly after: Values;
  /** A record that `needs` asked for. */
  readonly related: (noun: string, id: string) => AnyRecord | undefined;
  readonly state: StateOf;
  readonly actor: ActorRef;
  /** The actor may change the settings of the whole organisation. */
  readonly isAdministrator: boolean;
  /** ISO 8601 in UTC. */
  readonly now: string;
};

export type RuleResult = {
  readonly after: Values;
  /** The event's verb, where it is not the usual one of the path. */
  readonly verb?: string;
  /** What must still hold when it is written. */
  readonly checks?: readonly TransactItem[];
};

/**
 * Rules of a noun that hold on every path by which its records are written: create, update, bulk, move, revert and import.
 * Throws `ProblemError` where they are not met.
 */
export type RecordRules = {
  /** Items of the machine's state that change along with a record, on every path, also into the bin and out of it. */
  readonly effects?: (before: AnyRecord | undefined, after: Values, state: StateOf) => readonly TransactItem[];
  /** Items of the machine's state that `apply` and `effects` look at. */
  readonly stateKeys?: (after: Values) => readonly Key[];
  /** Records that the decision needs; asked again with what was found, until it names no new one. */
  readonly needs?: (input: Omit<RuleInput, 'actor' | 'isAdministrator' | 'now' | 'state'>) => readonly RecordRef[];
  readonly apply?: (input: RuleInput) => RuleResult;
};
