import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { allConsumers, allEvents, allRoutes, entities, entityOf } from '../registry.ts';
import { areas, type Entity } from './entity.ts';
import { type Field, fieldKinds } from './field.ts';
import { ProblemError, problemCatalog } from './problem.ts';
import { standardRoutes } from './standard-routes.ts';

const twice = (values: readonly string[]): string[] => values.filter((v, i) => values.indexOf(v) !== i);
const fieldsOf = (entity: Entity): [string, Field & { required?: boolean }][] => Object.entries(entity.allFields);
const each = entities.map((entity): [string, Entity] => [entity.noun, entity]);

test('every noun has a name, a plural and a path of its own', () => {
  expect(twice(entities.map((e) => e.noun))).toEqual([]);
  expect(twice(entities.map((e) => e.plural))).toEqual([]);
  expect(twice(entities.map((e) => e.label.many))).toEqual([]);
  for (const { noun, plural } of entities) {
    expect(noun).toMatch(/^[a-z][a-zA-Z]+$/);
    expect(plural).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(entityOf(noun)?.plural).toBe(plural);
  }
});

describe.each(each)('%s', (_noun, entity) => {
  test('shows only fields that it has', () => {
    const known = new Set(Object.keys(entity.allFields));
    const shown = [entity.title, ...entity.columns, ...(entity.highlights ?? [])];

    expect(shown.filter((field) => !known.has(field))).toEqual([]);
    expect(entity.highlights?.length ?? 0).toBeLessThanOrEqual(6);
    expect(twice([...entity.columns])).toEqual([]);
    expect(Object.keys((entity.defaults ?? {}) as object).filter((field) => !known.has(field))).toEqual([]);
  });

  test('every field has a label of its own, a known kind, and a target or choices where its kind asks for them', () => {
    for (const [key, field] of fieldsOf(entity)) {
      expect(key).toMatch(/^[a-z][a-zA-Z0-9]{0,60}$/);
      expect(field.label.trim(), key).not.toBe('');
      expect(fieldKinds, key).toContain(field.kind);
      if (field.kind === 'ref' || field.kind === 'multiRef')
        expect(entityOf(field.target ?? ''), `${key} → ${field.target}`).toBeDefined();
      if (field.kind === 'enum' || field.kind === 'multiEnum') {
        expect(field.options?.length, key).toBeGreaterThan(0);
        for (const option of field.options ?? []) expect(option.label.trim(), `${key}.${option.id}`).not.toBe('');
        expect(twice((field.options ?? []).map((o) => o.id)), key).toEqual([]);
      }
      if (field.search !== undefined) expect(field.search >= 1 && field.search <= 10, key).toBe(true);
    }
    expect(twice(fieldsOf(entity).map(([, field]) => field.label))).toEqual([]);
  });

  test.skipIf(entity.importable === false)('no two fields are known to an import by the same heading', () => {
    const headings = fieldsOf(entity)
      .filter(([, field]) => !field.readOnly)
      .flatMap(([, field]) => [
        ...new Set([field.label, ...(field.aliases ?? [])].map((h) => h.toLowerCase().replace(/[^a-z0-9]/g, ''))),
      ]);

    expect(twice(headings)).toEqual([]);
  });

  test('what is sent and what is stored have the same JSON Schema: no defaults, transforms or coercion', () => {
    for (const schema of [entity.recordSchema, entity.createSchema, entity.patchSchema])
      expect(z.toJSONSchema(schema, { io: 'input' })).toEqual(z.toJSONSchema(schema, { io: 'output' }));
  });

  test('only what clients may write can be created or changed', () => {
    const shape = (schema: z.ZodType): string[] => Object.keys((schema as z.ZodObject).shape).sort();
    const writable = fieldsOf(entity)
      .filter(([, f]) => !f.readOnly)
      .map(([key]) => key)
      .sort();

    expect(shape(entity.createSchema)).toEqual(writable);
    expect(shape(entity.patchSchema)).toEqual(writable);
    expect([...entity.writable].sort()).toEqual(writable);
    for (const server of [
      'id',
      'type',
      'version',
      'createdAt',
      'createdBy',
      'updatedAt',
      'updatedBy',
      'deletedAt',
      'teamIds',
      'source',
    ])
      expect(writable).not.toContain(server);
  });

  test('a required field cannot be cleared, another can', () => {
    for (const [key, field] of fieldsOf(entity)) {
      if (field.readOnly) continue;
      expect(entity.patchSchema.safeParse({ [key]: null }).success, key).toBe(!field.required);
    }
  });

  test('standard routes lie below its plural and ask for its own permissions', () => {
    for (const route of Object.values(standardRoutes(entity))) {
      expect(route.path === `/v1/${entity.plural}` || route.path.startsWith(`/v1/${entity.plural}/`)).toBe(true);
      expect(route.permission?.split(':')[0]).toBe(entity.noun);
    }
  });
});

test('every noun in one ref is another noun’s, and ids of named schemas are unique', () => {
  const named = new Map<string, unknown>();
  for (const { recordSchema, createSchema, patchSchema } of entities)
    for (const schema of [recordSchema, createSchema, patchSchema]) {
      const id = z.globalRegistry.get(schema)?.id;
      expect(id).toBeDefined();
      expect(named.has(String(id)), id).toBe(false);
      named.set(String(id), schema);
    }
});

describe('routes', () => {
  test('each has an area, a summary of its own words and a permission or says aloud that it needs none', () => {
    for (const { feature, name, route } of allRoutes) {
      const of = `${feature}.${name}`;
      expect(areas, of).toContain(route.area);
      expect(route.summary.trim(), of).not.toBe('');
      if (route.permission !== null) expect(route.permission, of).toMatch(/^[a-zA-Z-]+:[a-z]+$/);
      expect(route.permission === null, of).toBe(route.area === 'public');
    }
  });

  test('the public ones are just these', () => {
    const open = allRoutes
      .filter(({ route }) => route.permission === null)
      .map(({ route }) => `${route.method} ${route.path}`);

    expect(open.sort()).toEqual([
      'GET /config.json',
      'GET /v1/docs',
      'GET /v1/docs.css',
      'GET /v1/events.json',
      'GET /v1/openapi.json',
      'GET /v1/public/leads/token',
      'POST /v1/public/leads',
    ]);
  });

  test('parameters of a path are declared, and only those', () => {
    for (const { feature, name, route } of allRoutes) {
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
      expect(Object.keys(route.params?.shape ?? {}).sort(), `${feature}.${name}`).toEqual(inPath);
    }
  });

  test('unknown properties are refused everywhere', () => {
    for (const { feature, name, route } of allRoutes) {
      const of = `${feature}.${name}`;
      if (route.query)
        expect(
          route.query.safeParse({ unheardOf: 'x' }).error?.issues.some((i) => i.code === 'unrecognized_keys'),
          of,
        ).toBe(true);
      if (route.body instanceof z.ZodObject)
        expect(
          route.body.safeParse({ unheardOf: 'x' }).error?.issues.some((i) => i.code === 'unrecognized_keys'),
          of,
        ).toBe(true);
    }
  });
});

describe('events and consumers', () => {
  const types = allEvents.map((event) => event.type);

  test('each event is named noun.past-verb once', () => {
    expect(twice(types)).toEqual([]);
    for (const { type, version, summary } of allEvents) {
      const [noun = '', verb = ''] = type.split('.');
      expect(entityOf(noun), type).toBeDefined();
      expect(verb, type).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(version, type).toBeGreaterThanOrEqual(1);
      expect(summary.trim(), type).not.toBe('');
    }
  });

  test('each noun has the events that its standard routes lead to', () => {
    for (const { noun } of entities)
      for (const verb of ['created', 'updated']) expect(types).toContain(`${noun}.${verb}`);
  });

  test('consumers are named once and listen to events that there are', () => {
    expect(twice(allConsumers.map((c) => c.name))).toEqual([]);
    for (const { name, on } of allConsumers) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(
        on.filter((type) => !types.includes(type as (typeof types)[number])),
        name,
      ).toEqual([]);
    }
  });
});

describe('problems', () => {
  const codes = Object.keys(problemCatalog) as (keyof typeof problemCatalog)[];

  test.each(codes)('%s has a status of HTTP and a title', (code) => {
    const { status, title } = problemCatalog[code];
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(status >= 400 && status < 600).toBe(true);
    expect(title.trim()).not.toBe('');
  });

  test('a problem is sent with its code, its words and what belongs to it, and nothing of its cause', () => {
    const problem = new ProblemError('duplicate', 'Taken.', {
      issues: [{ pointer: '/a', detail: 'b' }],
      more: { field: 'a' },
      cause: new Error('secret'),
    });

    expect(problem.toBody()).toEqual({
      type: '/problems/duplicate',
      code: 'duplicate',
      title: 'This value is already in use',
      status: 409,
      detail: 'Taken.',
      issues: [{ pointer: '/a', detail: 'b' }],
      field: 'a',
    });
    expect(JSON.stringify(problem.toBody())).not.toContain('secret');
  });
});
