import { changesHandlers } from '#functions/changes/changes.handlers.ts';
import { importHandlers } from '#functions/import/import.handlers.ts';
import { meHandlers } from '#functions/me/me.handlers.ts';
import { standardOf } from './standard-of.ts';

/** What answers the routes of the area `platform`; imports look records up in the read model. */
export const platformHandlers = (lookup: Parameters<typeof importHandlers>[0]) => [
  ...standardOf('platform', ['import']),
  ...importHandlers(lookup),
  ...changesHandlers,
  ...meHandlers,
];
