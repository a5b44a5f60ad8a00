import { type BoundRoute, implement } from '#functions/platform/handle.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { notificationRoutes } from '#shared/notification/notification.routes.ts';
import { notification } from '#shared/notification/notification.ts';
import { markRead } from './mark-read.ts';

export const notificationHandlers: BoundRoute[] = [
  ...standardHandlers(notification, notificationRoutes),
  implement(notificationRoutes.markRead, async ({ body }, context) => ({ read: await markRead(body.ids, context) })),
];
