import { createSignal } from 'solid-js';
import { isJobOver, type Job } from '#shared/job/job.ts';
import { api } from '#web/app/api.ts';
import { invalidate } from '#web/app/query-client.ts';
import { atLeast, rememberWrite } from '#web/app/writes.ts';

const pollMs = 1200;
const dayMs = 24 * 3_600_000;
const hiddenKey = 'tray-hidden';

const [hiddenBefore, setHiddenBefore] = createSignal(localStorage.getItem(hiddenKey) ?? '');
const [isTrayOpen, setIsTrayOpen] = createSignal(false);

export { isTrayOpen, setIsTrayOpen };

/** Nothing more happens to it. */
export const isOver = (job: Job): boolean => isJobOver(job.state);

/** Jobs whose result the tray shows: the newest of each thing that jobs work for, those that were hidden left out. */
export const shownJobs = (jobs: readonly Job[]): readonly Job[] => {
  const newest = new Map<string, Job>();
  for (const job of jobs) {
    const key = job.subject?.id ?? job.id;
    const known = newest.get(key);
    if (!known || known.createdAt < job.createdAt) newest.set(key, job);
  }
  return [...newest.values()].filter((job) => !isOver(job) || (job.finishedAt ?? job.updatedAt) > hiddenBefore());
};

/** Hides what is done; what runs stays. */
export const hideDone = (): void => {
  const now = new Date().toISOString();
  localStorage.setItem(hiddenKey, now);
  setHiddenBefore(now);
};

const jobsKey = ['job', 'list', 'own'] as const;

/** A person's own jobs of a day, the newest first; asked again while one of them is not over. */
export const jobsQuery = (userId: string) => ({
  queryKey: jobsKey,
  queryFn: async (): Promise<readonly Job[]> => {
    const since = new Date(Date.now() - dayMs).toISOString();
    const { items } = await api.job.list({
      query: {
        filter: JSON.stringify({
          and: [
            { field: 'ownerId', op: 'eq', value: userId },
            { field: 'createdAt', op: 'gte', value: since },
          ],
        }),
        sort: '-createdAt',
        limit: 20,
        total: 'false',
        'at-least': atLeast('job'),
      },
    });
    return items;
  },
  staleTime: 0,
  refetchInterval: (query: { readonly state: { readonly data?: readonly Job[] | undefined } }) =>
    query.state.data?.some((job) => !isOver(job)) ? pollMs : (false as const),
});

/** A job was started here: the tray looks for it and opens. */
export const startedJob = (id: string): void => {
  rememberWrite({ type: 'job', id, version: 1 });
  setIsTrayOpen(true);
  void invalidate({ queryKey: jobsKey });
};
