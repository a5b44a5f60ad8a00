import { Seen } from '#functions/batch/seen.ts';
import { type UndoneRows, undoRows } from '#functions/batch/undo-rows.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { Actor } from '#functions/platform/context.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { ImportRun } from '#shared/import/import.ts';
import { importContext } from './context.ts';
import type { Lookup } from './lookup.ts';
import { readChunk, readPlanIndex } from './plan-store.ts';

export type RevertRequest = {
  readonly run: ImportRun;
  readonly planId: string;
  readonly actor: Actor;
  readonly lookup: Lookup;
  readonly job: JobRun;
};

const depth = 50;

/**
 * Undoes an import from its last row to its first: records that it made go to the bin, records that it changed get their old values. What
 * somebody changed since, and what others refer to, is left and named. Answers nothing where the slice was over before.
 */
export const revertImport = async ({
  run,
  planId,
  actor,
  lookup,
  job,
}: RevertRequest): Promise<UndoneRows | undefined> => {
  const { ports } = job;
  const context = { ...importContext(run, actor, ports, new Seen(), ports.clock.now()), ports };
  const index = await readPlanIndex(ports.files, run.id, planId);
  if (!index) throw new Error(`plan ${planId} is gone`);
  const isMadeByIt = ({ createdBy }: AnyRecord): boolean => createdBy.kind === 'import' && createdBy.id === run.id;
  return undoRows({
    undoing: { isOurs: (e) => e.cause.by === run.id, isMadeByIt, by: `undo:${run.id}`, depth },
    chunks: index.chunks.length,
    rowsOf: async (chunk) =>
      (await readChunk(ports.files, run.id, planId, chunk))
        .flatMap(({ kind, noun, id }) =>
          (kind === 'create' || kind === 'update') && id !== undefined ? [{ noun, id }] : [],
        )
        .reverse(),
    total: index.chunks.reduce((n, c) => n + c.counts.create + c.counts.update, 0),
    goesToo: ({ createdBy }) => createdBy.id === run.id,
    context,
    references: lookup,
    job,
  });
};
