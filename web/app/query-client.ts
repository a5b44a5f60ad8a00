import { QueryClient } from '#web/lib/query.ts';
import { problemOf } from './problems.ts';

const maxRetries = 2;

/** Answers stay fresh for a moment; what the server refused is not asked again, what it could not do is. */
export const queryClient = new QueryClient({
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
