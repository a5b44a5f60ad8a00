export {
  createInfiniteQuery,
  createMutation,
  createQuery,
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useQueryClient,
} from '@tanstack/solid-query';
