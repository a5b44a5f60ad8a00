import type { References } from '#functions/batch/undo-rows.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';

/** What tells a record in a list of candidates. */
export type Named = { readonly id: string; readonly title: string };

/** Finds records by what files call them. Answers may be some milliseconds old; what must be right is checked when it is written. */
export type Lookup = References & {
  /** Records that are not in the bin whose field has one of the values (`sameName` alike), by `sameName(value)`. */
  byField(noun: string, field: string, values: readonly string[]): Promise<ReadonlyMap<string, readonly AnyRecord[]>>;
  /** Candidates for a name that no record has, likely ones among them; at most a few thousand. */
  candidates(noun: string, name: string): Promise<readonly Named[]>;
  /** Every record of a noun of which there are few: stages, pipelines, users. At most 5,000. */
  all(noun: string): Promise<readonly AnyRecord[]>;
};
