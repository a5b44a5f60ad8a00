import { parsePhoneNumberFromString } from 'libphonenumber-js/min/es6';
import type { Entity } from './entity.ts';
import type { Field } from './field.ts';

/** Lower case, without blanks around it, the domain in its ASCII form (RFC 5891). Dots and plus signs stay as they are. */
export const normaliseEmail = (value: string): string => {
  const trimmed = value.trim().normalize('NFKC').toLowerCase();
  const at = trimmed.lastIndexOf('@');
  if (at < 1) return trimmed;
  const domain = trimmed.slice(at + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII only is what is asked
  if (/^[\x00-\x7f]*$/.test(domain)) return trimmed;
  const url = URL.parse(`http://${domain}`);
  return url ? `${trimmed.slice(0, at)}@${url.hostname}` : trimmed;
};

/** E.164 where the number is understood (with its country code, or in `defaultCountry`), else as given without outer blanks. */
export const normalisePhone = (value: string, defaultCountry?: string): string => {
  const trimmed = value.trim();
  // the library's country type is a closed list; an unknown country is treated as none
  const parsed = parsePhoneNumberFromString(trimmed, defaultCountry as 'US' | undefined);
  return parsed?.isPossible() ? parsed.number : trimmed;
};

const normaliseUrl = (value: string): string => {
  const trimmed = value.trim();
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]|$)/i.test(trimmed) ? `https://${trimmed}` : trimmed;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const normaliseString = (field: Field, value: string): string => {
  switch (field.kind) {
    case 'email':
      return normaliseEmail(value);
    case 'phone':
      return normalisePhone(value);
    case 'url':
      return normaliseUrl(value);
    case 'longText':
    case 'richText':
      return value.replace(/\r\n?/g, '\n').trimEnd();
    default:
      return value.trim();
  }
};

const normaliseValue = (field: Field, value: unknown): unknown => {
  if (typeof value === 'string') return normaliseString(field, value);
  if (field.many && Array.isArray(value))
    return value.map((entry: unknown) =>
      isRecord(entry) && typeof entry.value === 'string'
        ? { ...entry, value: normaliseString(field, entry.value) }
        : entry,
    );
  const { item, parts } = field;
  if (item && Array.isArray(value)) return value.map((element: unknown) => normaliseValue(item, element));
  if (!isRecord(value)) return value;
  if (field.kind === 'address')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, trimText(part)]));
  return parts ? normaliseParts(parts, value) : value;
};

/** The texts of an address, one of which is a list of lines. */
const trimText = (value: unknown): unknown => {
  if (typeof value === 'string') return value.trim();
  return Array.isArray(value) ? value.map((line: unknown) => (typeof line === 'string' ? line.trim() : line)) : value;
};

const normaliseParts = (parts: NonNullable<Field['parts']>, value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const field = Object.hasOwn(parts, key) ? parts[key] : undefined;
      return [key, field ? normaliseValue(field, part) : part];
    }),
  );

/**
 * Brings what a person typed into the form that is stored: blanks trimmed, e-mail addresses in lower case, phone numbers in E.164, web
 * addresses with their scheme. An empty string becomes null, which means "no value". Leaves what it does not know for the schema to
 * refuse.
 */
export const normaliseFields = (entity: Pick<Entity, 'allFields'>, body: unknown): unknown => {
  if (!isRecord(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      const field = Object.hasOwn(entity.allFields, key) ? entity.allFields[key] : undefined;
      if (!field) return [key, value];
      const normal = normaliseValue(field, value);
      return [key, normal === '' && !field.required ? null : normal];
    }),
  );
};
