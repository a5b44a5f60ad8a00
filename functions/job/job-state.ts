import type { Item, Key, TransactItem } from '#functions/platform/table.ts';

/** All jobs that are not over lie in one partition, so that who looks after them finds them with one query. */
export const openJobsPk = 'state#jobs';
export const jobStateKey = (jobId: string): Key => ({ pk: openJobsPk, sk: jobId });

/**
 * State of a job that is not over. Who runs it holds its `token` until `leaseUntil` (milliseconds since 1970); nobody does where the token is
 * empty, and then `leaseUntil` says when somebody should have begun. `cursor` is how far it is, as the job's kind understands it.
 */
export type JobState = {
  readonly token: string;
  readonly leaseUntil: number;
  readonly cursor: string;
  /** Failed attempts since the cursor moved last. */
  readonly failures: number;
};

export const stateOf = (item: Item): JobState => ({
  token: String(item.token ?? ''),
  leaseUntil: Number(item.leaseUntil ?? 0),
  cursor: String(item.cursor ?? ''),
  failures: Number(item.failures ?? 0),
});

/** Writes the state, if the token is still the one given. */
export const stateItem = (jobId: string, token: string, state: JobState): TransactItem => ({
  put: { ...jobStateKey(jobId), ...state },
  condition: { equals: { token } },
});

/** A job whose event does not come to anybody within this time is taken up by the sweeper. */
export const patienceMs = 90_000;
/** Who runs a job renews the lease at least twice in this time. */
export const leaseMs = 60_000;
