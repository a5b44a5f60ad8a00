import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, expect, test } from 'vitest';
import type { FieldInfo } from './field.ts';
import { FieldInput } from './field-input.tsx';

afterEach(cleanup);

const checklist: FieldInfo = {
  kind: 'json',
  label: 'Checklist',
  isOrdered: true,
  maxItems: 3,
  item: {
    kind: 'json',
    label: 'Item',
    parts: {
      text: { kind: 'text', label: 'Text', required: true },
      isDone: { kind: 'boolean', label: 'Done', required: true },
    },
  },
};

const show = (start?: unknown) => {
  const [value, setValue] = createSignal<unknown>(start);
  render(() => (
    <FieldInput field={checklist} label="Checklist" value={value()} onChange={(next) => setValue(() => next)} />
  ));
  return value;
};
const box = (n: number) => screen.getByLabelText<HTMLInputElement>(`Item ${n}: Text`);
const two = [
  { text: 'Call', isDone: false },
  { text: 'Write', isDone: true },
];

test('an empty list begins with a place for its first entry', () => {
  const value = show();

  fireEvent.input(box(1), { target: { value: 'Call' } });

  expect(value()).toEqual([{ text: 'Call' }]);
});

test('Enter goes on with a new entry after this one', async () => {
  const value = show(two);

  fireEvent.keyDown(box(1), { key: 'Enter' });
  await Promise.resolve();

  expect(value()).toEqual([two[0], {}, two[1]]);
  expect(document.activeElement).toBe(box(2));
});

test('Alt with an arrow moves an entry, and the focus goes along', async () => {
  const value = show(two);
  box(2).focus();

  fireEvent.keyDown(box(2), { key: 'ArrowUp', altKey: true });
  await Promise.resolve();

  expect(value()).toEqual([two[1], two[0]]);
  expect(document.activeElement).toBe(box(1));
});

test('a list without entries is no value', () => {
  const value = show([two[0]]);

  fireEvent.click(screen.getByRole('button', { name: 'Remove item 1' }));

  expect(value()).toBeUndefined();
});

test('a full list takes no more', () => {
  show([...two, { text: 'Send', isDone: false }]);

  expect(screen.queryByRole('button', { name: 'Add item' })).toBeNull();
});
