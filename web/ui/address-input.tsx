import { For } from 'solid-js';
import type { Address } from '#shared/contract/field.ts';
import type { InputProps } from './field.ts';
import { Select } from './select.tsx';
import { text } from './text.ts';
import { TextArea, TextInput } from './text-input.tsx';

const parts = ['postalCode', 'city', 'region', 'country'] as const;
const kinds = Object.entries(text.address.kinds).map(([id, label]) => ({ id, label }));
const kindOf = (id: string | undefined): Address['kind'] =>
  // the options are made of these very keys
  id !== undefined && id in text.address.kinds ? (id as Address['kind']) : undefined;

/** A postal address, part by part. */
export function AddressInput(props: InputProps<Address>) {
  const change = (part: Partial<Address>) => {
    const merged = { ...props.value, ...part };
    const next: Address = Object.fromEntries(Object.entries(merged).filter(([, v]) => v !== undefined && v !== ''));
    props.onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <fieldset class="grid grid-cols-2 gap-1.5" aria-label={props.label}>
      <div class="col-span-2">
        <TextArea
          id={props.id}
          rows={1}
          label={`${props.label}: ${text.address.lines}`}
          placeholder={text.address.lines}
          value={props.value?.lines?.join('\n')}
          isInvalid={props.isInvalid}
          autofocus={props.autofocus}
          onChange={(lines) => change({ lines: lines?.split('\n').slice(0, 5) })}
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
      <Select
        label={`${props.label}: ${text.kind}`}
        emptyLabel={text.kind}
        options={kinds}
        value={props.value?.kind}
        onChange={(id) => change({ kind: kindOf(id) })}
      />
    </fieldset>
  );
}
