import { describe, expect, test } from 'vitest';
import { rulesOf } from '#functions/area/noun-rules.ts';
import { allRoutes, entities } from '#shared/registry.ts';
import { areasOf } from '#test/fakes/areas.ts';
import { sourcesOf } from './source.ts';

const never = (): never => {
  throw new Error('nothing is asked here');
};
const areas = areasOf(never, never);
const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;

describe.each(Object.entries(areas))('the area %s', (area, handlers) => {
  const declared = allRoutes.filter(({ route }) => route.area === area).map(({ route }) => nameOf(route));
  const answered = handlers.map(({ route }) => nameOf(route));

  test('answers every route that is declared for it, once, and no other', () => {
    expect(answered.filter((name, i) => answered.indexOf(name) !== i)).toEqual([]);
    expect([...answered].sort()).toEqual([...declared].sort());
  });

  test('lets nobody in without a token but by a route that says so aloud', () => {
    for (const { route, run, runPublic } of handlers) {
      expect([nameOf(route), runPublic !== undefined]).toEqual([nameOf(route), route.permission === null]);
      expect(run === undefined).toBe(runPublic !== undefined);
    }
  });
});

test('every area that a route belongs to is there', () => {
  expect([...new Set(allRoutes.map(({ route }) => route.area))].sort()).toEqual(Object.keys(areas).sort());
});

test('every noun with rules in its folder is written by them', () => {
  const withRules = sourcesOf(['functions']).flatMap(
    ({ path }) => /functions\/[^/]+\/([a-z-]+)\.rules\.ts$/.exec(path)?.[1] ?? [],
  );
  const nouns = withRules.map((name) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));

  expect(nouns.length).toBeGreaterThan(3);
  expect(nouns.filter((noun) => !rulesOf(noun))).toEqual([]);
  expect(entities.map((e) => e.noun).filter((noun) => rulesOf(noun) && !nouns.includes(noun))).toEqual([]);
});

test('clients of AWS are known to adapters and entries only', () => {
  const mayKnow =
    /^functions\/platform\/(dynamo-table|ports-of-aws|buckets-of-aws|s3-blobs|s3-links|multipart)\.ts$|^functions\/(relay\/(relay|relay-stream|event-bridge-bus)|live\/nudge-stream|sweeper\/sweeper|anchor\/anchor|verify\/verify|user\/identity)\.ts$|\.on\.ts$/;
  const guilty = sourcesOf(['functions', 'shared', 'web']).filter(
    ({ path, imports }) => imports.some((name) => name.startsWith('@aws-sdk/')) && !mayKnow.test(path),
  );

  expect(guilty.map((f) => f.path)).toEqual([]);
});

test('the environment is read at entries only', () => {
  const mayRead =
    /^functions\/(area\/[a-z]+|platform\/ports-of-aws|platform\/buckets-of-aws|verify\/verify|anchor\/anchor|live\/nudge|read-model\/snapshot)\.ts$|\.on\.ts$/;
  const guilty = sourcesOf(['functions', 'shared']).filter(
    ({ path, text }) => /\bprocess\.env\b/.test(text) && !mayRead.test(path),
  );

  expect(guilty.map((f) => f.path)).toEqual([]);
});
