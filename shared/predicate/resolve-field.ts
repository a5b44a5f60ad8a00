import type { Entity } from '../contract/entity.ts';
import { type Field, recordId } from '../contract/field.ts';

/** Finds a noun's entity, as `entityOf` of the registry does. */
export type FindEntity = (noun: string) => Entity | undefined;

/** A field of a noun, or of the record that one of its references points at. */
export type ResolvedField = {
  /** The noun whose field it is. */
  readonly noun: string;
  readonly key: string;
  readonly field: Field;
  /** The reference that leads there. */
  readonly through?: { readonly key: string; readonly field: Field };
};

/** A record's own id, which is compared like a reference. */
const idOf = (noun: string): Field => ({ kind: 'ref', schema: recordId, label: 'Id', target: noun, readOnly: true });

const ownField = (entity: Entity, key: string): Field | undefined =>
  key === 'id' ? idOf(entity.noun) : Object.hasOwn(entity.allFields, key) ? entity.allFields[key] : undefined;

/** The field that a path names: `industry`, or `companyId.industry`, one reference further. Undefined where there is none. */
export const resolveField = (path: string, entity: Entity, findEntity: FindEntity): ResolvedField | undefined => {
  const [first = '', second, ...rest] = path.split('.');
  const field = ownField(entity, first);
  if (!field || rest.length > 0) return undefined;
  if (second === undefined) return { noun: entity.noun, key: first, field };
  const target = field.kind === 'ref' && field.target ? findEntity(field.target) : undefined;
  const further = target && ownField(target, second);
  return target && further && { noun: target.noun, key: second, field: further, through: { key: first, field } };
};
