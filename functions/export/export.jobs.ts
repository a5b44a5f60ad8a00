import { orderKey, readJson } from '#functions/batch/json-blobs.ts';
import { actorOfUser } from '#functions/job/actor-of-user.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { JobKinds, Outcome } from '#functions/job/run-job.ts';
import type { Change } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import type { ModelSource } from '#functions/read-model/query-handlers.ts';
import { isProblem, ProblemError } from '#shared/contract/problem.ts';
import { exportHours } from '#shared/export/export.ts';
import type { Job } from '#shared/job/job.ts';
import { exportFolder, exportKey } from './export-files.ts';
import { exportChange, exportOf, loadExport } from './load-export.ts';
import { type ExportOrder, writeExport } from './write-export.ts';

const hourMs = 3_600_000;

const write = async (job: JobRun, model: ModelSource): Promise<Outcome> => {
  const { ports } = job;
  const id = job.job.subject?.id ?? '';
  const run = exportOf(await loadExport(id, ports));
  const order = await readJson<ExportOrder>(ports.files, orderKey(exportFolder, id));
  if (!order) throw new ProblemError('conflict', 'It is too old: what it was about is gone.');
  const actor = await actorOfUser(job.job.ownerId ?? '', ports);
  const rowCount = await writeExport({ run, order, actor, model, job });
  const sizeBytes = (await ports.files.sizeOf(exportKey(id, job.job.id))) ?? 0;
  const now = ports.clock.now();
  const values = {
    state: 'ready',
    rowCount,
    sizeBytes,
    finishedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + exportHours * hourMs).toISOString(),
  };
  return {
    progress: { done: rowCount, total: rowCount, failed: 0 },
    changes: [exportChange(await loadExport(id, ports), values, 'finished')],
  };
};

const failed = async (job: Job, detail: string, ports: Ports): Promise<readonly Change[]> => {
  try {
    const stored = await loadExport(job.subject?.id ?? '', ports);
    return [exportChange(stored, { state: 'failed', error: detail.slice(0, 1000) })];
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
};

/** The kind of job that writes an export. */
export const exportJobs = (model: ModelSource): JobKinds => ({
  exportFile: { run: (job) => write(job, model), failed },
});
