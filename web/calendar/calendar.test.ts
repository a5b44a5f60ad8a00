import { expect, test } from 'vitest';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { byDay, type DateField, dayIn, valueOn } from './placing.ts';
import { stepped, weeksOf } from './span.ts';

const due: DateField = { key: 'dueOn', field: { label: 'Due', kind: 'date' } };
const started: DateField = { key: 'startedAt', field: { label: 'Started', kind: 'dateTime' } };
// a calendar looks at the date and the id only
const record = (fields: Readonly<Record<string, unknown>>) => ({ id: 'r', ...fields }) as unknown as AnyRecord;

test('a month is its weeks, Monday first, and no week that is of other months alone', () => {
  const weeks = weeksOf('month', '2026-02-14');

  expect(weeks[0]?.[0]).toBe('2026-01-26');
  expect(weeks.at(-1)?.at(-1)).toBe('2026-03-01');
  expect(weeks).toHaveLength(5);
  expect(weeksOf('week', '2026-11-22')).toEqual([
    ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'],
  ]);
});

test('a month later is the same day, or the last one of a shorter month', () => {
  expect(stepped('month', '2026-01-31', 1)).toBe('2026-02-28');
  expect(stepped('week', '2026-12-30', 1)).toBe('2027-01-06');
});

test('records lie on the day that their date is here', () => {
  const late = new Date(2026, 2, 4, 23, 30).toISOString();

  expect(dayIn(record({ startedAt: late }), started)).toBe('2026-03-04');
  expect([...byDay([record({ dueOn: '2026-03-04' }), record({})], due).keys()]).toEqual(['2026-03-04']);
});

test('another day leaves the time of day as it is', () => {
  const at = new Date(2026, 2, 4, 9, 15).toISOString();

  expect(valueOn(record({ startedAt: at }), started, '2026-03-31')).toBe(new Date(2026, 2, 31, 9, 15).toISOString());
  expect(valueOn(record({ dueOn: '2026-03-04' }), due, '2026-03-05')).toBe('2026-03-05');
});
