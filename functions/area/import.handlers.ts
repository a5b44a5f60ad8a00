import { changeSetHandlers } from '#functions/change-set/change-set.handlers.ts';
import { exportHandlers } from '#functions/export/export.handlers.ts';
import { importHandlers } from '#functions/import/import.handlers.ts';
import type { LookupSource } from '#functions/import/import.jobs.ts';
import type { BoundRoute } from '#functions/platform/handle.ts';

/** What answers the routes of the area `import`: all that brings, changes and takes out many records. */
export const importAreaHandlers = (lookup: LookupSource): BoundRoute[] => [
  ...importHandlers(lookup),
  ...changeSetHandlers,
  ...exportHandlers,
];
