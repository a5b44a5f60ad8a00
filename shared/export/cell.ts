import { type Field, moneySchema } from '../contract/field.ts';
import { minorDigits } from '../import/decimal.ts';

type Titles = (noun: string, id: string) => string | undefined;
type Part = Readonly<Record<string, unknown>>;

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const joined = (parts: readonly unknown[]): string => parts.filter((p) => p !== undefined && p !== '').join('; ');

/** Whole units with a point, and the currency: `-1234.50 USD`. */
const moneyText = (value: unknown): string => {
  const money = moneySchema.safeParse(value).data;
  if (!money) return '';
  const places = minorDigits(money.currency);
  const digits = String(Math.abs(money.amountMinor)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const amount = places > 0 ? `${whole}.${digits.slice(-places)}` : whole;
  return `${money.amountMinor < 0 ? '-' : ''}${amount} ${money.currency}`;
};

/** The primary one first: an import takes the first for the primary one. */
const entriesText = (value: unknown): string => {
  const entries = listOf(value).filter(isPart);
  return joined(
    [...entries].sort((a, b) => Number(b.isPrimary === true) - Number(a.isPrimary === true)).map((e) => e.value),
  );
};

const addressText = (value: unknown): string => {
  if (!isPart(value)) return '';
  const place = [value.postalCode, value.city].filter(Boolean).join(' ');
  return [...listOf(value.lines ?? []), place, value.region, value.country].filter(Boolean).join('\n');
};

const jsonText = (value: unknown): string => {
  if (Array.isArray(value) && value.every((v) => typeof v === 'string' || typeof v === 'number')) return joined(value);
  // who did something
  if (isPart(value) && 'kind' in value && typeof value.name === 'string') return value.name;
  return JSON.stringify(value);
};

/**
 * A value as a cell of a file: numbers with a point, days and times in ISO 8601, amounts with their currency, choices by their labels,
 * references by the titles that the reader may know, else by id. Empty where there is none.
 */
export const cellText = (field: Field, value: unknown, titleOf: Titles): string => {
  if (value === undefined || value === null) return '';
  const label = (id: unknown): string => field.options?.find((o) => o.id === id)?.label ?? String(id);
  switch (field.kind) {
    case 'money':
      return moneyText(value);
    case 'enum':
      return label(value);
    case 'multiEnum':
      return joined(listOf(value).map(label));
    case 'ref':
    case 'multiRef':
      return joined(listOf(value).map((id) => titleOf(field.target ?? '', String(id)) ?? String(id)));
    case 'email':
    case 'phone':
      return field.many ? entriesText(value) : String(value);
    case 'address':
      return addressText(value);
    case 'file':
      return isPart(value) && typeof value.name === 'string' ? value.name : '';
    case 'json':
      return jsonText(value);
    default:
      return String(value);
  }
};
