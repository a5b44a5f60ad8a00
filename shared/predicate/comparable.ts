import { actorRefSchema } from '../contract/entity.ts';
import type { Field } from '../contract/field.ts';
import { digitsOf, fold, plainText } from './fold.ts';

/**
 * How a field's values are compared: a folded text or several, a number, a calendar day, an instant in milliseconds, an id of something
 * fixed (choices, references) or several, or only whether there is anything.
 */
export type Shape = 'text' | 'texts' | 'number' | 'boolean' | 'date' | 'instant' | 'id' | 'ids' | 'presence';

/** What stands between the values of a list in its comparable form; no value contains it. */
export const separator = '\u001f';

/** A value as it is compared and as a column of the read model holds it; null where the record has none. */
export type Comparable = string | number | null;

type ArrayDef = { readonly type: string; readonly element?: { readonly def?: { readonly type?: string } } };

/** True for a list of short texts such as tags, which is declared as structured data. */
export const isLabels = (field: Field): boolean => {
  if (field.kind !== 'json') return false;
  // zod's definition of a schema; only its two type names are looked at
  const def = field.schema.def as unknown as ArrayDef;
  return def.type === 'array' && def.element?.def?.type === 'string';
};
export const isActor = (field: Field): boolean => field.kind === 'json' && Object.is(field.schema, actorRefSchema);

export const shapeOf = (field: Field): Shape => {
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'richText':
    case 'url':
      return 'text';
    case 'email':
    case 'phone':
      return field.many ? 'texts' : 'text';
    case 'number':
    case 'percent':
    case 'money':
      return 'number';
    case 'date':
      return 'date';
    case 'dateTime':
      return 'instant';
    case 'boolean':
      return 'boolean';
    case 'enum':
    case 'ref':
      return 'id';
    case 'multiEnum':
    case 'multiRef':
      return 'ids';
    case 'json':
      return isLabels(field) ? 'texts' : isActor(field) ? 'id' : 'presence';
    case 'address':
    case 'file':
      return 'presence';
  }
};

/** A text of a field, or one to compare with it, in its comparable form; may be empty, e.g. for a phone number without digits. */
export const comparableText = (field: Field, text: string): string => {
  if (field.kind === 'phone') return digitsOf(text);
  const folded = fold(field.kind === 'richText' ? plainText(text) : text);
  return folded.includes(separator) ? folded.replaceAll(separator, ' ') : folded;
};

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** The texts of a field that may have several: of labels themselves, of e-mail and phone entries their `value`. */
export const textsOf = (field: Field, value: unknown): string[] => {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const text = typeof entry === 'string' ? entry : member(entry, 'value');
    const comparable = typeof text === 'string' ? comparableText(field, text) : '';
    return comparable === '' ? [] : [comparable];
  });
};

const list = (values: readonly string[]): Comparable =>
  values.length === 0 ? null : separator + values.join(separator) + separator;
const finite = (value: unknown): Comparable => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const nonEmpty = (value: unknown): Comparable => (typeof value === 'string' && value !== '' ? value : null);

/** The comparable form of a record's value. A value that is not of the field's kind counts as missing. */
export const comparableOf = (field: Field, value: unknown): Comparable => {
  if (value === undefined || value === null) return null;
  switch (shapeOf(field)) {
    case 'text':
      return typeof value === 'string' ? nonEmpty(comparableText(field, value)) : null;
    case 'texts':
      return list(textsOf(field, value));
    case 'number':
      return finite(field.kind === 'money' ? member(value, 'amountMinor') : value);
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : null;
    case 'date':
      return nonEmpty(value);
    case 'instant':
      return typeof value === 'string' ? finite(Date.parse(value)) : null;
    case 'id':
      return nonEmpty(field.kind === 'json' ? member(value, 'id') : value);
    case 'ids':
      return Array.isArray(value) ? list(value.filter((v): v is string => typeof v === 'string' && v !== '')) : null;
    case 'presence':
      return Array.isArray(value) && value.length === 0 ? null : 1;
  }
};
