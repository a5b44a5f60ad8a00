import { wallOf } from './zone.ts';

/** Calendar days as `2026-11-22`: plain arithmetic in UTC, so that no time zone or clock change can shift a day. */

const dayMs = 86_400_000;
const toUtc = (day: string): Date => new Date(`${day}T00:00:00Z`);
const fromUtc = (date: Date): string => date.toISOString().slice(0, 10);
const two = (n: number): string => String(n).padStart(2, '0');

/** The day that an instant is in the person's zone. */
export const dayOf = (date: Date): string => wallOf(date).day;

export const today = (): string => dayOf(new Date());

export const addDays = (day: string, n: number): string => fromUtc(new Date(toUtc(day).getTime() + n * dayMs));

/** Same day of another month; the last one where that month is shorter. */
export const addMonths = (day: string, n: number): string => {
  const date = toUtc(day);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), length));
  return fromUtc(first);
};

/** Whole days from `a` to `b`; negative where `b` is earlier. */
export const daysBetween = (a: string, b: string): number =>
  Math.round((toUtc(b).getTime() - toUtc(a).getTime()) / dayMs);

/** 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: string): number => toUtc(day).getUTCDay() || 7;

/** Six weeks, Monday first, that hold the month of `day`. */
export const monthGrid = (day: string): string[][] => {
  const first = `${day.slice(0, 8)}01`;
  const start = addDays(first, 1 - weekdayOf(first));
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (__, i) => addDays(start, week * 7 + i)));
};

/** The day, where year, month and day make one. */
export const dayFrom = (year: number, month: number, day: number): string | undefined => {
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  const date = toUtc(text);
  return Number.isNaN(date.getTime()) || fromUtc(date) !== text ? undefined : text;
};
