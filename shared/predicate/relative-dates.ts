// the functional form of the library, of which a bundle takes only what is used
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { RelativeSpan, relativeUnits } from './predicate.ts';

type Unit = (typeof relativeUnits)[number];
type Day = ReturnType<typeof PlainDate.create>;

/** Calendar days `from` (inclusive) to `to` (exclusive); an end that is left out is open. */
export type DaySpan = { readonly from?: string; readonly to?: string };

const dayOf = (text: string): Day => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return PlainDate.create(year, month, day);
};

/** True for an IANA time zone that this runtime knows. */
export const isTimeZone = (name: string): boolean => {
  try {
    Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(0), name);
    return true;
  } catch {
    return false;
  }
};
const zoneOf = (timeZone: string): string => (isTimeZone(timeZone) ? timeZone : 'UTC');

/** The calendar day, `YYYY-MM-DD`, that it is at a moment somewhere; UTC where the zone is not known. */
export const dayAt = (nowMs: number, timeZone: string): string =>
  PlainDate.toString(
    ZonedDateTime.toPlainDate(
      Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(Math.trunc(nowMs)), zoneOf(timeZone)),
    ),
  );

/** When a calendar day begins somewhere, in milliseconds since 1970; after a leap of the clock the first moment that exists. */
export const startOfDayMs = (day: string, timeZone: string): number =>
  ZonedDateTime.startOfDay(PlainDate.toZonedDateTime(dayOf(day), zoneOf(timeZone))).epochMilliseconds;

export const dayAfter = (day: string): string => PlainDate.toString(PlainDate.addDays(dayOf(day), 1));

/** The day that a unit begins on; weeks begin on Monday. */
const startOf = (day: Day, unit: Unit): Day => {
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return PlainDate.startOfWeek(day);
    case 'month':
      return PlainDate.startOfMonth(day);
    case 'quarter':
      return PlainDate.create(day.year, day.month - ((day.month - 1) % 3), 1);
    case 'year':
      return PlainDate.startOfYear(day);
  }
};

const plus = (day: Day, count: number, unit: Unit): Day => {
  switch (unit) {
    case 'day':
      return PlainDate.addDays(day, count);
    case 'week':
      return PlainDate.addWeeks(day, count);
    case 'month':
      return PlainDate.addMonths(day, count);
    case 'quarter':
      return PlainDate.addMonths(day, 3 * count);
    case 'year':
      return PlainDate.addYears(day, count);
  }
};

const span = (from: Day, to: Day): DaySpan => ({ from: PlainDate.toString(from), to: PlainDate.toString(to) });

/**
 * Days that a relative span stands for, seen from the day `today`. `last` and `next` of days reckon with today (the last 7 days: those seven
 * before and today); of longer units they are whole ones beside the current (the last 2 months: the two calendar months before this).
 */
export const daysOf = (relative: RelativeSpan, today: string): DaySpan => {
  if ('before' in relative) return { to: today };
  if ('after' in relative) return { from: dayAfter(today) };
  const day = dayOf(today);
  if ('this' in relative) {
    const start = startOf(day, relative.this);
    return span(start, plus(start, 1, relative.this));
  }
  const { unit } = relative;
  const start = startOf(day, unit);
  const next = plus(start, 1, unit);
  if ('last' in relative) return span(plus(start, -relative.last, unit), unit === 'day' ? next : start);
  return span(unit === 'day' ? start : next, plus(next, relative.next, unit));
};
