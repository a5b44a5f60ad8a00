import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { fieldKinds } from '#shared/contract/field.ts';
import { grantedParts } from '#shared/policy/grant.ts';
import { allConsumers, allEvents, allRoutes, entities } from '#shared/registry.ts';
import { sourcesOf } from './source.ts';

test('nouns, plurals, routes, events and consumers are each there once', () => {
  const names = [
    entities.map((e) => e.noun),
    entities.map((e) => e.plural),
    allRoutes.map(({ route }) => `${route.method} ${route.path}`),
    allEvents.map((e) => e.type),
    allConsumers.map((c) => c.name),
  ];
  for (const list of names) expect(list.filter((name, i) => list.indexOf(name) !== i)).toEqual([]);
});

test('every consumer acts on events that exist, from a file that exists', () => {
  const types = new Set(allEvents.map((e) => e.type));
  const files = new Set(sourcesOf(['functions']).map((f) => f.path));
  for (const consumer of allConsumers) {
    expect([consumer.name, consumer.on.filter((type) => !types.has(type as `${string}.${string}`))]).toEqual([
      consumer.name,
      [],
    ]);
    expect([consumer.entry, files.has(consumer.entry)]).toEqual([consumer.entry, true]);
  }
});

test('every permission names a noun and an action that a role can grant', () => {
  const nouns = new Set<string>([...entities.map((e) => e.noun), ...grantedParts]);
  const odd = allRoutes.flatMap(({ route }) => {
    if (route.permission === null || route.permission === 'signed-in:any') return [];
    const [noun = ''] = route.permission.split(':');
    return nouns.has(noun) ? [] : [`${route.method} ${route.path}: ${route.permission}`];
  });
  expect(odd).toEqual([]);
});

test('paths are plural nouns below /v1, but for the configuration of clients', () => {
  const odd = allRoutes
    .map(({ route }) => route.path)
    .filter((path) => !/^\/v1(\/[a-z][a-z.-]*|\/\{[a-z]+\})+$/.test(path) && path !== '/config.json');
  expect(odd).toEqual([]);
});

describe.each(entities)('$noun', (entity) => {
  const fields = Object.entries(entity.allFields);

  test('names every field, points at nouns that exist, shows and titles fields that it has', () => {
    for (const [key, field] of fields) {
      expect([key, field.label.length > 0, fieldKinds.includes(field.kind)]).toEqual([key, true, true]);
      if (field.target) expect([key, entities.some((e) => e.noun === field.target)]).toEqual([key, true]);
    }
    const has = (key: string) => key in entity.allFields;
    expect([entity.title, ...entity.columns, ...(entity.highlights ?? [])].filter((key) => !has(key))).toEqual([]);
    expect((entity.highlights ?? []).length).toBeLessThanOrEqual(6);
  });

  test('reads and writes one shape: no defaults, transforms or coercion in its schema', () => {
    const of = (io: 'input' | 'output') => z.toJSONSchema(entity.recordSchema, { io, unrepresentable: 'any' });
    expect(of('input')).toEqual(of('output'));
  });

  test('has an upcaster for every step of its stored form', () => {
    for (let version = 1; version < entity.schemaVersion; version++)
      expect(entity.upcasters?.[version]).toBeTypeOf('function');
  });
});
