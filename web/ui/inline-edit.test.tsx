import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, expect, test, vi } from 'vitest';
import type { FieldInfo } from './field.ts';
import { PropertyRow } from './inline-edit.tsx';

afterEach(cleanup);

const field: FieldInfo = { kind: 'text', label: 'Industry' };

const open = async (info: FieldInfo = field, value: unknown = 'Robotics') => {
  const onSave = vi.fn();
  render(() => <PropertyRow field={info} value={value} canEdit onSave={onSave} />);
  fireEvent.click(screen.getByRole('button', { name: `Edit ${info.label}` }));
  const input = await screen.findByLabelText<HTMLInputElement>(info.label);
  return { onSave, input };
};

test('Enter saves what was typed', async () => {
  const { onSave, input } = await open();

  fireEvent.input(input, { target: { value: 'Energy' } });
  fireEvent.keyDown(input, { key: 'Enter' });

  expect(onSave).toHaveBeenCalledWith('Energy', false);
  expect(screen.queryByLabelText('Industry')).toBeNull();
});

test('Escape leaves it as it was', async () => {
  const { onSave, input } = await open();

  fireEvent.input(input, { target: { value: 'Energy' } });
  fireEvent.keyDown(input, { key: 'Escape' });

  expect(onSave).not.toHaveBeenCalled();
  expect(screen.getByText('Robotics')).toBeTruthy();
});

test('a value that did not change is not sent', async () => {
  const { onSave, input } = await open();

  fireEvent.keyDown(input, { key: 'Enter' });

  expect(onSave).not.toHaveBeenCalled();
});

test('an emptied box clears the field', async () => {
  const { onSave, input } = await open();

  fireEvent.input(input, { target: { value: '' } });
  fireEvent.keyDown(input, { key: 'Enter' });

  expect(onSave).toHaveBeenCalledWith(undefined, false);
});

test('a choice is saved as soon as it is made', async () => {
  const options = [
    { id: 'a', label: 'First' },
    { id: 'b', label: 'Second' },
  ];
  const { onSave, input } = await open({ kind: 'enum', label: 'Kind', options }, 'a');

  fireEvent.change(input, { target: { value: 'b' } });

  expect(onSave).toHaveBeenCalledWith('b', false);
});

test('an amount is read before it is saved', async () => {
  const { onSave, input } = await open({ kind: 'money', label: 'Amount' }, { amountMinor: 100, currency: 'EUR' });

  fireEvent.input(input, { target: { value: '2k' } });
  fireEvent.keyDown(input, { key: 'Enter' });

  expect(onSave).toHaveBeenCalledWith({ amountMinor: 200_000, currency: 'EUR' }, false);
});

test('a field that may not be changed has nothing to press', () => {
  render(() => <PropertyRow field={{ ...field, readOnly: true }} value="x" canEdit onSave={() => undefined} />);

  expect(screen.queryByRole('button')).toBeNull();
});

test('whoever saves learns that the value became another while it was edited', async () => {
  const onSave = vi.fn();
  const [value, setValue] = createSignal('Robotics');
  render(() => <PropertyRow field={field} value={value()} canEdit onSave={onSave} />);
  fireEvent.click(screen.getByRole('button', { name: 'Edit Industry' }));
  const input = await screen.findByLabelText<HTMLInputElement>('Industry');

  setValue('Glass');
  fireEvent.input(input, { target: { value: 'Energy' } });
  fireEvent.keyDown(input, { key: 'Enter' });

  expect(onSave).toHaveBeenCalledWith('Energy', true);
});
