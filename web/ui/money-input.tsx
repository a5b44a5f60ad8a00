import { For } from 'solid-js';
import { defaultCurrency, locale } from '#web/lib/format.ts';
import { minorDigits, parseMoney } from '#web/lib/parse-number.ts';
import type { InputProps } from './field.ts';
import { ParsedInput } from './parsed-input.tsx';
import { text } from './text.ts';

export type MoneyValue = { readonly amountMinor: number; readonly currency: string };

const everyday = [
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'JPY',
  'CAD',
  'AUD',
  'INR',
  'CNY',
  'BRL',
];

const plain = (value: MoneyValue): string => {
  const digits = minorDigits(value.currency);
  return new Intl.NumberFormat(locale(), {
    minimumFractionDigits: value.amountMinor % 10 ** digits === 0 ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(value.amountMinor / 10 ** digits);
};

/** An amount and its currency; `12k`, `€1,200` and `1.200,50 USD` are understood. */
export function MoneyInput(props: InputProps<MoneyValue>) {
  const currency = () => props.value?.currency ?? defaultCurrency();
  const currencies = () => [...new Set([defaultCurrency(), currency(), ...everyday])];
  const change = (code: string) => {
    const value = props.value;
    if (!value) return;
    const scale = 10 ** (minorDigits(code) - minorDigits(value.currency));
    props.onChange({ amountMinor: Math.round(value.amountMinor * scale), currency: code });
  };
  return (
    <ParsedInput
      {...props}
      inputMode="decimal"
      class="tnum"
      placeholder={props.placeholder ?? text.amountExample}
      format={plain}
      parse={(typed) => parseMoney(typed, currency(), locale())}
      complaint={text.notAnAmount}
      after={
        <select
          aria-label={`${props.label}: ${text.currency}`}
          class="control w-19 shrink-0 touch:h-10"
          disabled={props.isDisabled || !props.value}
          value={currency()}
          onChange={(event) => change(event.currentTarget.value)}
        >
          <For each={currencies()}>{(code) => <option value={code}>{code}</option>}</For>
        </select>
      }
    />
  );
}
