import { importAreaHandlers } from '#functions/area/import.handlers.ts';
import { peopleHandlers } from '#functions/area/people.handlers.ts';
import { platformHandlers } from '#functions/area/platform.handlers.ts';
import { publicHandlers } from '#functions/area/public.handlers.ts';
import { salesHandlers } from '#functions/area/sales.handlers.ts';
import type { BoundRoute } from '#functions/platform/handle.ts';
import { type ModelSource, queryHandlers } from '#functions/read-model/query-handlers.ts';
import { registry } from '#shared/registry.ts';

type Lookup = Parameters<typeof importAreaHandlers>[0];

/** What answers the routes of every area, as the entries in `functions/area` put it together. */
export const areasOf = (lookup: Lookup, model: ModelSource): Readonly<Record<string, readonly BoundRoute[]>> => ({
  people: peopleHandlers,
  sales: salesHandlers,
  import: importAreaHandlers(lookup),
  platform: platformHandlers,
  public: publicHandlers,
  query: queryHandlers(Object.values(registry), model),
});
