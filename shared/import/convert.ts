import { normaliseEmail, normalisePhone } from '../contract/normalise.ts';
import { parseDay, parseInstant } from './dates.ts';
import { minorDigits, parseDecimal, scaled, toNumber } from './decimal.ts';
import type { ColumnFormat } from './import-file.ts';
import { sameName } from './similar.ts';
import type { Target } from './targets.ts';

/** What a cell became: a value, nothing (`undefined`: the cell is empty), or what is wrong with it. */
export type Converted = { readonly value: unknown } | { readonly problem: string } | undefined;

/** What holds for the whole organisation where a cell does not say. */
export type Locale = { readonly currency: string; readonly timeZone: string; readonly country?: string | undefined };

const yes = new Set(['true', 'yes', 'y', '1', 'x', 'on', 'ja', 'j', 'wahr', 'oui', 'si', 'sí']);
const no = new Set(['false', 'no', 'n', '0', 'off', 'nein', 'falsch', 'non']);
const listSeparators = /[;,|\n]/;

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
const several = (text: string, separator: RegExp): string[] => [
  ...new Set(
    text
      .split(separator)
      .map((t) => t.trim())
      .filter(Boolean),
  ),
];

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const toMoney = (text: string, format: ColumnFormat, locale: Locale): Converted => {
  const decimal = parseDecimal(text, format.decimal ?? '.');
  if (!decimal) return { problem: `“${shown(text)}” is not an amount.` };
  const base = format.currency ?? locale.currency;
  // a bare $ may be any dollar; it is the column's own where that is one
  const currency =
    decimal.currency === 'USD' && text.includes('$') && base.endsWith('D') ? base : (decimal.currency ?? base);
  const minor = scaled(decimal, format.multiplier ?? 1, minorDigits(currency));
  const isSafe = minor <= BigInt(Number.MAX_SAFE_INTEGER) && minor >= BigInt(-Number.MAX_SAFE_INTEGER);
  return isSafe ? { value: { amountMinor: Number(minor), currency } } : { problem: `“${shown(text)}” is too large.` };
};

const toBoolean = (text: string): Converted => {
  const word = text.toLowerCase();
  if (yes.has(word)) return { value: true };
  return no.has(word) ? { value: false } : { problem: `“${shown(text)}” is neither yes nor no.` };
};

/** The option of an enumerated field that a text names by id or label; undefined where there is none. */
export const optionNamed = (target: Pick<Target, 'field'>, text: string): string | undefined => {
  const wanted = sameName(text);
  return target.field.options?.find((o) => sameName(o.id) === wanted || sameName(o.label) === wanted)?.id;
};

/** Turns one cell into the value of a field. References and options that need a decision are resolved elsewhere. */
export const convertCell = (target: Target, cell: string, format: ColumnFormat, locale: Locale): Converted => {
  const text = cell.trim();
  if (text === '') return undefined;
  if (text.includes('\ufffd')) return { problem: 'holds characters that are not of the recognised encoding.' };
  const { field, form } = target;
  switch (form) {
    case 'number':
    case 'percent': {
      const decimal = parseDecimal(text, format.decimal ?? '.');
      return decimal
        ? { value: toNumber(decimal, format.multiplier ?? 1) }
        : { problem: `“${shown(text)}” is not a number.` };
    }
    case 'money':
      return toMoney(text, format, locale);
    case 'date': {
      const day = parseDay(text, format.dateOrder ?? 'ymd');
      return day ? { value: day } : { problem: `“${shown(text)}” is not a date.` };
    }
    case 'dateTime': {
      const at = parseInstant(text, format.dateOrder ?? 'ymd', locale.timeZone);
      return at ? { value: at } : { problem: `“${shown(text)}” is not a date with its time.` };
    }
    case 'boolean':
      return toBoolean(text);
    case 'email':
      if (!field.many) return { value: normaliseEmail(text) };
      return {
        value: several(text, /[;,\s]/).map((value, i) => ({
          value: normaliseEmail(value),
          ...(i === 0 && { isPrimary: true }),
        })),
      };
    case 'phone':
      if (!field.many) return { value: normalisePhone(text, locale.country) };
      return {
        value: several(text, /[;,\n]/).map((value, i) => ({
          value: normalisePhone(value, locale.country),
          ...(i === 0 && { isPrimary: true }),
        })),
      };
    case 'url':
      return { value: /^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]|$)/i.test(text) ? `https://${text}` : text };
    case 'labels':
      return { value: several(text, listSeparators) };
    case 'multiEnum': {
      const found = several(text, listSeparators).map((part) => ({ part, id: optionNamed(target, part) }));
      const unknown = found.find((f) => f.id === undefined);
      return unknown
        ? { problem: `“${shown(unknown.part)}” is not among the options.` }
        : { value: found.map((f) => f.id) };
    }
    case 'addresses':
      return { value: [{ lines: several(text, /[\n]/).slice(0, 5) }] };
    case 'address':
      return { value: { lines: several(text, /[\n]/).slice(0, 5) } };
    case 'richText':
      return {
        value: escapeHtml(cell.replace(/\r\n?/g, '\n').trim())
          .split(/\n{2,}/)
          .map((p) => `<p>${p.replaceAll('\n', '<br>')}</p>`)
          .join(''),
      };
    case 'longText':
      return { value: text.replace(/\r\n?/g, '\n') };
    default:
      // a line break within a cell of one line is a blank to the eye
      return { value: text.replace(/\s*[\r\n\t\u2028\u2029]\s*/g, ' ') };
  }
};
