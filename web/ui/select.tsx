import { For, onMount, Show } from 'solid-js';
import type { FieldOption } from '#shared/contract/field.ts';
import { cx } from './cx.ts';
import type { InputProps } from './field.ts';
import { text } from './text.ts';

/** One of a few; the platform's own control, which every keyboard, phone and screen reader knows. */
export function Select(
  props: InputProps<string> & {
    options: readonly FieldOption[];
    isRequired?: boolean;
    class?: string;
    emptyLabel?: string;
  },
) {
  let element: HTMLSelectElement | undefined;
  onMount(() => props.autofocus && element?.focus());
  return (
    <select
      ref={element}
      id={props.id}
      aria-label={props.id ? undefined : props.label}
      aria-invalid={props.isInvalid || undefined}
      aria-describedby={props.describedBy}
      disabled={props.isDisabled}
      class={cx('control touch:h-10', props.class)}
      onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
    >
      <Show when={!props.isRequired || props.value === undefined}>
        <option value="" selected={props.value === undefined} disabled={props.isRequired} hidden={props.isRequired}>
          {props.emptyLabel ?? (props.isRequired ? text.chooseOne : text.none)}
        </option>
      </Show>
      <For each={props.options.filter((option) => !option.isRetired || option.id === props.value)}>
        {(option) => (
          <option value={option.id} selected={props.value === option.id}>
            {option.label}
          </option>
        )}
      </For>
    </select>
  );
}
