import { createSignal } from 'solid-js';
import type { NewChangeSet } from '#shared/change-set/change-set.routes.ts';
import type { ChangeKind, ChangeSet, ChangeSetState } from '#shared/change-set/change-set.ts';
import type { RecordSelection } from '#shared/change-set/record-choice.ts';
import type { NewExport } from '#shared/export/export.routes.ts';
import { api, type Selection } from '#web/app/api.ts';
import { showProblem } from '#web/app/problems.ts';
import { queryClient } from '#web/app/query-client.ts';
import { learnTitles } from '#web/app/refs.ts';
import { rememberWrite } from '#web/app/writes.ts';
import { startedJob } from '#web/job/job.queries.ts';

/** What narrows a list, as a body says it. */
export const selectionBody = ({ filter, q, deleted }: Selection): RecordSelection => ({
  ...(filter && { filter }),
  ...(q && { q }),
  ...(deleted && { deleted }),
});

const pollMs = 700;
const working: readonly ChangeSetState[] = ['planning', 'applying', 'reverting'];

const changeSetKey = (id: string) => ['changeSet', 'get', id] as const;

/** A change set; asked again while a job works for it. */
export const changeSetQuery = (id: string) => ({
  queryKey: changeSetKey(id),
  queryFn: () => api.changeSet.get({ params: { id }, query: {} }),
  staleTime: 0,
  refetchInterval: (query: { readonly state: { readonly data?: ChangeSet | undefined } }) =>
    query.state.data && working.includes(query.state.data.state) ? pollMs : (false as const),
});

/** Records of a plan, of one kind. */
export const rowsQuery = (set: ChangeSet, kind: ChangeKind) => ({
  queryKey: ['changeSet', 'rows', set.id, set.planId, kind] as const,
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam }: { readonly pageParam: string | undefined }) => {
    const page = await api.changeSet.rows({
      params: { id: set.id },
      query: { kind, limit: 50, ...(pageParam && { cursor: pageParam }) },
    });
    learnTitles(page.refs);
    return page;
  },
  getNextPageParam: (last: { readonly cursor?: string | undefined }) => last.cursor,
});

const tookChangeSet = (set: ChangeSet): void => {
  rememberWrite({ type: 'changeSet', id: set.id, version: set.version });
  queryClient.setQueryData(changeSetKey(set.id), set);
};

const [reviewed, setReviewed] = createSignal<string>();

export { reviewed };

/** Shows a plan, from wherever one is. */
export const openReview = (id: string): void => {
  setReviewed(id);
};
export const closeReview = (): void => {
  setReviewed(undefined);
};

/** Has a change set planned and shows what would change. True where it was begun. */
export const planChanges = async (body: NewChangeSet): Promise<boolean> => {
  try {
    const { changeSet, jobId } = await api.changeSet.create({ body });
    tookChangeSet(changeSet);
    startedJob(jobId);
    setReviewed(changeSet.id);
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
};

/** Takes a step that a job does. */
export const startStep = async (set: ChangeSet, step: 'apply' | 'undo'): Promise<void> => {
  try {
    const { changeSet, jobId } = await api.changeSet[step]({ params: { id: set.id }, ifMatch: set.version });
    tookChangeSet(changeSet);
    startedJob(jobId);
  } catch (error) {
    showProblem(error);
  }
};

/** Stops what a job does for a change set, or gives its plan up. */
export const cancelChangeSet = async (id: string): Promise<void> => {
  try {
    const { version } = await api.changeSet.get({ params: { id }, query: {} });
    tookChangeSet(await api.changeSet.cancel({ params: { id }, ifMatch: version }));
  } catch (error) {
    showProblem(error);
  }
};

/** Has records written to a file. True where it was begun. */
export const beginExport = async (body: NewExport): Promise<boolean> => {
  try {
    const { jobId } = await api.export.create({ body });
    startedJob(jobId);
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
};
