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

/** True where this locale writes the month before the day. */
const isMonthFirst = (locale: string): boolean => {
  const order = new Intl.DateTimeFormat(locale).formatToParts(0).map((part) => part.type);
  return order.indexOf('month') < order.indexOf('day');
};

const relative = (text: string, today: string): string | undefined => {
  const named = { today: 0, tod: 0, tomorrow: 1, tom: 1, yesterday: -1 }[text];
  if (named !== undefined) return addDays(today, named);
  const shift = /^([+-])\s*(\d{1,4})\s*(d|w|m|y)?$/.exec(text);
  if (shift) {
    const n = Number(shift[2]) * (shift[1] === '-' ? -1 : 1);
    if (shift[3] === 'm') return addMonths(today, n);
    if (shift[3] === 'y') return addMonths(today, n * 12);
    return addDays(today, shift[3] === 'w' ? n * 7 : n);
  }
  const weekday = weekdays.indexOf(text.slice(0, 3)) + 1;
  if (weekday > 0 && /^[a-z]{3,9}$/.test(text)) return addDays(today, (weekday - weekdayOf(today) + 7) % 7 || 7);
  return undefined;
};

/** A year of two digits is of this century; none means the next time that day comes, at most half a year ago. */
const withYear = (year: string | undefined, month: number, day: number, today: string): string | undefined => {
  const thisYear = Number(today.slice(0, 4));
  if (year) return dayFrom(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  const here = dayFrom(thisYear, month, day);
  return here && here < addMonths(today, -6) ? dayFrom(thisYear + 1, month, day) : here;
};

/** Reads a day as people type it: `2026-12-24`, `24.12.`, `24 Dec`, `Dec 24 2026`, `tomorrow`, `fri`, `+2w`. */
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
  return relative(text, today);
};
