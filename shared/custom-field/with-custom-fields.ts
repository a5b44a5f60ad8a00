import { baseFields, type Entity, type Fields } from '../contract/entity.ts';
import {
  address,
  boolean,
  choice,
  choices,
  date,
  dateTime,
  email,
  type Field,
  type FieldSettings,
  longText,
  money,
  number,
  percent,
  phone,
  ref,
  refs,
  rich,
  text,
  url,
} from '../contract/field.ts';
import type { FieldDefinition } from './definition.ts';

/** How much a searchable custom field weighs, as much as an ordinary declared one. */
const searchWeight = 4;

const settingsOf = ({ key, label, section, help, sensitivity, isSearchable }: FieldDefinition): FieldSettings => ({
  label,
  // an import knows it by its key as well, and by what the key says
  aliases: [key, key.slice(2).replaceAll('_', ' ')],
  ...(section !== undefined && { section }),
  ...(help !== undefined && { help }),
  ...(sensitivity !== undefined && { sensitivity }),
  ...(isSearchable && { search: searchWeight }),
});

/** The field that a definition makes, of the same kinds and schemas as the declared ones. Never `required`: see `customIssues`. */
export const fieldOfDefinition = (definition: FieldDefinition): Field => {
  const settings = settingsOf(definition);
  const { kind, options = [], target = '' } = definition;
  switch (kind) {
    case 'text':
      return text(settings);
    case 'longText':
      return longText(settings);
    case 'richText':
      return rich(settings);
    case 'number':
      return number(settings);
    case 'money':
      return money(settings);
    case 'percent':
      return percent(settings);
    case 'date':
      return date(settings);
    case 'dateTime':
      return dateTime(settings);
    case 'boolean':
      return boolean(settings);
    case 'enum':
      return choice(options, settings);
    case 'multiEnum':
      return choices(options, settings);
    case 'email':
      return email(settings);
    case 'phone':
      return phone(settings);
    case 'url':
      return url(settings);
    case 'address':
      return address(settings);
    case 'ref':
      return ref(target, settings);
    case 'multiRef':
      return refs(target, settings);
  }
};

const made = new WeakMap<readonly FieldDefinition[], WeakMap<Entity, Entity>>();

const extend = (entity: Entity, definitions: readonly FieldDefinition[]): Entity => {
  const active = definitions.filter((d) => !d.isRetired);
  const custom: Fields = Object.fromEntries(active.map((d) => [d.key, fieldOfDefinition(d)]));
  const value = <T>(of: T) => ({ value: of, enumerable: true });
  // the schemas are made when they are asked for, and a spread would ask; they let custom fields through as they are
  return Object.defineProperties({} as Entity, {
    ...Object.getOwnPropertyDescriptors(entity),
    fields: value({ ...entity.fields, ...custom }),
    allFields: value({ ...entity.fields, ...custom, ...baseFields }),
    writable: value([...new Set([...entity.writable, ...Object.keys(custom)])]),
  });
};

/**
 * The entity with its custom fields as fields like any other; retired ones are none. The same definitions give the same entity, so hold on
 * to the list.
 */
export const withCustomFields = (entity: Entity, definitions: readonly FieldDefinition[]): Entity => {
  if (definitions.length === 0) return entity;
  const known = made.get(definitions)?.get(entity);
  if (known) return known;
  const extended = extend(entity, definitions);
  const byEntity = made.get(definitions) ?? new WeakMap<Entity, Entity>();
  byEntity.set(entity, extended);
  made.set(definitions, byEntity);
  return extended;
};
