import { api } from '#web/app/api.ts';
import { learnTitles } from '#web/app/refs.ts';
import { atLeast } from '#web/app/writes.ts';

/** What narrows the audit log; every part may be left out. */
export type AuditFilter = {
  readonly q?: string | undefined;
  readonly actor?: string | undefined;
  readonly noun?: string | undefined;
  readonly record?: string | undefined;
  readonly kinds?: string | undefined;
  /** Instants. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

const pageSize = 50;

/** Pages of the audit log, the newest changes first. */
export const auditQuery = (filter: AuditFilter) => ({
  // not under the name of a noun, with whose records it would be kept up to date
  queryKey: ['audit', 'log', filter] as const,
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam }: { readonly pageParam: string | undefined }) => {
    const page = await api.audit.list({
      query: { ...filter, before: pageParam, limit: pageSize, 'at-least': atLeast() },
    });
    learnTitles(page.refs);
    return page;
  },
  getNextPageParam: (last: { readonly cursor?: string | undefined }) => last.cursor,
});
