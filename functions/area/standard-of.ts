import type { BoundRoute } from '#functions/platform/handle.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import type { Area, Entity } from '#shared/contract/entity.ts';
import { standardRoutes } from '#shared/contract/standard-routes.ts';
import { entities } from '#shared/registry.ts';
import { rulesOf } from './noun-rules.ts';

/** The standard routes of all nouns of an area, with the rules of each, but of those with handlers of their own. */
export const standardOf = (area: Area, withOwn: readonly string[] = []): BoundRoute[] =>
  entities
    .filter((entity) => entity.area === area && !withOwn.includes(entity.noun))
    .flatMap((entity: Entity) => standardHandlers(entity, standardRoutes(entity), rulesOf(entity.noun)));
