import { afterEach, expect, test } from 'vitest';
import { dayOf } from './day.ts';
import { formatTime, setLocale } from './format.ts';
import { instantOf, setTimeZone, timeZone, wallOf } from './zone.ts';

afterEach(() => setTimeZone(undefined));

test('days and times are those of the person’s zone', () => {
  setTimeZone('Europe/Berlin');
  setLocale('de');

  expect(wallOf(new Date('2026-11-22T23:30:00Z'))).toEqual({ day: '2026-11-23', time: '00:30' });
  expect(dayOf(new Date('2026-07-01T22:30:00Z'))).toBe('2026-07-02');
  expect(formatTime('2026-11-22T08:12:00Z')).toBe('09:12');
});

test.each([
  ['2026-11-22', '09:00', '2026-11-22T08:00:00.000Z'],
  ['2026-07-01', '09:00', '2026-07-01T07:00:00.000Z'],
  ['2026-10-25', '00:30', '2026-10-24T22:30:00.000Z'],
  ['2026-12-31', '23:59:59.999', '2026-12-31T22:59:59.999Z'],
])('%s %s in Berlin is %s', (day, time, instant) => {
  setTimeZone('Europe/Berlin');

  expect(instantOf(day, time)).toBe(instant);
});

test('a time that the clock leaves out is one after the gap', () => {
  setTimeZone('Europe/Berlin');

  expect(instantOf('2026-03-29', '02:30')).toBe('2026-03-29T01:30:00.000Z');
});

test('a zone that does not exist leaves the browser’s', () => {
  setTimeZone('Mars/Olympus');

  expect(timeZone()).toBeUndefined();
});
