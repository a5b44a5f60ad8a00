import type { ImportRow, RowKind } from '#shared/import/import.routes.ts';

/** A row as the plan keeps it: what will be done, with what, and the cells it comes from. */
export type PlannedRow = ImportRow & {
  /** Number of the file. */
  readonly file: number;
  readonly cells: readonly string[];
  /** True for a record that is made because a row names it. */
  readonly isMade?: boolean;
};

export type ChunkEntry = {
  readonly file: number;
  readonly n: number;
  readonly counts: Readonly<Record<RowKind, number>>;
};

/** Contents of a plan: its chunks in the order in which they are applied. */
export type PlanIndex = { readonly chunks: readonly ChunkEntry[] };

/** So few that the failures of one chunk fit the item that keeps how far an import is. */
export const rowsPerChunk = 500;

export const emptyCounts = (): Record<RowKind, number> => ({ create: 0, update: 0, skip: 0, wrong: 0 });
