import type { FieldInfo } from './field.ts';
import { isObject, stringsOf } from './plain-value.ts';
import { text } from './text.ts';

const isBlank = (field: FieldInfo, value: unknown): boolean =>
  value === undefined || (field.kind === 'boolean' && value === false);

const tidyAddress = (value: Readonly<Record<string, unknown>>): unknown => {
  const lines = stringsOf(value['lines']).filter((line) => line.trim() !== '');
  const rest = Object.entries(value).filter(
    ([key, part]) => key !== 'lines' && typeof part === 'string' && part.trim(),
  );
  const next = { ...Object.fromEntries(rest), ...(lines.length > 0 && { lines }) };
  // only what kind of address it is says nothing of where
  return Object.keys(next).some((key) => key !== 'kind') ? next : undefined;
};

const tidyGroup = (parts: NonNullable<FieldInfo['parts']>, value: Readonly<Record<string, unknown>>): unknown => {
  const known = Object.entries(parts).map(([key, part]) => ({ key, part, value: tidied(part, value[key]) }));
  if (known.every((entry) => isBlank(entry.part, entry.value))) return undefined;
  return Object.fromEntries(
    known.flatMap((entry) => {
      const given = entry.value ?? (entry.part.required && entry.part.kind === 'boolean' ? false : undefined);
      return given === undefined ? [] : [[entry.key, given]];
    }),
  );
};

/** A value as it is sent: without the entries and parts that nobody filled in; undefined where nothing is left. */
export const tidied = (field: FieldInfo, value: unknown): unknown => {
  const { item, parts } = field;
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value)) {
    const kept = item
      ? value.map((element: unknown) => tidied(item, element)).filter((element) => element !== undefined)
      : field.many
        ? value.filter((entry: unknown) => !isObject(entry) || entry['value'] !== '')
        : value;
    return kept.length > 0 ? kept : undefined;
  }
  if (!isObject(value)) return value;
  if (field.kind === 'address') return tidyAddress(value);
  return parts ? tidyGroup(parts, value) : value;
};

const missingPart = (field: FieldInfo, value: unknown): FieldInfo | undefined =>
  Object.entries(field.parts ?? {}).find(
    ([key, part]) => part.required && isObject(value) && value[key] === undefined,
  )?.[1];

/** What a tidied value still lacks, in words. */
export const missingIn = (field: FieldInfo, value: unknown): string | undefined => {
  const { item } = field;
  if (!item) {
    const part = missingPart(field, value);
    return part && text.list.needed(part.label);
  }
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  for (const [index, entry] of entries.entries()) {
    const part = missingPart(item, entry);
    if (part) return text.list.missing(part.label, item.label, index + 1);
  }
  return undefined;
};
