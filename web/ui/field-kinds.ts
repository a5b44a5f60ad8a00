import type { FieldInfo } from './field.ts';

/** True where a person can change the field here. */
export const isEditable = (field: FieldInfo): boolean =>
  !field.readOnly && field.kind !== 'file' && (field.kind !== 'json' || field.isLabels === true);

/** True where the input needs more room than a line. */
export const isTall = (field: FieldInfo): boolean =>
  field.kind === 'longText' || field.kind === 'richText' || field.kind === 'address' || field.many === true;
