import { CommitRefused, commit } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import { maxUnread } from '#shared/notification/notification.routes.ts';
import { notification } from '#shared/notification/notification.ts';
import { readItem, unreadOf } from './unread.ts';

/** Record, event and mark of each, within the hundred items of a transaction. */
const atOnce = 30;
const maxAttempts = 3;

type Read = { readonly id: string; readonly version: number };

const markSome = async (ids: readonly string[], { actor, ports, now }: Context): Promise<Read[]> => {
  for (let attempt = 1; ; attempt++) {
    const items = await ports.table.batchGet(ids.map((id) => recordKey('notification', id)));
    const mine = recordsOfItems(items).filter(
      ({ record }) => record.ownerId === actor.id && record.readAt === undefined,
    );
    if (mine.length === 0) return [];
    const readAt = new Date(now).toISOString();
    try {
      const done = await commit(ports, {
        actor: actor.ref,
        changes: mine.map((before) => ({
          entity: notification,
          id: before.record.id,
          before,
          after: { ...before.record, readAt },
          verb: 'updated',
        })),
        also: mine.map(({ record }) => readItem(actor.id, record.id)),
      });
      return done.map(({ record, version }) => ({ id: record.id, version }));
    } catch (error) {
      // another tab marks them as well
      if (!(error instanceof CommitRefused) || attempt === maxAttempts) throw error;
    }
  }
};

/** Marks a person's notifications as read, those named or all; the ids of others name nothing. */
export const markRead = async (wanted: readonly string[] | undefined, context: Context): Promise<Read[]> => {
  const unread = await unreadOf(context.actor.id, 2 * maxUnread, context.ports);
  const ids = wanted ? unread.filter((id) => wanted.includes(id)) : unread;
  const read: Read[] = [];
  for (let i = 0; i < ids.length; i += atOnce) read.push(...(await markSome(ids.slice(i, i + atOnce), context)));
  return read;
};
