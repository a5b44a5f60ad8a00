import { describe, expect, test } from 'vitest';
import { parseMoney, parseNumber } from './parse-number.ts';

describe('parseNumber', () => {
  test.each([
    ['1234', 'en', 1234],
    ['1,234.50', 'en', 1234.5],
    ['1.234,50', 'en', 1234.5],
    ['1.234,50', 'de', 1234.5],
    ['1.234', 'de', 1234],
    ['1.234', 'en', 1.234],
    ['1,234', 'en', 1234],
    ['1,5', 'de', 1.5],
    ['1,5', 'en', 1.5],
    ['1,234,567', 'de', 1_234_567],
    ['12k', 'en', 12_000],
    ['1,5 Mio.', 'de', 1_500_000],
    ['20 Tsd', 'de', 20_000],
    ['1.5m', 'en', 1_500_000],
    ["1'234.5", 'en', 1234.5],
    ['-3', 'en', -3],
    ['−3', 'en', -3],
  ])('reads %s in %s', (typed, locale, value) => {
    expect(parseNumber(typed, locale)).toBe(value);
  });

  test.each(['', 'abc', '1e309', '--1', '1.2.3,4,5x'])('refuses %s', (typed) => {
    expect(parseNumber(typed, 'en')).toBeUndefined();
  });
});

describe('parseMoney', () => {
  test('an amount without a currency gets the one at hand', () => {
    expect(parseMoney('1,200.50', 'EUR', 'en')).toEqual({ amountMinor: 120_050, currency: 'EUR' });
  });

  test('a currency that is written beside it counts', () => {
    expect(parseMoney('1200 usd', 'EUR', 'en')).toEqual({ amountMinor: 120_000, currency: 'USD' });
    expect(parseMoney('£12', 'EUR', 'en')).toEqual({ amountMinor: 1200, currency: 'GBP' });
  });

  test('German amounts are read with their word for the size', () => {
    expect(parseMoney('1.200,50 €', 'CHF', 'de')).toEqual({ amountMinor: 120_050, currency: 'EUR' });
    expect(parseMoney('1,5 Mio. EUR', 'CHF', 'de')).toEqual({ amountMinor: 150_000_000, currency: 'EUR' });
    expect(parseMoney('2 Mio', 'EUR', 'de')).toEqual({ amountMinor: 200_000_000, currency: 'EUR' });
  });

  test('a currency without minor units keeps none', () => {
    expect(parseMoney('1200', 'JPY', 'en')).toEqual({ amountMinor: 1200, currency: 'JPY' });
  });

  test('cents are exact where binary fractions are not', () => {
    expect(parseMoney('1.005', 'EUR', 'en')?.amountMinor).toBe(101);
    expect(parseMoney('0.29', 'EUR', 'en')?.amountMinor).toBe(29);
  });

  test('an amount beyond what can be kept exactly is refused', () => {
    expect(parseMoney('99999999999999999999', 'EUR', 'en')).toBeUndefined();
  });
});
