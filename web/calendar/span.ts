import { addDays, addMonths, monthGrid, weekdayOf } from '#web/lib/day.ts';

/** How much of a calendar is seen at once. */
export type Span = 'month' | 'week';

/** The days that are seen around a day, week by week, Monday first. */
export const weeksOf = (span: Span, day: string): readonly (readonly string[])[] => {
  if (span === 'week') {
    const monday = addDays(day, 1 - weekdayOf(day));
    return [Array.from({ length: 7 }, (_, i) => addDays(monday, i))];
  }
  const month = day.slice(0, 7);
  return monthGrid(day).filter((week) => week.some((other) => other.startsWith(month)));
};

/** The same day so many months or weeks on. */
export const stepped = (span: Span, day: string, by: number): string =>
  span === 'month' ? addMonths(day, by) : addDays(day, by * 7);
