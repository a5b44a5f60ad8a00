import { expect, test } from 'vitest';
import { afterLeaving, neighbourOf } from './queue-views.ts';

test.each([
  ['a', 1, 'b'],
  ['c', 1, undefined],
  ['a', -1, undefined],
  ['b', -1, 'a'],
  ['gone', 1, 'a'],
  [undefined, 1, 'a'],
] as const)('from %s by %i one comes to %s', (id, by, expected) => {
  expect(neighbourOf(['a', 'b', 'c'], id, by)).toBe(expected);
});

test('a lead that leaves the queue gives way to the next, the last one to the one before, the only one to none', () => {
  expect(afterLeaving(['a', 'b'], 'a')).toBe('b');
  expect(afterLeaving(['a', 'b'], 'b')).toBe('a');
  expect(afterLeaving(['a'], 'a')).toBeUndefined();
});
