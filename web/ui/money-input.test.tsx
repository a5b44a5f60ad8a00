import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, expect, test } from 'vitest';
import { setDefaultCurrency, setLocale } from '#web/lib/format.ts';
import { MoneyInput, type MoneyValue } from './money-input.tsx';

afterEach(cleanup);

const show = (start?: MoneyValue) => {
  setLocale('en-GB');
  setDefaultCurrency('EUR');
  const [value, setValue] = createSignal<MoneyValue | undefined>(start);
  render(() => <MoneyInput label="Amount" value={value()} onChange={setValue} />);
  const box = screen.getByLabelText<HTMLInputElement>('Amount');
  const type = (text: string) => {
    fireEvent.input(box, { target: { value: text } });
    fireEvent.blur(box);
  };
  return { value, box, type };
};

test('what is typed becomes minor units and is shown in its normal form', () => {
  const { value, box, type } = show();

  type('12.5k');

  expect(value()).toEqual({ amountMinor: 1_250_000, currency: 'EUR' });
  expect(box.value).toBe('12,500');
});

test('an emptied box is no amount', () => {
  const { value, type } = show({ amountMinor: 100, currency: 'EUR' });

  type('');

  expect(value()).toBeUndefined();
});

test('what cannot be read stays as typed, with the reason beside it', () => {
  const { value, box, type } = show({ amountMinor: 100, currency: 'EUR' });

  type('a lot');

  expect(value()).toEqual({ amountMinor: 100, currency: 'EUR' });
  expect(box.value).toBe('a lot');
  expect(box.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(box.getAttribute('aria-describedby') ?? '')?.textContent).toContain('amount');
});

test('another currency keeps the amount as it is written', () => {
  const { value } = show({ amountMinor: 1200, currency: 'EUR' });

  fireEvent.change(screen.getByLabelText('Amount: Currency'), { target: { value: 'JPY' } });

  expect(value()).toEqual({ amountMinor: 12, currency: 'JPY' });
});
