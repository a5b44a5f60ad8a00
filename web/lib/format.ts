import { createSignal } from 'solid-js';
import { startLocale } from '#web/strings/language.ts';
import { addDays, dayOf, daysBetween, today } from './day.ts';
import { minorDigits } from './parse-number.ts';
import { timeZone } from './zone.ts';

type Money = { readonly amountMinor: number; readonly currency: string };

const [locale, setLocale] = createSignal(startLocale);
const [currency, setCurrency] = createSignal('EUR');

/** The locale in which numbers and dates are written and read. */
/** The currency of an amount to which none is given. */
export { currency as defaultCurrency, locale, setCurrency as setDefaultCurrency, setLocale };

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
// making a formatter is a hundred times as slow as using one, and a grid uses thousands
const numbers = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = `n${locale()}${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known instanceof Intl.NumberFormat) return known;
  const format = new Intl.NumberFormat(locale(), options);
  made.set(key, format);
  return format;
};
/** Of days, in UTC, or of instants, in the person's zone. */
const dates = (wanted: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const options = { timeZone: timeZone(), ...wanted };
  const key = `d${locale()}${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known instanceof Intl.DateTimeFormat) return known;
  const format = new Intl.DateTimeFormat(locale(), options);
  made.set(key, format);
  return format;
};

export const formatNumber = (n: number): string => numbers({ maximumFractionDigits: 4 }).format(n);
export const formatPercent = (n: number): string =>
  numbers({ style: 'unit', unit: 'percent', maximumFractionDigits: 1 }).format(n);

/** An amount; without cents where there are none. */
export const formatMoney = (money: Money): string => {
  const digits = minorDigits(money.currency);
  const isWhole = money.amountMinor % 10 ** digits === 0;
  return numbers({
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: isWhole ? 0 : digits,
    maximumFractionDigits: isWhole ? 0 : digits,
  }).format(money.amountMinor / 10 ** digits);
};

/** An amount in a few characters: `€1.55M`. */
export const formatMoneyShort = (money: Money): string => {
  const amount = money.amountMinor / 10 ** minorDigits(money.currency);
  return numbers({
    style: 'currency',
    currency: money.currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.abs(amount) >= 1e6 ? 2 : Math.abs(amount) >= 1e5 ? 0 : 1,
  }).format(amount);
};

/** German has no short months that are not longer than the numbers that everybody writes. */
const dayAndMonth = (): Intl.DateTimeFormatOptions =>
  locale().startsWith('de') ? { day: '2-digit', month: '2-digit' } : { day: 'numeric', month: 'short' };

/** A day: `9 Dec`, `09.12.`, with the year where it is not this one. */
export const formatDay = (day: string): string => {
  const options: Intl.DateTimeFormatOptions = { ...dayAndMonth(), timeZone: 'UTC' };
  if (day.slice(0, 4) !== today().slice(0, 4)) options.year = 'numeric';
  return dates(options).format(new Date(`${day}T00:00:00Z`));
};

/** A day written as the options say. */
export const dayInWords = (day: string, options: Intl.DateTimeFormatOptions): string =>
  dates({ ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** A day by its distance where it is near: `Today`, `Tomorrow`, `Wed`, `9 Dec`. */
export const formatDayNear = (day: string): string => {
  const away = daysBetween(today(), day);
  if (away >= -1 && away <= 1) {
    const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(away, 'day');
    return words.charAt(0).toLocaleUpperCase(locale()) + words.slice(1);
  }
  if (away > 1 && away < 7) return dates({ weekday: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  return formatDay(day);
};

export const formatTime = (instant: string): string =>
  dates({ hour: '2-digit', minute: '2-digit' }).format(new Date(instant));

/** An instant by its distance: `Today, 09:12`, `Mon 16:47`, `9 Dec 2025`. */
export const formatInstant = (instant: string): string => {
  const date = new Date(instant);
  const day = dayOf(date);
  if (day === today()) return formatTime(instant);
  if (day > addDays(today(), -7) && day < today())
    return `${dates({ weekday: 'short' }).format(date)} ${formatTime(instant)}`;
  return day.slice(0, 4) === today().slice(0, 4) ? `${formatDay(day)}, ${formatTime(instant)}` : formatDay(day);
};

/** An instant in full, for tooltips. */
export const formatInstantFull = (instant: string): string =>
  dates({ dateStyle: 'full', timeStyle: 'short' }).format(new Date(instant));

/** "3 days ago", "in 2 hours". */
export const formatAgo = (instant: string, now = Date.now()): string => {
  const seconds = (new Date(instant).getTime() - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const steps = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return relative.format(0, 'minute');
};

export const formatBytes = (bytes: number): string => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return numbers({ style: 'unit', unit: units[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: 1 }).format(
    bytes / 1000 ** step,
  );
};
