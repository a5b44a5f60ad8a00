import type { Change } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import { recordKey } from '#functions/platform/stored.ts';
import type { TransactItem } from '#functions/platform/table.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import { isJobOver, job } from '#shared/job/job.ts';
import { jobStateKey } from './job-state.ts';

/** What must be committed to stop a job; nothing where it is over. Whoever runs it sees with its next write that its lease is gone. */
export const stopJob = async (
  jobId: string | undefined,
  { ports, now }: Pick<Context, 'ports' | 'now'>,
): Promise<{ readonly changes: readonly Change[]; readonly also: readonly TransactItem[] }> => {
  const running = jobId === undefined ? undefined : recordOfItem(await ports.table.get(recordKey(job.noun, jobId)));
  if (!running || isJobOver(running.record.state)) return { changes: [], also: [] };
  const over = { ...running.record, state: 'cancelled', finishedAt: new Date(now).toISOString() };
  return {
    changes: [{ entity: job, id: running.record.id, before: running, after: over, verb: 'updated' }],
    also: [{ delete: jobStateKey(running.record.id) }],
  };
};
