import type { Entity } from './entity.ts';
import { type ConsumerSpec, type EventSpec, standardEvents } from './event.ts';
import type { RouteSpec } from './route.ts';
import { standardRoutes } from './standard-routes.ts';

/** What a noun or a part of the system declares. A part without a record (search, changes) has routes only. */
export type Feature = {
  readonly entity?: Entity;
  readonly routes: Readonly<Record<string, RouteSpec>>;
  readonly events?: Readonly<Record<string, EventSpec>>;
  readonly consumers?: readonly ConsumerSpec[];
};

export const defineFeature = <const F extends Feature>(feature: F): F => feature;

/** A noun whose routes and events follow from its fields alone. */
export const nounFeature = <const E extends Entity>(entity: E, more: Pick<Feature, 'consumers'> = {}) => ({
  entity,
  routes: standardRoutes(entity),
  events: standardEvents(entity),
  ...more,
});
