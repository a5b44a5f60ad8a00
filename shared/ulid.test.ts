import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstUlidAt, isUlid, lastUlidAt, timeOfUlid, ulidAfter, ulidOf } from './ulid.ts';

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
const ulid = fc.tuple(time, random).map(([t, r]) => ulidOf(t, r));

test('a ULID of the specification', () => {
  expect(ulidOf(1_469_918_176_385, new Uint8Array(10))).toBe('01ARYZ6S410000000000000000');
  expect(ulidOf(2 ** 48 - 1, new Uint8Array(10).fill(255))).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
});

test('a ULID gives its time back and lies between the first and the last of that time', () => {
  fc.assert(
    fc.property(time, random, (t, r) => {
      const made = ulidOf(t, r);
      expect(isUlid(made)).toBe(true);
      expect(timeOfUlid(made)).toBe(t);
      expect(firstUlidAt(t) <= made && made <= lastUlidAt(t)).toBe(true);
    }),
  );
});

test('text order is time order, and within a time the order of the random bytes', () => {
  fc.assert(
    fc.property(time, random, time, random, (t1, r1, t2, r2) => {
      const byTime = t1 - t2 || Buffer.compare(Buffer.from(r1), Buffer.from(r2));
      const [a, b] = [ulidOf(t1, r1), ulidOf(t2, r2)];
      expect(a < b ? -1 : a > b ? 1 : 0).toBe(Math.sign(byTime));
    }),
  );
});

test('the next one is always later, and the fresh one where that is later anyway', () => {
  fc.assert(
    fc.property(ulid, ulid, (fresh, previous) => {
      fc.pre(previous !== '7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
      const next = ulidAfter(fresh, previous);
      expect(next > previous && next >= fresh).toBe(true);
      expect(isUlid(next)).toBe(true);
      if (fresh > previous) expect(next).toBe(fresh);
    }),
  );
  expect(ulidAfter('01ARYZ6S410000000000000000', undefined)).toBe('01ARYZ6S410000000000000000');
  expect(ulidAfter('01ARYZ6S410000000000000000', '01ARYZ6S41ZZZZZZZZZZZZZZZZ')).toBe('01ARYZ6S420000000000000000');
});

test.each([
  '',
  'x',
  '01ARYZ6S41000000000000000',
  '01ARYZ6S4100000000000000000',
  '81ARYZ6S410000000000000000',
  '01ARYZ6S41000000000000000i',
  '01aryz6s410000000000000000',
  '01ARYZ6S41000000000000000\n',
])('%j is no ULID', (text) => {
  expect(isUlid(text)).toBe(false);
});
