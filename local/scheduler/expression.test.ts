import { describe, expect, test } from 'vitest';
import { parseExpression } from './expression.ts';

/** The first time after `from`, in UTC. */
function next(expression: string, from: string, timeZone?: string): string | undefined {
  const time = parseExpression(expression, timeZone).next(Date.parse(from));
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
}

describe('cron', () => {
  test.each([
    ['every day at ten', 'cron(0 10 * * ? *)', '2026-01-01T11:00Z', '2026-01-02T10:00'],
    ['weekdays by name', 'cron(0 18 ? * MON-FRI *)', '2026-01-02T19:00Z', '2026-01-05T18:00'],
    ['1 is Sunday', 'cron(0 8 ? * 1 *)', '2026-01-01T00:00Z', '2026-01-04T08:00'],
    ['2-6 is Monday to Friday', 'cron(0 8 ? * 2-6 *)', '2026-01-03T00:00Z', '2026-01-05T08:00'],
    ['steps of minutes', 'cron(0/15 * * * ? *)', '2026-01-01T00:16Z', '2026-01-01T00:30'],
    ['steps from a value', 'cron(5/10 8-17 ? * MON-FRI *)', '2026-01-01T08:05Z', '2026-01-01T08:15'],
    ['the last day of the month', 'cron(0 12 L * ? *)', '2026-02-01T00:00Z', '2026-02-28T12:00'],
    ['the last Friday', 'cron(0 12 ? * 6L *)', '2026-01-01T00:00Z', '2026-01-30T12:00'],
    ['the second Tuesday', 'cron(0 12 ? * 3#2 *)', '2026-01-01T00:00Z', '2026-01-13T12:00'],
    ['the weekday nearest to the first', 'cron(0 9 1W * ? *)', '2026-07-31T10:00Z', '2026-08-03T09:00'],
    ['years', 'cron(0 0 1 1 ? 2028/2)', '2026-01-02T00:00Z', '2028-01-01T00:00'],
  ])('%s', (_name, expression, from, expected) => {
    expect(next(expression, from)).toBe(expected);
  });

  test('keeps the local hour over a change of the clocks', () => {
    expect(next('cron(0 9 * * ? *)', '2026-03-28T09:00Z', 'Europe/Berlin')).toBe('2026-03-29T07:00');
    expect(next('cron(0 9 * * ? *)', '2026-03-27T09:00Z', 'Europe/Berlin')).toBe('2026-03-28T08:00');
  });

  test('ends with its last year', () => {
    expect(next('cron(0 0 1 1 ? 2025)', '2026-01-01T00:00Z')).toBeUndefined();
  });
});

test('a rate counts from the last time', () => {
  expect(next('rate(1 minute)', '2026-01-01T00:00Z')).toBe('2026-01-01T00:01');
  expect(next('rate(2 hours)', '2026-01-01T00:00Z')).toBe('2026-01-01T02:00');
  expect(next('rate(7 days)', '2026-01-01T00:00Z')).toBe('2026-01-08T00:00');
});

test('a single time is in its zone and passes once', () => {
  expect(next('at(2026-07-01T12:00:00)', '2026-01-01T00:00Z', 'Europe/Berlin')).toBe('2026-07-01T10:00');
  expect(next('at(2026-07-01T12:00:00)', '2026-07-01T12:00Z')).toBeUndefined();
});

test.each([
  'cron(0 10 * * * *)',
  'cron(0 10 ? * ? *)',
  'cron(0 10 * * ?)',
  'cron(99 10 * * ? *)',
  'rate(0 minutes)',
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(5 weeks)',
  'at(2026-07-01)',
  'tomorrow',
])('%s is refused', (expression) => {
  expect(() => parseExpression(expression)).toThrow(/Invalid Schedule Expression/);
});
