import { auditHandlers } from '#functions/audit/audit.handlers.ts';
import { changesHandlers } from '#functions/changes/changes.handlers.ts';
import { liveHandlers } from '#functions/live/live.handlers.ts';
import { meHandlers } from '#functions/me/me.handlers.ts';
import { notificationHandlers } from '#functions/notification/notification.handlers.ts';
import { viewAsHandlers } from '#functions/view-as/view-as.handlers.ts';
import { standardOf } from './standard-of.ts';

/** What answers the routes of the area `platform`. */
export const platformHandlers = [
  ...standardOf('platform', ['notification']),
  ...notificationHandlers,
  ...changesHandlers,
  ...auditHandlers,
  ...viewAsHandlers,
  ...liveHandlers,
  ...meHandlers,
];
