import { expect, test } from 'vitest';
import { dayAt, daysOf, startOfDayMs } from './relative-dates.ts';

const friday = '2024-03-01';

test('a week begins on Monday, also when it began in another month', () => {
  expect(daysOf({ this: 'week' }, friday)).toEqual({ from: '2024-02-26', to: '2024-03-04' });
  expect(daysOf({ this: 'week' }, '2024-03-03')).toEqual({ from: '2024-02-26', to: '2024-03-04' });
  expect(daysOf({ this: 'week' }, '2024-03-04')).toEqual({ from: '2024-03-04', to: '2024-03-11' });
});

test('months, quarters and years are those of the calendar', () => {
  expect(daysOf({ this: 'month' }, '2024-02-29')).toEqual({ from: '2024-02-01', to: '2024-03-01' });
  expect(daysOf({ this: 'quarter' }, '2024-12-31')).toEqual({ from: '2024-10-01', to: '2025-01-01' });
  expect(daysOf({ this: 'year' }, '2024-02-29')).toEqual({ from: '2024-01-01', to: '2025-01-01' });
});

test('the last and next days reckon with today, longer units are whole ones beside the current', () => {
  expect(daysOf({ last: 7, unit: 'day' }, friday)).toEqual({ from: '2024-02-23', to: '2024-03-02' });
  expect(daysOf({ next: 7, unit: 'day' }, friday)).toEqual({ from: '2024-03-01', to: '2024-03-09' });
  expect(daysOf({ last: 2, unit: 'month' }, '2024-03-31')).toEqual({ from: '2024-01-01', to: '2024-03-01' });
  expect(daysOf({ next: 1, unit: 'quarter' }, friday)).toEqual({ from: '2024-04-01', to: '2024-07-01' });
});

test('before and after now leave today out', () => {
  expect(daysOf({ before: 'now' }, friday)).toEqual({ to: '2024-03-01' });
  expect(daysOf({ after: 'now' }, friday)).toEqual({ from: '2024-03-02' });
});

test('the same moment is another day elsewhere', () => {
  const moment = Date.parse('2024-02-29T23:30:00Z');

  expect(dayAt(moment, 'UTC')).toBe('2024-02-29');
  expect(dayAt(moment, 'Europe/Berlin')).toBe('2024-03-01');
  expect(dayAt(moment, 'America/Los_Angeles')).toBe('2024-02-29');
});

test('a day whose midnight the clocks leap over begins when the leap ends', () => {
  expect(new Date(startOfDayMs('2024-03-31', 'Europe/Berlin')).toISOString()).toBe('2024-03-30T23:00:00.000Z');
  expect(new Date(startOfDayMs('2024-09-08', 'America/Santiago')).toISOString()).toBe('2024-09-08T04:00:00.000Z');
});

test('a time zone that does not exist counts as UTC', () => {
  expect(dayAt(Date.parse('2024-02-29T23:30:00Z'), 'Mars/Olympus')).toBe('2024-02-29');
});
