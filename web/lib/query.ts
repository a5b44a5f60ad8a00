export {
  createInfiniteQuery,
  createMutation,
  createQuery,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  QueryClientProvider,
  type QueryFilters,
  useQueryClient,
} from '@tanstack/solid-query';

type Readable<T> = {
  readonly data: T | undefined;
  readonly dataUpdatedAt: number;
  readonly isPlaceholderData: boolean;
};

/** The data of a query where there is any. Reading `.data` before that would suspend the whole route. */
export const dataOf = <T>(query: Readable<T>): T | undefined =>
  query.isPlaceholderData || query.dataUpdatedAt > 0 ? query.data : undefined;
