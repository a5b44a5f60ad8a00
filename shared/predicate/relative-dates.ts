import { Temporal } from 'temporal-polyfill';
import type { RelativeSpan, relativeUnits } from './predicate.ts';

type Unit = (typeof relativeUnits)[number];

/** Calendar days `from` (inclusive) to `to` (exclusive); an end that is left out is open. */
export type DaySpan = { readonly from?: string; readonly to?: string };

/** True for an IANA time zone that this runtime knows. */
export const isTimeZone = (name: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
};
const zoneOf = (timeZone: string): string => (isTimeZone(timeZone) ? timeZone : 'UTC');

/** The calendar day, `YYYY-MM-DD`, that it is at a moment somewhere; UTC where the zone is not known. */
export const dayAt = (nowMs: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.trunc(nowMs))
    .toZonedDateTimeISO(zoneOf(timeZone))
    .toPlainDate()
    .toString();

/** When a calendar day begins somewhere, in milliseconds since 1970; after a leap of the clock the first moment that exists. */
export const startOfDayMs = (day: string, timeZone: string): number =>
  Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: zoneOf(timeZone) })
    .startOfDay().epochMilliseconds;

export const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

/** The day that a unit begins on; weeks begin on Monday. */
const startOf = (day: Temporal.PlainDate, unit: Unit): Temporal.PlainDate => {
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    case 'quarter':
      return day.with({ month: day.month - ((day.month - 1) % 3), day: 1 });
    case 'year':
      return day.with({ month: 1, day: 1 });
  }
};
const plus = (day: Temporal.PlainDate, count: number, unit: Unit): Temporal.PlainDate =>
  day.add(
    unit === 'day'
      ? { days: count }
      : unit === 'week'
        ? { weeks: count }
        : unit === 'year'
          ? { years: count }
          : { months: unit === 'quarter' ? 3 * count : count },
  );

/**
 * Days that a relative span stands for, seen from the day `today`. `last` and `next` of days reckon with today (the last 7 days: those seven
 * before and today); of longer units they are whole ones beside the current (the last 2 months: the two calendar months before this).
 */
export const daysOf = (span: RelativeSpan, today: string): DaySpan => {
  if ('before' in span) return { to: today };
  if ('after' in span) return { from: dayAfter(today) };
  const day = Temporal.PlainDate.from(today);
  if ('this' in span) {
    const start = startOf(day, span.this);
    return { from: start.toString(), to: plus(start, 1, span.this).toString() };
  }
  const start = startOf(day, span.unit);
  const next = plus(start, 1, span.unit);
  if ('last' in span)
    return { from: plus(start, -span.last, span.unit).toString(), to: (span.unit === 'day' ? next : start).toString() };
  return { from: (span.unit === 'day' ? start : next).toString(), to: plus(next, span.next, span.unit).toString() };
};
