// biome-ignore-all lint/a11y/noLabelWithoutControl: the control is the component inside
import { createEffect } from 'solid-js';
import { cx } from './cx.ts';

/** A box to tick; `isMixed` where it stands for some of several. */
export function Checkbox(props: {
  isChecked: boolean;
  isMixed?: boolean;
  onChange: (isChecked: boolean, event: MouseEvent | Event) => void;
  label: string;
  id?: string;
  class?: string;
  isDisabled?: boolean;
  tabIndex?: number;
}) {
  let element: HTMLInputElement | undefined;
  // effect: a mixed state has no attribute, only a property
  createEffect(() => {
    if (element) element.indeterminate = props.isMixed === true;
  });
  return (
    <input
      ref={element}
      type="checkbox"
      id={props.id}
      aria-label={props.id ? undefined : props.label}
      class={cx('check', props.class)}
      checked={props.isChecked}
      disabled={props.isDisabled}
      tabindex={props.tabIndex}
      onClick={(event) => event.stopPropagation()}
      onChange={(event) => props.onChange(event.currentTarget.checked, event)}
    />
  );
}

/** A tick box with its words beside it. */
export const CheckboxLine = (props: {
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  label: string;
  hint?: string;
  isDisabled?: boolean;
}) => (
  <label class="flex min-h-7 items-center gap-2">
    <Checkbox isChecked={props.isChecked} onChange={props.onChange} label={props.label} isDisabled={props.isDisabled} />
    <span>{props.label}</span>
    <span class="text-xs text-muted">{props.hint}</span>
  </label>
);
