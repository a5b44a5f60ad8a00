import { formatDay, formatInstant, formatMoney, formatNumber, formatPercent } from '#web/lib/format.ts';
import type { Entry } from './entries-input.tsx';
import type { FieldInfo } from './field.ts';
import type { MoneyValue } from './money-input.tsx';
import { text } from './text.ts';

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isMoney = (value: unknown): value is MoneyValue =>
  isObject(value) && typeof value['amountMinor'] === 'number' && typeof value['currency'] === 'string';

/** The e-mail addresses or phone numbers of a value. */
export const entriesOf = (value: unknown): readonly Entry[] =>
  Array.isArray(value) ? value.filter((e): e is Entry => isObject(e) && typeof e['value'] === 'string') : [];
/** The texts of a value that is a list. */
export const stringsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((e): e is string => typeof e === 'string') : [];

/** The lines of an address as on an envelope. */
export const addressLines = (value: Readonly<Record<string, unknown>>): readonly string[] => {
  const town = [value['postalCode'], value['city']].filter((part) => typeof part === 'string').join(' ');
  return [...stringsOf(value['lines']), town, value['region'], value['country']].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  );
};

/** An address on one line. */
const addressLine = (value: Readonly<Record<string, unknown>>): string => addressLines(value).join(', ');

/** HTML of the allow-list as plain words: what shows it in full cleans it first. */
const withoutTags = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A value as plain text: for titles, tooltips and exports of one cell. */
export const plainValue = (
  field: FieldInfo,
  value: unknown,
  titleOf?: (noun: string, id: string) => string | undefined,
): string => {
  if (value === undefined || value === null) return '';
  if (isMoney(value)) return formatMoney(value);
  if (field.kind === 'percent' && typeof value === 'number') return formatPercent(value);
  if (typeof value === 'number') return field.isPlain ? String(value) : formatNumber(value);
  if (typeof value === 'boolean') return value ? text.yes : text.no;
  if (typeof value === 'string') {
    if (field.kind === 'date') return formatDay(value);
    if (field.kind === 'dateTime') return formatInstant(value);
    if (field.kind === 'enum') return field.options?.find((o) => o.id === value)?.label ?? value;
    if (field.kind === 'ref' && field.target) return titleOf?.(field.target, value) ?? '';
    if (field.kind === 'richText') return withoutTags(value);
    return value;
  }
  const { item, parts } = field;
  if (Array.isArray(value) && item)
    return value
      .map((element: unknown) => plainValue(item, element, titleOf))
      .filter(Boolean)
      .join(item.kind === 'address' ? '; ' : ', ');
  if (parts && isObject(value)) {
    const known = Object.entries(parts);
    const [first, ...rest] = known
      .filter(([, part]) => part.kind !== 'boolean')
      .map(([key, part]) => plainValue(part, value[key], titleOf))
      .filter(Boolean);
    const isTicked = known.some(([key, part]) => part.kind === 'boolean' && value[key] === true);
    return [first, rest.length > 0 && `(${rest.join(', ')})`, isTicked && '✓'].filter(Boolean).join(' ');
  }
  if (Array.isArray(value))
    return value
      .map((item: unknown) => {
        if (isObject(item)) return typeof item['value'] === 'string' ? item['value'] : addressLine(item);
        if (field.kind === 'multiRef' && field.target && typeof item === 'string')
          return titleOf?.(field.target, item) ?? '';
        return field.options?.find((o) => o.id === item)?.label ?? String(item);
      })
      .filter(Boolean)
      .join(', ');
  if (isObject(value)) return typeof value['name'] === 'string' ? value['name'] : addressLine(value);
  return '';
};
