import type { RouteSpec } from '#shared/contract/route.ts';

type Matched<T> =
  | { readonly found: T; readonly params: Record<string, string> }
  | { readonly allowed: readonly string[] }
  | undefined;

const segmentsOf = (path: string): string[] => path.split('/').slice(1);
const isParameter = (segment: string): boolean => segment.startsWith('{');
const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

/**
 * Finds a route by method and path, exactly as written: no other case, no slash at the end. A literal segment goes before a parameter.
 * Answers the methods that the path does take where only the method is wrong.
 */
export const createRouteTable = <T extends { readonly route: RouteSpec }>(routes: readonly T[]) => {
  const byShape = new Map<string, { readonly entry: T; readonly segments: readonly string[] }[]>();
  for (const entry of routes) {
    const segments = segmentsOf(entry.route.path);
    const shape = `${segments.length}/${segments[0]}/${segments[1]}`;
    const list = byShape.get(shape) ?? [];
    byShape.set(shape, [...list, { entry, segments }]);
  }
  const literals = (segments: readonly string[]): string => segments.map((s) => (isParameter(s) ? '1' : '0')).join('');
  for (const list of byShape.values()) list.sort((a, b) => (literals(a.segments) < literals(b.segments) ? -1 : 1));

  return (method: string, path: string): Matched<T> => {
    const given = segmentsOf(path);
    const candidates = (byShape.get(`${given.length}/${given[0]}/${given[1]}`) ?? []).filter(({ segments }) =>
      segments.every((s, i) => isParameter(s) || s === given[i]),
    );
    const hit = candidates.find(({ entry }) => entry.route.method === method);
    if (!hit)
      return candidates.length > 0
        ? { allowed: [...new Set(candidates.map((c) => c.entry.route.method))].sort() }
        : undefined;
    const params: Record<string, string> = {};
    for (const [i, segment] of hit.segments.entries()) {
      if (!isParameter(segment)) continue;
      const value = decode(given[i] ?? '');
      if (value === undefined) return undefined;
      params[segment.slice(1, -1)] = value;
    }
    return { found: hit.entry, params };
  };
};
