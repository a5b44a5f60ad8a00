import type { RecordChoice } from '#shared/change-set/record-choice.ts';

/** What is to be done, as it was asked for. */
export type Order = {
  readonly choice?: RecordChoice;
  /** Fields to set; null clears. */
  readonly patch?: Readonly<Record<string, unknown>>;
  readonly tags?: { readonly add: readonly string[]; readonly remove: readonly string[] };
  /** Whose changes are undone, between which times (ISO 8601 in UTC, both ends included). */
  readonly person?: { readonly id: string; readonly since: string; readonly until: string };
};
