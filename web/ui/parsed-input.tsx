import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { cx } from './cx.ts';
import type { InputProps } from './field.ts';

/**
 * A text box whose text stands for a value: it is read when the focus leaves or Enter is pressed and then shown in its normal form. What
 * cannot be read stays as typed, with the reason beside it.
 */
export function ParsedInput<V>(
  props: InputProps<V> & {
    format: (value: V) => string;
    parse: (text: string) => V | undefined;
    complaint: string;
    inputMode?: 'decimal' | 'numeric' | 'text';
    class?: string;
    after?: JSX.Element;
    onKeyDown?: (event: KeyboardEvent) => void;
  },
) {
  let element: HTMLInputElement | undefined;
  const [draft, setDraft] = createSignal<string>();
  const [isWrong, setIsWrong] = createSignal(false);
  onMount(() => {
    if (!props.autofocus) return;
    element?.focus();
    element?.select();
  });
  const commit = () => {
    const typed = draft();
    if (typed === undefined) return;
    if (typed.trim() === '') {
      setDraft(undefined);
      setIsWrong(false);
      props.onChange(undefined);
      return;
    }
    const value = props.parse(typed);
    setIsWrong(value === undefined);
    if (value === undefined) return;
    setDraft(undefined);
    props.onChange(value);
  };
  const complaintId = () => `${props.id ?? props.label}-complaint`;
  return (
    <div class="w-full min-w-0">
      <div class="flex items-center gap-1">
        <input
          ref={element}
          id={props.id}
          type="text"
          inputmode={props.inputMode ?? 'text'}
          autocomplete="off"
          aria-label={props.id ? undefined : props.label}
          aria-invalid={props.isInvalid || isWrong() || undefined}
          aria-describedby={isWrong() ? complaintId() : props.describedBy}
          disabled={props.isDisabled}
          placeholder={props.placeholder}
          class={cx('control touch:h-10', props.class)}
          value={draft() ?? (props.value === undefined ? '' : props.format(props.value))}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            // what listens further out (a form, an inline edit) must see the new value
            if (event.key === 'Enter') {
              commit();
              if (isWrong()) {
                event.preventDefault();
                event.stopPropagation();
                return;
              }
            }
            props.onKeyDown?.(event);
          }}
        />
        {props.after}
      </div>
      <Show when={isWrong()}>
        <p id={complaintId()} class="mt-1 text-xs text-danger">
          {props.complaint}
        </p>
      </Show>
    </div>
  );
}
