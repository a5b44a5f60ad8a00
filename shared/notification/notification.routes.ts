import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { standardRoutes } from '../contract/standard-routes.ts';
import { notification } from './notification.ts';

/** More unread ones than this are not kept for anybody. */
export const maxUnread = 100;

export const notificationRoutes = {
  ...standardRoutes(notification),
  markRead: defineRoute({
    method: 'POST',
    path: '/v1/notifications/read',
    permission: 'signed-in:any',
    area: 'platform',
    summary: 'Mark notifications as read: those named, or all',
    body: z.strictObject({ ids: z.array(recordId).min(1).max(maxUnread).optional() }),
    response: z.object({
      read: z.array(z.object({ id: z.string(), version: z.int() })).meta({ description: 'Those that were unread' }),
    }),
  }),
};
