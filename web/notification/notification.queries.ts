import type { Notification } from '#shared/notification/notification.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { api } from '#web/app/api.ts';
import { atLeast, rememberWrite } from '#web/app/writes.ts';
import { countQuery, refreshNoun } from '#web/record/record.queries.ts';

const isUnread: Predicate = { field: 'readAt', op: 'isEmpty' };
const shown = 30;

/** How many the person has not read. */
export const unreadQuery = () => countQuery('notification', { filter: isUnread }, []);

/** The newest ones, read or not. */
export const newestQuery = () => ({
  queryKey: ['notification', 'list', 'newest'] as const,
  queryFn: async (): Promise<readonly Notification[]> => {
    const newest = atLeast('notification');
    const { items } = await api.notification.list({
      query: { sort: '-createdAt', limit: shown, total: 'false', ...(newest && { 'at-least': newest }) },
    });
    return items;
  },
});

/** Marks those as read, or all. */
export const markRead = async (ids?: readonly string[]): Promise<void> => {
  const { read } = await api.notification.markRead({ body: ids ? { ids: [...ids] } : {} });
  for (const { id, version } of read) rememberWrite({ type: 'notification', id, version });
  await refreshNoun('notification');
};
