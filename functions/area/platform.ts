import { changesHandlers } from '#functions/changes/changes.handlers.ts';
import { meHandlers } from '#functions/me/me.handlers.ts';
import { createArea } from '#functions/platform/handle.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { standardOf } from './standard-of.ts';

export const handler = createArea(portsOfAws(), [
  ...standardOf('platform', ['import']),
  ...changesHandlers,
  ...meHandlers,
]);
