import { For } from 'solid-js';
import type { Address } from '#shared/contract/field.ts';
import type { InputProps } from './field.ts';
import { text } from './text.ts';
import { TextInput } from './text-input.tsx';

const parts = ['city', 'region', 'postalCode', 'country'] as const;

const isEmpty = (address: Address): boolean => Object.values(address).every((v) => v === undefined || v.length === 0);

/** A postal address, part by part. */
export function AddressInput(props: InputProps<Address>) {
  const change = (part: Partial<Address>) => {
    const merged = { ...props.value, ...part };
    const next: Address = Object.fromEntries(Object.entries(merged).filter(([, v]) => v !== undefined && v !== ''));
    props.onChange(isEmpty(next) ? undefined : next);
  };
  return (
    <fieldset class="grid grid-cols-2 gap-1.5" aria-label={props.label}>
      <div class="col-span-2">
        <TextInput
          id={props.id}
          label={`${props.label}: ${text.address.lines}`}
          placeholder={text.address.lines}
          value={props.value?.lines?.join(', ')}
          isInvalid={props.isInvalid}
          autofocus={props.autofocus}
          onChange={(line) => change({ lines: line ? [line] : undefined })}
        />
      </div>
      <For each={parts}>
        {(part) => (
          <TextInput
            label={`${props.label}: ${text.address[part]}`}
            placeholder={text.address[part]}
            value={props.value?.[part]}
            onChange={(value) => change({ [part]: value })}
          />
        )}
      </For>
    </fieldset>
  );
}
