import { expect, test } from 'vitest';
import { keptOrder } from './kept-order.ts';

const rows = (ids: string) => [...ids].map((id) => ({ id }));
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).join('');

test('a row that moved in the answer stays where it stands', () => {
  expect(ids(keptOrder(rows('abcd'), rows('cabd')))).toBe('abcd');
});

test('a new row comes where the answer has it, and one that is gone goes', () => {
  expect(ids(keptOrder(rows('abc'), rows('xabyc')))).toBe('xabyc');
  expect(ids(keptOrder(rows('abc'), rows('ac')))).toBe('ac');
});

test('a further page comes after the rows before it', () => {
  expect(ids(keptOrder(rows('ab'), rows('bacd')))).toContain('cd');
  expect(ids(keptOrder(rows('abc'), rows('abcde')))).toBe('abcde');
});

test('without rows before, the order is that of the answer', () => {
  expect(ids(keptOrder([], rows('cab')))).toBe('cab');
});
