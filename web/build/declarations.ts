import type { Plugin } from 'vite';
import * as z from 'zod';
import { baseFields, type Entity, type Fields } from '../../shared/contract/entity.ts';
import type { Feature } from '../../shared/contract/feature.ts';
import type { Field } from '../../shared/contract/field.ts';

const moduleId = 'virtual:declarations';
const registryUrl = new URL('../../shared/registry.ts', import.meta.url).href;

type JsonSchema = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

const fieldOf = ({ schema, aliases: _a, search: _s, sensitivity: _p, item, parts, ...field }: Field): object => {
  const json: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const isLabels =
    field.kind === 'json' && json['type'] === 'array' && isObject(json['items']) && json['items']['type'] === 'string';
  return {
    ...field,
    ...(isLabels && { isLabels }),
    ...(field.kind === 'text' && { maxLength: json['maxLength'] }),
    ...(item && { item: fieldOf(item), maxItems: json['maxItems'] }),
    ...(parts && { parts: fieldsOf(parts) }),
  };
};
const fieldsOf = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, fieldOf(field)]));

const entityOf = (entity: Entity) => {
  const { noun, plural, label, title, columns, highlights, icon, group, owned, standard, importable, defaults } =
    entity;
  const own = fieldsOf(entity.fields);
  return {
    noun,
    plural,
    label,
    title,
    columns,
    highlights,
    icon,
    group,
    owned,
    standard,
    importable,
    defaults,
    fields: own,
  };
};

const featureOf = ({ entity, routes }: Feature) => ({
  ...(entity && { entity: entityOf(entity) }),
  routes: Object.fromEntries(
    Object.entries(routes).map(([name, { method, path, idempotent, produces }]) => [
      name,
      { method, path, idempotent, produces },
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
    const features = Object.fromEntries(Object.entries(registry).map(([name, feature]) => [name, featureOf(feature)]));
    const data = { features, baseFields: fieldsOf(baseFields) };
    // a string that is parsed starts faster than an object literal of this size
    return `export const declarations = JSON.parse(${JSON.stringify(JSON.stringify(data))});`;
  },
});
