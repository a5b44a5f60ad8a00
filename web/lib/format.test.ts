import { afterEach, expect, test } from 'vitest';
import { startLocale } from '#web/strings/language.ts';
import { addDays, today } from './day.ts';
import { formatDay, formatDayNear, formatMoney, formatNumber, formatPercent, setLocale } from './format.ts';

/** Every blank alike: locales write narrow and unbreakable ones. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

afterEach(() => setLocale(startLocale));

test('German days, numbers, amounts and percentages are written as in Germany', () => {
  setLocale('de-DE');

  expect(formatDay('2019-12-24')).toBe('24.12.2019');
  expect(formatDay(`${today().slice(0, 4)}-02-03`)).toBe('03.02.');
  expect(formatDayNear(addDays(today(), 1))).toBe('Morgen');
  expect(formatNumber(1234567.5)).toBe('1.234.567,5');
  expect(plain(formatMoney({ amountMinor: 120_050, currency: 'EUR' }))).toBe('1.200,50 €');
  expect(plain(formatPercent(12.5))).toBe('12,5 %');
});

test('English ones as in Britain', () => {
  setLocale('en-GB');

  expect(formatDay('2019-12-24')).toBe('24 Dec 2019');
  expect(formatNumber(1234567.5)).toBe('1,234,567.5');
  expect(formatMoney({ amountMinor: 120_050, currency: 'EUR' })).toBe('€1,200.50');
  expect(formatPercent(12.5)).toBe('12.5%');
});
