import { createEffect, type JSX, onMount, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import type { InputProps } from './field.ts';

/** One line of text. */
export function TextInput(
  props: InputProps<string> & {
    type?: 'text' | 'email' | 'tel' | 'url' | 'search';
    maxLength?: number;
    class?: string;
    input?: JSX.InputHTMLAttributes<HTMLInputElement>;
  },
) {
  let element: HTMLInputElement | undefined;
  onMount(() => props.autofocus && element?.focus());
  return (
    <input
      ref={element}
      type={props.type ?? 'text'}
      id={props.id}
      aria-label={props.id ? undefined : props.label}
      aria-invalid={props.isInvalid || undefined}
      aria-describedby={props.describedBy}
      disabled={props.isDisabled}
      placeholder={props.placeholder}
      maxlength={props.maxLength}
      autocomplete="off"
      {...props.input}
      class={cx('control touch:h-10', props.class)}
      value={props.value ?? ''}
      onInput={(event) => props.onChange(event.currentTarget.value || undefined)}
    />
  );
}

/** Several lines of text; grows with what is in it. */
export function TextArea(
  props: InputProps<string> & {
    rows?: number;
    class?: string;
    textarea?: JSX.TextareaHTMLAttributes<HTMLTextAreaElement>;
  },
) {
  let element: HTMLTextAreaElement | undefined;
  const [, rest] = splitProps(props.textarea ?? {}, ['class', 'value', 'onInput']);
  const fit = () => {
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, 360)}px`;
  };
  onMount(() => {
    if (props.autofocus) element?.focus();
  });
  // effect: the height follows the text, also when it is set from outside
  createEffect(() => {
    void props.value;
    queueMicrotask(fit);
  });
  return (
    <textarea
      ref={element}
      rows={props.rows ?? 3}
      id={props.id}
      aria-label={props.id ? undefined : props.label}
      aria-invalid={props.isInvalid || undefined}
      aria-describedby={props.describedBy}
      disabled={props.isDisabled}
      placeholder={props.placeholder}
      {...rest}
      class={cx('control block h-auto resize-none py-1.5 text-base', props.class)}
      value={props.value ?? ''}
      onInput={(event) => props.onChange(event.currentTarget.value || undefined)}
    />
  );
}
