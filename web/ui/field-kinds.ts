import type { FieldInfo } from './field.ts';

/** True for lists and groups, whose parts are declared. */
export const isStructured = (field: FieldInfo): boolean => field.item !== undefined || field.parts !== undefined;

/** True for structured data that only a screen of its own knows to show. */
export const isOpaque = (field: FieldInfo): boolean => field.kind === 'json' && !field.isLabels && !isStructured(field);

/** True where a person can change the field here. */
export const isEditable = (field: FieldInfo): boolean => !field.readOnly && field.kind !== 'file' && !isOpaque(field);

/** True where the input needs more room than a line. */
export const isTall = (field: FieldInfo): boolean =>
  field.kind === 'longText' ||
  field.kind === 'richText' ||
  field.kind === 'address' ||
  field.many === true ||
  isStructured(field);
