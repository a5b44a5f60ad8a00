import { createHash } from 'node:crypto';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';

const valuesOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value))
    return value.flatMap((v: unknown) =>
      typeof v === 'object' && v !== null && 'value' in v && typeof v.value === 'string'
        ? [v.value]
        : typeof v === 'string'
          ? [v]
          : [],
    );
  return typeof value === 'number' ? [String(value)] : [];
};

/** The form in which two spellings of a unique value meet: Unicode NFKC and lower case; long ones by their digest. */
export const canonicalValue = (value: string): string => {
  const canonical = value.normalize('NFKC').toLowerCase();
  return canonical.length <= 200 ? canonical : `sha256:${createHash('sha256').update(canonical).digest('base64url')}`;
};

export type Claim = { readonly field: string; readonly value: string };

const claimsOfField = ([field, declared]: readonly [string, Field], record: AnyRecord): Claim[] =>
  declared.unique ? [...new Set(valuesOf(record[field]).map(canonicalValue))].map((value) => ({ field, value })) : [];

/** Values that a record holds alone. What is in the bin holds on to none, so that they can be used anew. */
export const claimsOf = (entity: Entity, record: AnyRecord | undefined): Claim[] =>
  record === undefined || record.deletedAt !== undefined
    ? []
    : Object.entries(entity.allFields).flatMap((entry) => claimsOfField(entry, record));
