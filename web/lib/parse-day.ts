import { addDays, addMonths, dayFrom, weekdayOf } from './day.ts';

const english = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The month that a word begins to name, 1 to 12, in English or the locale's language; 0 where there is none. */
const monthOf = (word: string, locale: string): number => {
  const names = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const at = english.findIndex((name, i) => {
    const local = names.format(new Date(Date.UTC(2026, i, 1))).toLocaleLowerCase(locale);
    return word.startsWith(name) || (word.length >= 3 && local.startsWith(word));
  });
  return at + 1;
};
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The weekday that a word begins to name, 1 for Monday, in English or the locale's language; 0 where there is none. */
const weekdayNamed = (word: string, locale: string): number => {
  const names = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const at = weekdays.findIndex((name, i) => {
    // 5 January 2026 was a Monday
    const local = names.format(new Date(Date.UTC(2026, 0, 5 + i))).toLocaleLowerCase(locale);
    return word.startsWith(name) || (word.length >= 2 && local.startsWith(word));
  });
  return at + 1;
};

/** Days from today that a word of the locale names: `morgen`, `vorgestern`. */
const daysNamed = (word: string, locale: string): number | undefined => {
  const names = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return [0, 1, 2, -1, -2].find((away) => names.format(away, 'day').toLocaleLowerCase(locale) === word);
};
/** What days, weeks, months and years begin with in English and in German. */
const unitOf: Readonly<Record<string, 'd' | 'w' | 'm' | 'y'>> = { t: 'd', d: 'd', w: 'w', m: 'm', y: 'y', j: 'y' };

/** True where this locale writes the month before the day. */
const isMonthFirst = (locale: string): boolean => {
  const order = new Intl.DateTimeFormat(locale).formatToParts(0).map((part) => part.type);
  return order.indexOf('month') < order.indexOf('day');
};

const relative = (text: string, today: string, locale: string): string | undefined => {
  const named = { today: 0, tod: 0, tomorrow: 1, tom: 1, yesterday: -1 }[text] ?? daysNamed(text, locale);
  if (named !== undefined) return addDays(today, named);
  const shift = /^([+-])\s*(\d{1,4})\s*([dtwmyj])?$/.exec(text);
  if (shift) {
    const n = Number(shift[2]) * (shift[1] === '-' ? -1 : 1);
    const unit = unitOf[shift[3] ?? 'd'];
    if (unit === 'm') return addMonths(today, n);
    if (unit === 'y') return addMonths(today, n * 12);
    return addDays(today, unit === 'w' ? n * 7 : n);
  }
  const weekday = /^\p{L}{2,10}\.?$/u.test(text) ? weekdayNamed(text.replace('.', ''), locale) : 0;
  if (weekday > 0) return addDays(today, (weekday - weekdayOf(today) + 7) % 7 || 7);
  return undefined;
};

/** A year of two digits is of this century; none means the next time that day comes, at most half a year ago. */
const withYear = (year: string | undefined, month: number, day: number, today: string): string | undefined => {
  const thisYear = Number(today.slice(0, 4));
  if (year) return dayFrom(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  const here = dayFrom(thisYear, month, day);
  return here && here < addMonths(today, -6) ? dayFrom(thisYear + 1, month, day) : here;
};

/** Reads a day as people type it: `2026-12-24`, `24.12.`, `24 Dec`, `Dec 24 2026`, `tomorrow`, `fri`, `+2w`; in German `morgen`, `Fr`, `+2t` as well. */
export const parseDay = (input: string, today: string, locale = 'en-GB'): string | undefined => {
  const text = input.trim().toLowerCase().replaceAll(',', ' ').replace(/\s+/g, ' ');
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return dayFrom(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numeric = /^(\d{1,2})[./ -](\d{1,2})[./ -]?(\d{2}|\d{4})?$/.exec(text);
  if (numeric) {
    const pair = [Number(numeric[1]), Number(numeric[2])] as const;
    // a dot is only ever written by those who begin with the day
    const [day, month] = isMonthFirst(locale) && !text.includes('.') ? [pair[1], pair[0]] : pair;
    return withYear(numeric[3], month, day, today);
  }
  const worded = /^(\d{1,2})\.? (\p{L}{3,12})\.?(?: (\d{2}|\d{4}))?$/u.exec(text);
  if (worded) return withYear(worded[3], monthOf(worded[2] ?? '', locale), Number(worded[1]), today);
  const american = /^([a-z]{3,9})\.? (\d{1,2})(?: (\d{2}|\d{4}))?$/.exec(text);
  if (american) return withYear(american[3], monthOf(american[1] ?? '', locale), Number(american[2]), today);
  return relative(text, today, locale);
};
