import { expect, test } from 'vitest';
import { nextCell } from './grid-keys.ts';

const size = { rows: 50, columns: 4, page: 10 };
const press = (key: string, at = { row: 20, column: 2 }, isFar = false) =>
  nextCell(at, { key, ctrlKey: isFar, metaKey: false }, size);

test('arrows move by one cell and stop at the edges', () => {
  expect(press('ArrowDown')).toEqual({ row: 21, column: 2 });
  expect(press('ArrowUp', { row: 0, column: 0 })).toEqual({ row: 0, column: 0 });
  expect(press('ArrowRight', { row: 1, column: 3 })).toEqual({ row: 1, column: 3 });
});

test('Control and an arrow goes to the edge', () => {
  expect(press('ArrowDown', { row: 3, column: 1 }, true)).toEqual({ row: 49, column: 1 });
  expect(press('Home', { row: 3, column: 1 }, true)).toEqual({ row: 0, column: 0 });
});

test('a page is what is in sight', () => {
  expect(press('PageDown')).toEqual({ row: 30, column: 2 });
  expect(press('PageUp', { row: 4, column: 2 })).toEqual({ row: 0, column: 2 });
});

test('other keys are left to others', () => {
  expect(press('a')).toBeUndefined();
});
