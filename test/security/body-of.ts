import * as z from 'zod';
import type { RouteSpec } from '#shared/contract/route.ts';
import { nowhere } from './world.ts';

type Schema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
};

const textOf = ({ format, pattern }: Schema): string => {
  if (format === 'email') return 'somebody@example.com';
  if (format === 'date') return '2026-11-23';
  if (format === 'date-time') return '2026-11-23T09:00:00.000Z';
  return pattern !== undefined && new RegExp(pattern).test(nowhere) ? nowhere : 'x';
};

const deepest = 8;

const exampleOf = (schema: Schema, root: Schema, depth = 0): unknown => {
  // a predicate holds predicates
  if (depth > deepest) return null;
  const of = (part: Schema): unknown => exampleOf(part, root, depth + 1);
  if (schema.$ref) return of(root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (first) return of(first);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return (schema.minItems ?? 0) > 0 || schema.items ? [of(schema.items ?? {})] : [];
  if (type === 'object') {
    const properties = Object.entries(schema.properties ?? {});
    const required = properties.filter(([key]) => schema.required?.includes(key));
    const shown = required.length > 0 ? required : properties.slice(0, 1);
    return Object.fromEntries(shown.map(([key, property]) => [key, of(property)]));
  }
  if (type === 'number' || type === 'integer') return schema.minimum ?? 1;
  return type === 'boolean' ? true : type === 'null' ? null : textOf(schema);
};

/** A body that a route takes, made from its schema: the required properties, or the first one where none is. */
export const bodyOf = (route: RouteSpec): unknown => {
  if (!route.body) return undefined;
  // what zod makes is JSON Schema
  const schema = z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }) as Schema;
  return exampleOf(schema, schema);
};
