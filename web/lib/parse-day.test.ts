import { describe, expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, monthGrid, weekdayOf } from './day.ts';
import { parseDay } from './parse-day.ts';

const today = '2026-11-22'; // a Sunday

describe('parseDay', () => {
  test.each([
    ['2026-12-24', '2026-12-24'],
    ['24.12.2026', '2026-12-24'],
    ['24.12.', '2026-12-24'],
    ['24 Dec', '2026-12-24'],
    ['Dec 24, 2026', '2026-12-24'],
    ['5 Mar', '2027-03-05'],
    ['1 Nov', '2026-11-01'],
    ['today', '2026-11-22'],
    ['tomorrow', '2026-11-23'],
    ['fri', '2026-11-27'],
    ['sunday', '2026-11-29'],
    ['+2w', '2026-12-06'],
    ['+1m', '2026-12-22'],
    ['-3', '2026-11-19'],
  ])('reads %s as %s', (typed, day) => {
    expect(parseDay(typed, today, 'en-GB')).toBe(day);
  });

  test('the order of day and month is that of the locale', () => {
    expect(parseDay('3/4/2026', today, 'en-GB')).toBe('2026-04-03');
    expect(parseDay('3/4/2026', today, 'en-US')).toBe('2026-03-04');
  });

  test.each([
    ['heute', '2026-11-22'],
    ['morgen', '2026-11-23'],
    ['Übermorgen', '2026-11-24'],
    ['gestern', '2026-11-21'],
    ['Fr', '2026-11-27'],
    ['mi.', '2026-11-25'],
    ['Sonntag', '2026-11-29'],
    ['+2w', '2026-12-06'],
    ['+3T', '2026-11-25'],
    ['+1j', '2027-11-22'],
    ['24.12.2026', '2026-12-24'],
    ['24.12.', '2026-12-24'],
    ['24. Dez. 2026', '2026-12-24'],
    ['3. März', '2027-03-03'],
    ['tomorrow', '2026-11-23'],
  ])('reads %s in German as %s', (typed, day) => {
    expect(parseDay(typed, today, 'de-DE')).toBe(day);
  });

  test('months are read in the language of the locale too', () => {
    expect(parseDay('24. Dezember', today, 'de')).toBe('2026-12-24');
    expect(parseDay('24 déc', today, 'fr')).toBe('2026-12-24');
    expect(parseDay('24 Dec', today, 'de')).toBe('2026-12-24');
  });

  test.each(['31 Feb', '2026-02-30', 'soon', '', '32.1.', '24 Foo'])('refuses %s', (typed) => {
    expect(parseDay(typed, today, 'en-GB')).toBeUndefined();
  });
});

describe('days', () => {
  test('a day more or less crosses months, years and clock changes', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  });

  test('a month more keeps the day where there is one', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-11-30', -9)).toBe('2026-02-28');
  });

  test('a month is shown as six whole weeks from Monday', () => {
    const weeks = monthGrid('2026-11-22');

    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.[0]).toBe('2026-10-26');
    expect(weeks.flat().every((day, i) => weekdayOf(day) === (i % 7) + 1)).toBe(true);
  });
});
