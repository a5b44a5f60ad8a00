import type { Entity } from '../contract/entity.ts';
import type { Field, FieldKind } from '../contract/field.ts';

/** How the cells of a column become a field's value. */
export type TargetForm = FieldKind | 'labels' | 'addresses';

/** A field that a column of a file can be brought into. */
export type Target = {
  readonly key: string;
  readonly field: Field;
  readonly form: TargetForm;
  readonly isRequired: boolean;
};

const formOf = (field: Field): TargetForm | undefined => {
  switch (field.kind) {
    case 'file':
      return undefined;
    case 'json':
      // structured data can be brought where a plain text makes one of its elements
      if (field.schema.safeParse(['x']).success) return 'labels';
      return field.schema.safeParse([{ lines: ['x'] }]).success ? 'addresses' : undefined;
    default:
      return field.kind;
  }
};

/** The fields of a noun that columns can be mapped to, in the order of their declaration. */
export const importTargets = (entity: Entity): Target[] =>
  entity.writable.flatMap((key) => {
    const field = entity.allFields[key];
    const form = field && formOf(field);
    return field && form ? [{ key, field, form, isRequired: field.required === true && !hasDefault(entity, key) }] : [];
  });

const hasDefault = (entity: Entity, key: string): boolean =>
  typeof entity.defaults === 'object' && entity.defaults !== null && key in entity.defaults;

/** The text field beside a reference in which a name is kept that is no record here: `ownerName` for `ownerId`. */
export const textBeside = (entity: Entity, key: string): string | undefined => {
  if (!key.endsWith('Id')) return undefined;
  const name = `${key.slice(0, -2)}Name`;
  return Object.hasOwn(entity.allFields, name) && entity.allFields[name]?.kind === 'text' ? name : undefined;
};

/** Nouns that an import can bring. */
export const isImportable = (entity: Entity): boolean => entity.importable !== false;
