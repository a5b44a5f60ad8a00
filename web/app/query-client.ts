import { MutationCache, QueryCache, QueryClient } from '#web/lib/query.ts';
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
