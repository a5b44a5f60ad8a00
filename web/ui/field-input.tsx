import { Match, Switch } from 'solid-js';
import { AddressInput } from './address-input.tsx';
import { Checkbox } from './checkbox.tsx';
import { DateInput, DateTimeInput } from './date-input.tsx';
import { EntriesInput, LabelsInput } from './entries-input.tsx';
import type { FieldInfo, InputProps } from './field.ts';
import { MoneyInput } from './money-input.tsx';
import { NumberInput } from './number-input.tsx';
import { MultiSelect, RelationPicker, RelationsPicker } from './picker.tsx';
import { Select } from './select.tsx';
import { GroupInput, ListInput } from './structured-input.tsx';
import { TextArea, TextInput } from './text-input.tsx';

/**
 * The input that a field's kind asks for. Values are the API's: the declaration decides their shape, hence the one narrowing at the
 * boundary of each branch.
 */
export function FieldInput(props: InputProps<unknown> & { field: FieldInfo; isRequired?: boolean }) {
  // a value of this field has the shape that its kind says; the server refuses any other
  const as = <V,>() => props as unknown as InputProps<V>;
  const kind = () => props.field.kind;
  return (
    <Switch
      fallback={
        <TextInput
          {...as<string>()}
          maxLength={props.field.maxLength}
          type={kind() === 'email' ? 'email' : kind() === 'phone' ? 'tel' : 'text'}
        />
      }
    >
      <Match when={props.field.many && (kind() === 'email' || kind() === 'phone')}>
        <EntriesInput {...as()} entryKind={kind() === 'email' ? 'email' : 'phone'} />
      </Match>
      <Match when={kind() === 'longText' || kind() === 'richText'}>
        <TextArea {...as()} />
      </Match>
      <Match when={kind() === 'number' || kind() === 'percent'}>
        <NumberInput {...as()} />
      </Match>
      <Match when={kind() === 'money'}>
        <MoneyInput {...as()} />
      </Match>
      <Match when={kind() === 'date'}>
        <DateInput {...as()} />
      </Match>
      <Match when={kind() === 'dateTime'}>
        <DateTimeInput {...as()} />
      </Match>
      <Match when={kind() === 'boolean'}>
        <span class="flex h-7.5 items-center">
          <Checkbox
            id={props.id}
            label={props.label}
            isChecked={props.value === true}
            isDisabled={props.isDisabled}
            onChange={(isChecked) => props.onChange(isChecked)}
          />
        </span>
      </Match>
      <Match when={kind() === 'enum'}>
        <Select {...as()} options={props.field.options ?? []} isRequired={props.isRequired ?? props.field.required} />
      </Match>
      <Match when={kind() === 'multiEnum'}>
        <MultiSelect {...as()} options={props.field.options ?? []} />
      </Match>
      <Match when={kind() === 'ref' && props.field.target}>
        {(target) => <RelationPicker {...as()} target={target()} />}
      </Match>
      <Match when={kind() === 'multiRef' && props.field.target}>
        {(target) => <RelationsPicker {...as()} target={target()} />}
      </Match>
      <Match when={kind() === 'address'}>
        <AddressInput {...as()} />
      </Match>
      <Match when={props.field.item}>{(item) => <ListInput {...as()} field={props.field} item={item()} />}</Match>
      <Match when={props.field.parts}>{(parts) => <GroupInput {...as()} parts={parts()} />}</Match>
      <Match when={props.field.isLabels && props.field.options}>
        {(options) => <MultiSelect {...as()} options={options()} />}
      </Match>
      <Match when={props.field.isLabels}>
        <LabelsInput {...as()} />
      </Match>
    </Switch>
  );
}
