import { createSignal, For, type JSX, onMount, Show } from 'solid-js';
import type { FieldOption } from '#shared/contract/field.ts';
import { Chip } from './chip.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { InputProps } from './field.ts';
import { Icon } from './icon.tsx';
import { ChevronDown } from './icons.ts';
import { Popover } from './popover.tsx';
import { RefLabel } from './ref-label.tsx';
import { type Choice, useRefSource } from './ref-source.ts';
import { text } from './text.ts';

function Picker(props: {
  label: string;
  id?: string | undefined;
  isInvalid?: boolean | undefined;
  describedBy?: string | undefined;
  isDisabled?: boolean | undefined;
  autofocus?: boolean | undefined;
  selected: readonly string[];
  isMultiple?: boolean;
  load: (words: string) => readonly Choice[] | Promise<readonly Choice[]>;
  onChange: (ids: readonly string[]) => void;
  onCreate?: ((words: string) => Promise<Choice | undefined>) | undefined;
  children: JSX.Element;
}) {
  const [isOpen, setIsOpen] = createSignal(false);
  onMount(() => props.autofocus && setIsOpen(true));
  const pick = (choice: Choice) => {
    if (!props.isMultiple) {
      props.onChange([choice.id]);
      setIsOpen(false);
      return;
    }
    const isIn = props.selected.includes(choice.id);
    props.onChange(isIn ? props.selected.filter((id) => id !== choice.id) : [...props.selected, choice.id]);
  };
  return (
    <Popover
      label={text.choose(props.label)}
      triggerId={props.id}
      triggerLabel={props.id ? undefined : props.label}
      isInvalid={props.isInvalid}
      describedBy={props.describedBy}
      isDisabled={props.isDisabled}
      isOpen={isOpen()}
      onOpenChange={setIsOpen}
      triggerClass="control flex h-auto min-h-7.5 items-center gap-1.5 py-0.5 text-left touch:min-h-10"
      trigger={
        <>
          <span class="flex min-w-0 flex-1 flex-wrap items-center gap-1">{props.children}</span>
          <Icon of={ChevronDown} size={14} class="text-muted" />
        </>
      }
    >
      <ChoiceList
        label={props.label}
        selected={props.selected}
        load={props.load}
        onPick={pick}
        onClear={
          props.isMultiple
            ? undefined
            : () => {
                props.onChange([]);
                setIsOpen(false);
              }
        }
        createLabel={(words) => `${text.add} “${words}”`}
        onCreate={
          props.onCreate &&
          (async (words) => {
            const made = await props.onCreate?.(words);
            if (made) pick(made);
          })
        }
      />
    </Popover>
  );
}

const Placeholder = (props: { text?: string | undefined }) => <span class="text-muted">{props.text ?? text.none}</span>;

/** Several of a few. */
export function MultiSelect(props: InputProps<readonly string[]> & { options: readonly FieldOption[] }) {
  const selected = () => props.value ?? [];
  const load = (words: string) =>
    props.options.filter((option) => !option.isRetired && option.label.toLowerCase().includes(words.toLowerCase()));
  return (
    <Picker
      {...props}
      selected={selected()}
      isMultiple
      load={load}
      onChange={(ids) => props.onChange(ids.length ? ids : undefined)}
    >
      <For each={selected()} fallback={<Placeholder text={props.placeholder} />}>
        {(id) => {
          const option = () => props.options.find((o) => o.id === id);
          return <Chip tone={option()?.tone ?? 'neutral'}>{option()?.label ?? id}</Chip>;
        }}
      </For>
    </Picker>
  );
}

/** A record of another noun; a person where the noun is one. */
export function RelationPicker(props: InputProps<string> & { target: string }) {
  const source = useRefSource();
  return (
    <Picker
      {...props}
      selected={props.value ? [props.value] : []}
      load={(words) => source.search(props.target, words)}
      onCreate={source.create && ((words) => source.create?.(props.target, words) ?? Promise.resolve(undefined))}
      onChange={(ids) => props.onChange(ids[0])}
    >
      <Show when={props.value} fallback={<Placeholder text={props.placeholder} />}>
        {(id) => <RefLabel noun={props.target} id={id()} />}
      </Show>
    </Picker>
  );
}

/** Several records of another noun. */
export function RelationsPicker(props: InputProps<readonly string[]> & { target: string }) {
  const source = useRefSource();
  return (
    <Picker
      {...props}
      selected={props.value ?? []}
      isMultiple
      load={(words) => source.search(props.target, words)}
      onChange={(ids) => props.onChange(ids.length ? ids : undefined)}
    >
      <For each={props.value ?? []} fallback={<Placeholder text={props.placeholder} />}>
        {(id) => (
          <span class="rounded-sm bg-neutral-soft px-1 text-xs">
            <RefLabel noun={props.target} id={id} size={16} />
          </span>
        )}
      </For>
    </Picker>
  );
}
