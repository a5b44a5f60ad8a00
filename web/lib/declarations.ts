import { declarations as raw } from 'virtual:declarations';
import { createSignal } from 'solid-js';
import type { Entity } from '#shared/contract/entity.ts';
import type { FieldOption } from '#shared/contract/field.ts';
import type { RouteSpec } from '#shared/contract/route.ts';
import { isExtendable } from '#shared/custom-field/extendable.ts';
import { dictionary } from '#web/strings/dictionary.ts';
import { fieldsIn, nounIn } from '#web/strings/labels.ts';
import { language, locales } from '#web/strings/language.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { isEditable } from '#web/ui/field-kinds.ts';
import { type Definitions, fieldsOf } from './custom-fields.ts';
import { learnNouns } from './said.ts';

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
  /** Retired custom fields: no form or list has them, but what they hold or held is still named. */
  readonly formerFields?: Readonly<Record<string, FieldInfo>>;
};

type FeatureInfo = { readonly entity?: EntityInfo; readonly routes: Readonly<Record<string, RouteSpec>> };

type OwnEntity = Omit<EntityInfo, 'ownFields' | 'formerFields'>;
type Raw = {
  readonly features: Readonly<Record<string, { readonly entity?: OwnEntity; readonly routes: FeatureInfo['routes'] }>>;
  readonly baseFields: EntityInfo['fields'];
};

// written by build/declarations.ts from the registry, in exactly this shape
const declared = raw as Raw;
const { labels } = dictionary;
const baseFields = fieldsIn(labels, '*', declared.baseFields);
learnNouns(Object.values(declared.features).flatMap(({ entity }) => (entity ? [entity] : [])));
const features: Raw['features'] = Object.fromEntries(
  Object.entries(declared.features).map(([name, { entity, routes }]) => [
    name,
    {
      routes,
      ...(entity && {
        entity: {
          ...entity,
          label: nounIn(labels, entity.noun, entity.label),
          fields: fieldsIn(labels, entity.noun, entity.fields),
        },
      }),
    },
  ]),
);

/** The fields of a noun that may be empty and that a person can fill in: what a list of field names can name. */
const nameable = (noun: string): readonly FieldOption[] =>
  Object.entries({ ...features[noun]?.entity?.fields, ...baseFields })
    .filter(([, field]) => isEditable(field) && !field.required)
    .map(([id, { label }]) => ({ id, label }))
    .sort((a, b) => a.label.localeCompare(b.label, language));

const nouns = (isWanted: (entity: OwnEntity) => boolean): readonly FieldOption[] =>
  Object.values(features)
    .flatMap(({ entity }) => (entity && isWanted(entity) ? [{ id: entity.noun, label: entity.label.many }] : []))
    .sort((a, b) => a.label.localeCompare(b.label, language));

/** Texts that name a noun or a language are chosen from those that there are. */
const chosenFields: Readonly<Record<string, () => readonly FieldOption[]>> = {
  'customField.noun': () => nouns(isExtendable),
  'customField.target': () => nouns((entity) => entity.group !== undefined),
  'validationRule.noun': () => nouns(isExtendable),
  'user.locale': () => locales,
  'settings.locale': () => locales,
};

const withOptions = (noun: string, fields: EntityInfo['fields']): EntityInfo['fields'] =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]): [string, FieldInfo] => {
      const choices = chosenFields[`${noun}.${key}`];
      if (choices) return [key, { ...field, kind: 'enum', options: choices() }];
      return [key, field.fieldsOf ? { ...field, options: nameable(field.fieldsOf) } : field];
    }),
  );

/** What a section that a declaration names in English is called here. */
export const sectionCalled = (english: string): string => labels?.words[english] ?? english;

/** What the registry declares, without schemas. */
export const declarations: Readonly<Record<string, FeatureInfo>> = Object.fromEntries(
  Object.entries(features).map(([name, { entity, routes }]) => [
    name,
    {
      routes,
      ...(entity && {
        entity: {
          ...entity,
          fields: withOptions(entity.noun, { ...entity.fields, ...baseFields }),
          ownFields: Object.keys(entity.fields),
        },
      }),
    },
  ]),
);

/** Every noun as it is declared, in the order of the registry. */
export const entities: readonly EntityInfo[] = Object.values(declarations).flatMap((f) => (f.entity ? [f.entity] : []));

const withoutCustom = new Map(entities.map((entity) => [entity.noun, entity]));
const byPlural = new Map(entities.map((entity) => [entity.plural, entity.noun]));
const [known, setKnown] = createSignal<ReadonlyMap<string, EntityInfo>>(withoutCustom);
let learnt = '{}';

const withFields = (entity: EntityInfo, definitions: Definitions[string]): EntityInfo => {
  const { active, former } = fieldsOf(definitions);
  return {
    ...entity,
    fields: { ...entity.fields, ...active },
    ownFields: [...entity.ownFields, ...Object.keys(active)],
    formerFields: former,
  };
};

/** Takes in the fields that administrators added: they are fields like any other from then on, wherever they are shown. */
export const learnCustomFields = (definitions: Definitions): void => {
  const text = JSON.stringify(definitions);
  if (text === learnt) return;
  learnt = text;
  setKnown(
    new Map(
      entities.map((entity) => {
        const own = definitions[entity.noun];
        return [entity.noun, own ? withFields(entity, own) : entity];
      }),
    ),
  );
};

/** The noun with its custom fields, where there is one of this name. */
export const entityOf = (noun: string): EntityInfo | undefined => known().get(noun);
/** The noun whose plural stands in an address. */
export const entityAt = (plural: string): EntityInfo | undefined => entityOf(byPlural.get(plural) ?? '');

/** A field that a record has or once had: also one that is retired. */
export const fieldEver = (noun: string, key: string): FieldInfo | undefined => {
  const entity = entityOf(noun);
  return entity?.fields[key] ?? entity?.formerFields?.[key];
};

/** The field of a noun, where there is one of this key; `companyId.industry` reaches one reference further. */
export const fieldOf = (entity: EntityInfo, key: string): FieldInfo | undefined => {
  const [own, further] = key.split('.');
  const field = own === undefined ? undefined : entity.fields[own];
  if (!further || !field?.target) return field;
  const there = entityOf(field.target)?.fields[further];
  return there && { ...there, label: `${field.label}: ${there.label}` };
};
