import type { Area, Entity } from '#shared/contract/entity.ts';
import type { RouteSpec } from '#shared/contract/route.ts';

/** A route of the HTTP API. */
export type GatewayRoute = {
  readonly method: string;
  readonly path: string;
  readonly area: Area;
  readonly isPublic: boolean;
};

type Declared = Pick<RouteSpec, 'method' | 'path' | 'area' | 'permission'>;
type Noun = Pick<Entity, 'plural' | 'area'>;

const keyOf = (route: GatewayRoute): string => `${route.method} ${route.path}`;
const groupOf = (path: string): string => path.split('/').slice(0, 3).join('/');
const isPublic = (route: Declared): boolean => route.permission === null;

/** The area that most routes of a group go to; two at least, or none. */
const mostOf = (routes: readonly Declared[]): Area | undefined => {
  const counts = new Map<Area, number>();
  for (const { area } of routes) counts.set(area, (counts.get(area) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most && most[1] > 1 ? most[0] : undefined;
};

/**
 * The routes of the gateway for the declared ones. A quota of 300 is shared by all nouns, so that a noun gets two that its area's function
 * matches further, and what goes to another area gets one of its own: a full match is chosen before `{proxy+}`. Where every noun has the
 * same route (`/count`, `/{id}/timeline`), one `/v1/{nouns}/…` serves all. Everything else below `/v1` is answered by `public`, which knows no
 * such route and says so as the API says everything.
 */
export const gatewayRoutes = (nouns: readonly Noun[], routes: readonly Declared[]): GatewayRoute[] => {
  const homes = new Map(nouns.map((noun) => [`/v1/${noun.plural}`, noun.area as Area]));
  const found = new Map<string, GatewayRoute>();
  const add = (method: string, path: string, area: Area, open: boolean): void => {
    const route = { method, path, area, isPublic: open };
    found.set(keyOf(route), route);
  };

  for (const [group, members] of Map.groupBy(routes, (route) => groupOf(route.path))) {
    const open = members.every(isPublic);
    const home = homes.get(group) ?? mostOf(members);
    for (const route of members) {
      const tail = route.path.slice(group.length);
      if (route.area === home && isPublic(route) === open) {
        if (tail === '') add('ANY', group, home, open);
        else add('ANY', `${group}/{proxy+}`, home, open);
      } else if (tail !== '' && homes.has(group) && isShared(route, tail, nouns, routes)) {
        add(route.method, `/v1/{nouns}${tail}`, route.area, isPublic(route));
      } else add(route.method, route.path, route.area, isPublic(route));
    }
  }
  add('ANY', '/v1/{proxy+}', 'public', true);
  return [...found.values()];
};

/** Whether whoever has this route below a noun means the same area by it, and more than one noun has it. */
const isShared = (route: Declared, tail: string, nouns: readonly Noun[], routes: readonly Declared[]): boolean => {
  const paths = new Set(nouns.map((noun) => `/v1/${noun.plural}${tail}`));
  const same = routes.filter((other) => other.method === route.method && paths.has(other.path));
  return same.length > 1 && same.every((other) => other.area === route.area && isPublic(other) === isPublic(route));
};
