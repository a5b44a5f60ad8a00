import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choice, date, email, labels, money, number, ref, text } from '../contract/field.ts';
import { csvLine, fromSafeCell, safeCell } from '../import/csv-write.ts';
import { cellText } from './cell.ts';

const none = () => undefined;

test('amounts have a point and their currency, with as many places as the currency has', () => {
  const field = money({ label: 'Amount' });
  expect(cellText(field, { amountMinor: -123450, currency: 'USD' }, none)).toBe('-1234.50 USD');
  expect(cellText(field, { amountMinor: 5, currency: 'EUR' }, none)).toBe('0.05 EUR');
  expect(cellText(field, { amountMinor: 1200, currency: 'JPY' }, none)).toBe('1200 JPY');
});

test('choices, references, lists and contact data read as people read them', () => {
  expect(cellText(choice([{ id: 'a', label: 'Alpha' }], { label: 'x' }), 'a', none)).toBe('Alpha');
  expect(cellText(ref('company', { label: 'x' }), '1', (noun, id) => `${noun} ${id}`)).toBe('company 1');
  expect(cellText(ref('company', { label: 'x' }), '1', none)).toBe('1');
  expect(cellText(labels({ label: 'x' }), ['a', 'b'], none)).toBe('a; b');
  expect(cellText(number({ label: 'x' }), 1234.5, none)).toBe('1234.5');
  expect(cellText(date({ label: 'x' }), '2026-11-22', none)).toBe('2026-11-22');
  const mails = { ...email({ label: 'x' }), many: true };
  expect(cellText(mails, [{ value: 'b@x.example' }, { value: 'a@x.example', isPrimary: true }], none)).toBe(
    'a@x.example; b@x.example',
  );
});

test('no cell opens a formula, whatever stands in it, and an import gives the text back', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a formula may hide behind
  const trigger = /^[=+\-@\t\r\u0000＝＋－＠]/;
  const start = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', ' =', '"=', '\u200b=', '\ufeff@', '＝', '\u0000-');
  fc.assert(
    fc.property(start, fc.string({ unit: 'grapheme' }), (first, rest) => {
      const value = `${first}${rest}`;
      const cell = safeCell(cellText(text({ label: 'x' }), value, none));
      expect(cell).not.toMatch(trigger);
      expect(cell.trimStart()).not.toMatch(trigger);
      expect(fromSafeCell(cell)).toBe(value);
    }),
  );
  expect(csvLine(['=1+1'].map(safeCell))).toBe("'=1+1\r\n");
});
