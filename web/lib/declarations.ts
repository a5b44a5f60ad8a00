import { declarations as raw } from 'virtual:declarations';
import type { Entity } from '#shared/contract/entity.ts';
import type { FieldOption } from '#shared/contract/field.ts';
import type { RouteSpec } from '#shared/contract/route.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { isEditable } from '#web/ui/field-kinds.ts';

/** A declared noun without its schemas and rules, which the browser leaves to the server. */
export type EntityInfo = Pick<
  Entity,
  | 'noun'
  | 'plural'
  | 'label'
  | 'title'
  | 'columns'
  | 'highlights'
  | 'icon'
  | 'group'
  | 'owned'
  | 'standard'
  | 'importable'
> & {
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Own and base fields. */
  readonly fields: Readonly<Record<string, FieldInfo>>;
  /** Keys of the noun's own fields, in the order of their declaration. */
  readonly ownFields: readonly string[];
};

type FeatureInfo = { readonly entity?: EntityInfo; readonly routes: Readonly<Record<string, RouteSpec>> };

type OwnEntity = Omit<EntityInfo, 'ownFields'>;
type Raw = {
  readonly features: Readonly<Record<string, { readonly entity?: OwnEntity; readonly routes: FeatureInfo['routes'] }>>;
  readonly baseFields: EntityInfo['fields'];
};

// written by build/declarations.ts from the registry, in exactly this shape
const { features, baseFields } = raw as Raw;

/** The fields of a noun that may be empty and that a person can fill in: what a list of field names can name. */
const nameable = (noun: string): readonly FieldOption[] =>
  Object.entries({ ...features[noun]?.entity?.fields, ...baseFields })
    .filter(([, field]) => isEditable(field) && !field.required)
    .map(([id, { label }]) => ({ id, label }))
    .sort((a, b) => a.label.localeCompare(b.label));

const withOptions = (fields: EntityInfo['fields']): EntityInfo['fields'] =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      key,
      field.fieldsOf ? { ...field, options: nameable(field.fieldsOf) } : field,
    ]),
  );

/** What the registry declares, without schemas. */
export const declarations: Readonly<Record<string, FeatureInfo>> = Object.fromEntries(
  Object.entries(features).map(([name, { entity, routes }]) => [
    name,
    {
      routes,
      ...(entity && {
        entity: {
          ...entity,
          fields: withOptions({ ...entity.fields, ...baseFields }),
          ownFields: Object.keys(entity.fields),
        },
      }),
    },
  ]),
);

/** Every noun, in the order of the registry. */
export const entities: readonly EntityInfo[] = Object.values(declarations).flatMap((f) => (f.entity ? [f.entity] : []));

const byNoun = new Map(entities.map((entity) => [entity.noun, entity]));
const byPlural = new Map(entities.map((entity) => [entity.plural, entity]));

/** The noun, where there is one of this name. */
export const entityOf = (noun: string): EntityInfo | undefined => byNoun.get(noun);
/** The noun whose plural stands in an address. */
export const entityAt = (plural: string): EntityInfo | undefined => byPlural.get(plural);

/** The field of a noun, where there is one of this key; `companyId.industry` reaches one reference further. */
export const fieldOf = (entity: EntityInfo, key: string): FieldInfo | undefined => {
  const [own, further] = key.split('.');
  const field = own === undefined ? undefined : entity.fields[own];
  if (!further || !field?.target) return field;
  const there = entityOf(field.target)?.fields[further];
  return there && { ...there, label: `${field.label}: ${there.label}` };
};
