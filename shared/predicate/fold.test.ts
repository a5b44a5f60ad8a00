import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, plainText } from './fold.ts';

test('case and diacritics make no difference', () => {
  for (const [a, b] of [
    ['Müller', 'MULLER'],
    ['Straße', 'STRASSE'],
    ['Łódź', 'lodz'],
    ['İstanbul', 'istanbul'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ærø', 'aero'],
    ['e\u0301', 'É'],
    ['ﬁt', 'FIT'],
  ])
    expect(fold(a ?? ''), a).toBe(fold(b ?? ''));
});

test('folding twice is folding once, and a text that is not empty stays so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
      expect(fold(text)).not.toBe('');
    }),
    { numRuns: 2000 },
  );
});

test('upper and lower case of a text fold alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aäÄßẞéÉøØœŒłŁ日σΣς1 ') }), (text) => {
      expect(fold(text.toUpperCase())).toBe(fold(text.toLowerCase()));
    }),
  );
});

test('of a rich text its words remain', () => {
  expect(plainText('<p>Fish &amp; <b>chips</b></p><p>&lt;3</p>')).toBe('Fish & chips <3');
});
