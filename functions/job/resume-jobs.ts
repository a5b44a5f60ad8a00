import { CommitRefused, commit } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import type { Key } from '#functions/platform/table.ts';
import { isJobOver, job } from '#shared/job/job.ts';
import { jobActor } from './job-run.ts';
import { jobStateKey, openJobsPk, patienceMs, stateItem, stateOf } from './job-state.ts';

/**
 * Takes up again every job that nobody holds and nobody came for in time, after a crash or a lost event. Answers how many. For the sweep of
 * each minute.
 */
export const resumeExpiredJobs = async (ports: Pick<Ports, 'table' | 'clock' | 'ids' | 'log'>): Promise<number> => {
  const { table, clock } = ports;
  let resumed = 0;
  let after: Key | undefined;
  do {
    const page = await table.query({ pk: openJobsPk, ...(after && { after }) });
    for (const item of page.items) {
      const state = stateOf(item);
      if (state.leaseUntil > clock.now()) continue;
      const stored = await table.get(recordKey(job.noun, item.sk));
      if (!stored || !isStoredRecord(stored) || isJobOver(stored.record.state)) {
        await table.delete(jobStateKey(item.sk));
        continue;
      }
      // a lease that ran out means that whoever held it is gone
      const failures = state.failures + (state.token === '' ? 0 : 1);
      const free = { ...state, token: '', leaseUntil: clock.now() + patienceMs, failures };
      const values = { ...stored.record, state: 'queued', resumptions: Number(stored.record.resumptions ?? 0) + 1 };
      try {
        await commit(ports, {
          actor: jobActor,
          cause: { chain: [], by: 'sweeper' },
          changes: [{ entity: job, id: item.sk, before: stored, after: values, verb: 'resumed' }],
          also: [stateItem(item.sk, state.token, free)],
        });
        resumed++;
      } catch (error) {
        // somebody took it just now
        if (!(error instanceof CommitRefused)) throw error;
      }
    }
    after = page.last;
  } while (after);
  return resumed;
};
