import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ulidOf } from '#shared/ulid.ts';
import { idOfRow, touchKey, ulidParts } from './compact.ts';

const ulid = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.uint8Array({ minLength: 10, maxLength: 10 }))
  .map(([ms, rest]) => ulidOf(ms, rest));

test('a ULID is its two parts, and they sort as it does', () => {
  fc.assert(
    fc.property(ulid, ulid, (a, b) => {
      const [left, right] = [ulidParts(a), ulidParts(b)];

      expect(idOfRow(left)).toBe(a);
      expect(Math.sign(left.ulidMs - right.ulidMs || Buffer.compare(left.ulidRest, right.ulidRest))).toBe(
        a < b ? -1 : a > b ? 1 : 0,
      );
    }),
  );
});

test('ids that differ in their last twelve characters touch apart', () => {
  fc.assert(
    fc.property(ulid, ulid, (a, b) => {
      fc.pre(a.slice(14) !== b.slice(14));
      expect(touchKey(a)).not.toBe(touchKey(b));
    }),
  );
});
