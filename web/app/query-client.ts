import { MutationCache, QueryCache, QueryClient, type QueryFilters } from '#web/lib/query.ts';
import { problemOf } from './problems.ts';
import { endSession } from './session.ts';

const maxRetries = 2;

const onError = (error: unknown): void => {
  if (problemOf(error)?.code !== 'unauthenticated') return;
  endSession();
  // whoever signs in next may be somebody else
  queryClient.clear();
};

/** Answers stay fresh for a moment; what the server refused is not asked again, what it could not do is. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      reconcile: 'id',
      retry: (failures, error) => {
        const code = problemOf(error)?.code;
        return failures < maxRetries && (code === 'unavailable' || code === 'internal' || code === 'too-many-requests');
      },
    },
  },
});

/**
 * Everything that matches is asked again. A first answer that is still on its way may be older than the write that calls for this, and
 * the client would keep it: what waits for one is asked again when it has come.
 */
export const invalidate = async (filters: QueryFilters): Promise<void> => {
  const onTheirWay = queryClient
    .getQueryCache()
    .findAll({ ...filters, fetchStatus: 'fetching' })
    .filter(({ state }) => state.data === undefined);
  await Promise.all([
    queryClient.invalidateQueries(filters),
    ...onTheirWay.map(async (query) => {
      await query.promise?.catch(() => undefined);
      await queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }),
  ]);
};
