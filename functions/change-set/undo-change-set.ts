import { personContext } from '#functions/batch/person-context.ts';
import { Seen } from '#functions/batch/seen.ts';
import type { Undoing } from '#functions/batch/undo-record.ts';
import { type References, type UndoneRows, undoRows } from '#functions/batch/undo-rows.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { Actor } from '#functions/platform/context.ts';
import type { ChangeCounts } from '#shared/change-set/change-set.ts';
import { readChunk } from './plan-store.ts';

export type UndoPlan = {
  readonly id: string;
  readonly planId: string;
  readonly chunks: number;
  readonly planned: ChangeCounts;
  readonly actor: Actor;
  readonly references: References;
  readonly job: JobRun;
};

const depth = 50;

/** What a change set wrote, as what is undone. */
export const undoingOfSet = (id: string): Undoing => ({
  isOurs: (e) => e.cause.by === id,
  isMadeByIt: () => false,
  by: `undo:${id}`,
  depth,
});

/** Undoes something to the records that a plan would change, from the last to the first. Answers nothing where the slice was over before. */
export const undoPlanned = (
  undoing: Undoing,
  { id, planId, chunks, planned, actor, references, job }: UndoPlan,
): Promise<UndoneRows | undefined> => {
  const { ports } = job;
  return undoRows({
    undoing,
    chunks,
    rowsOf: async (chunk) =>
      (await readChunk(ports.files, id, planId, chunk)).filter(({ kind }) => kind === 'change').reverse(),
    total: planned.change,
    goesToo: undoing.isMadeByIt,
    // each record is read as it is now
    context: { ...personContext(actor, ports, new Seen(), ports.clock.now()), ports },
    references,
    job,
  });
};
