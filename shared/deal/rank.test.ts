import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankBetween, rankOfTime } from './rank.ts';

const digit = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyz');
const rank = fc
  .tuple(fc.array(digit, { maxLength: 12 }), fc.constantFrom(...'123456789abcdefghijklmnopqrstuvwxyz'))
  .map(([digits, last]) => digits.join('') + last);

test('a rank between two lies between them and never ends in 0', () => {
  fc.assert(
    fc.property(rank, rank, (a, b) => {
      fc.pre(a !== b);
      const [low, high] = a < b ? [a, b] : [b, a];
      const middle = rankBetween(low, high);
      expect(low < middle && middle < high, `${low} ${middle} ${high}`).toBe(true);
      expect(middle).not.toMatch(/0$/);
    }),
    { numRuns: 5000 },
  );
});

test('there is always a place at either end', () => {
  fc.assert(
    fc.property(rank, (only) => {
      expect(rankBetween(undefined, only) < only).toBe(true);
      expect(rankBetween(only, undefined) > only).toBe(true);
    }),
  );
  expect(rankBetween(undefined, undefined)).toBe('i');
});

test('cards that are dropped anywhere, a thousand times, stay in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 1000 }), (places) => {
      const cards: string[] = [];
      for (const place of places) {
        const at = place % (cards.length + 1);
        cards.splice(at, 0, rankBetween(cards[at - 1], cards[at]));
      }
      expect(cards).toEqual([...new Set(cards)].sort());
    }),
    { numRuns: 20 },
  );
});

test('an end that does not lie behind counts as none, and the answer always comes', () => {
  fc.assert(
    fc.property(rank, rank, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(rankBetween(high, low) > high).toBe(true);
    }),
  );
  expect(rankBetween('b', 'b') > 'b').toBe(true);
});

test('a newer card stands before an older one', () => {
  const time = fc.integer({ min: 0, max: 36 ** 9 - 1 });
  fc.assert(
    fc.property(time, time, (a, b) => {
      fc.pre(a < b);
      expect(rankOfTime(b) < rankOfTime(a)).toBe(true);
      expect(rankBetween(rankOfTime(b), rankOfTime(a))).not.toMatch(/0$/);
    }),
  );
});
