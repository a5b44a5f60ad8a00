import { type ClientOf, createClient } from '#shared/contract/client.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { Registry } from '#shared/registry.ts';
import { declarations } from '#web/lib/declarations.ts';
import { accessToken } from './session.ts';

/** The typed client of every declared route. */
export const api: ClientOf<Registry> = createClient(
  // the same declarations without their schemas, of which the client uses none
  declarations as unknown as Registry,
  { origin: '', token: accessToken, newKey: () => crypto.randomUUID() },
);

export type RefTitles = Readonly<Record<string, { readonly noun: string; readonly title: string }>>;
type MoneySum = { readonly amountMinor: number; readonly currency: string };
export type Sums = Readonly<Record<string, number | readonly MoneySum[]>>;
/** Averages, extremes and counts of values, by `figure:field`. */
export type Figures = Readonly<Record<string, number | string | null | readonly MoneySum[]>>;
/** The records of one value of a field. */
export type Group = { readonly key: string | number | boolean | null; readonly count: number; readonly sums: Sums };
type Change = { readonly field: string; readonly before?: unknown; readonly after?: unknown };
type Actor = { readonly kind: string; readonly id: string; readonly name?: string | undefined };

export type TimelineEntry = {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: Actor;
  readonly noun: string;
  readonly recordId: string;
  readonly title: string;
  readonly changes: readonly Change[];
  readonly record?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
};
export type Revision = {
  readonly version: number;
  readonly type: string;
  readonly at: string;
  readonly actor: Actor;
  readonly changes: readonly Change[];
};

/** What narrows a list. */
export type Selection = {
  readonly filter?: Predicate | undefined;
  readonly q?: string | undefined;
  readonly deleted?: boolean | undefined;
};
type Lagging = { readonly 'at-least'?: string | undefined };
type Body = Readonly<Record<string, unknown>>;
type OfRecord = { readonly params: { readonly id: string } };
type Changing = OfRecord & { readonly ifMatch: number };

/** The routes that every noun has, for screens that work for any of them. */
export type NounClient = {
  readonly create: (input: { readonly body: Body; readonly idempotencyKey?: string }) => Promise<AnyRecord>;
  readonly get: (input: OfRecord & { readonly query?: { readonly asOf?: string | undefined } }) => Promise<AnyRecord>;
  readonly update: (input: Changing & { readonly body: Body }) => Promise<AnyRecord>;
  readonly remove: (input: Changing) => Promise<AnyRecord>;
  readonly restore: (input: Changing) => Promise<AnyRecord>;
  readonly revert: (input: Changing & { readonly body: { readonly toVersion: number } }) => Promise<AnyRecord>;
  readonly history: (
    input: OfRecord & { readonly query?: { readonly cursor?: string | undefined; readonly limit?: number } },
  ) => Promise<{ readonly items: readonly Revision[]; readonly cursor?: string }>;
  readonly bulk: (input: { readonly body: Body }) => Promise<{
    readonly results: readonly { readonly id: string; readonly status: number; readonly problem?: Body }[];
    readonly done: number;
    readonly failed: number;
  }>;
  readonly list: (input: {
    readonly query: Selection &
      Lagging & {
        readonly sort?: string | undefined;
        readonly columns?: string | undefined;
        readonly cursor?: string | undefined;
        readonly limit?: number;
        readonly total?: boolean;
      };
  }) => Promise<{
    readonly items: readonly AnyRecord[];
    readonly cursor?: string;
    readonly total?: number;
    readonly refs: RefTitles;
  }>;
  readonly count: (input: {
    readonly query: Selection & Lagging & { readonly sum?: string | undefined; readonly figures?: string | undefined };
  }) => Promise<{ readonly count: number; readonly sums: Sums; readonly figures?: Figures }>;
  readonly groups: (input: {
    readonly query: Selection & Lagging & { readonly by: string; readonly sum?: string | undefined };
  }) => Promise<{ readonly groups: readonly Group[]; readonly refs: RefTitles }>;
  readonly timeline: (
    input: OfRecord & {
      readonly query: Lagging & {
        readonly before?: string | undefined;
        readonly kind?: string | undefined;
        readonly limit?: number;
      };
    },
  ) => Promise<{ readonly items: readonly TimelineEntry[]; readonly cursor?: string; readonly refs: RefTitles }>;
};

/** The standard routes of a noun that is only known at run time. */
export const recordsOf = (noun: string): NounClient => {
  const found: unknown = Object.entries(api).find(([name]) => name === noun)?.[1];
  // every noun of the registry has these routes: `nounFeature` gives them
  return found as NounClient;
};
