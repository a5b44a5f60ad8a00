import type { Plugin } from 'vite';
import { z } from 'zod';
import type { Entity, Fields } from '../../shared/contract/entity.ts';
import type { Feature } from '../../shared/contract/feature.ts';

const moduleId = 'virtual:declarations';
const registryUrl = new URL('../../shared/registry.ts', import.meta.url).href;

type JsonSchema = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

const fieldsOf = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).map(([key, { schema, ...field }]) => {
      const json: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      const isLabels = field.kind === 'json' && json['type'] === 'array' && isObject(json['items']) && json['items']['type'] === 'string';
      return [
        key,
        {
          ...field,
          aliases: undefined,
          ...(isLabels && { isLabels }),
          ...(field.kind === 'text' && { maxLength: json['maxLength'] }),
        },
      ];
    }),
  );

const entityOf = ({ allFields, recordSchema: _r, createSchema: _c, patchSchema: _p, ...entity }: Entity) => ({
  ...entity,
  fields: fieldsOf(allFields),
  ownFields: Object.keys(entity.fields),
});

const featureOf = ({ entity, routes }: Feature) => ({
  ...(entity && { entity: entityOf(entity) }),
  routes: Object.fromEntries(
    Object.entries(routes).map(([name, { method, path, permission, idempotent, produces }]) => [
      name,
      { method, path, permission, idempotent, produces },
    ]),
  ),
});

/**
 * What the staff app needs of `shared/registry.ts`, as plain data: labels and kinds of fields, methods and paths of routes. The schemas
 * stay behind, and with them the library that they are made of, which alone would be a third of the first load.
 */
export const declarations = (): Plugin => ({
  name: 'rapport-declarations',
  resolveId: (id) => (id === moduleId ? `\0${moduleId}` : undefined),
  async load(id) {
    if (id !== `\0${moduleId}`) return undefined;
    const { registry }: { registry: Readonly<Record<string, Feature>> } = await import(registryUrl);
    const data = Object.fromEntries(Object.entries(registry).map(([name, feature]) => [name, featureOf(feature)]));
    // a string that is parsed starts faster than an object literal of this size
    return `export const declarations = JSON.parse(${JSON.stringify(JSON.stringify(data))});`;
  },
});
