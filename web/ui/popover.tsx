import * as Pop from '@kobalte/core/popover';
import type { JSX, ParentProps } from 'solid-js';
import { cx } from './cx.ts';

/** A floating panel beside its trigger. Controlled where `isOpen` is given. */
export function Popover(
  props: ParentProps<{
    label: string;
    trigger: JSX.Element;
    triggerLabel?: string;
    triggerClass?: string;
    isOpen?: boolean;
    onOpenChange?: (isOpen: boolean) => void;
    placement?: 'bottom-start' | 'bottom-end';
    class?: string;
    isDisabled?: boolean;
    triggerId?: string;
    isInvalid?: boolean;
    describedBy?: string;
  }>,
) {
  return (
    <Pop.Root
      gutter={4}
      placement={props.placement ?? 'bottom-start'}
      open={props.isOpen}
      onOpenChange={props.onOpenChange}
      flip
      overflowPadding={8}
    >
      <Pop.Trigger
        id={props.triggerId}
        aria-label={props.triggerLabel}
        aria-invalid={props.isInvalid || undefined}
        aria-describedby={props.describedBy}
        disabled={props.isDisabled}
        class={props.triggerClass}
      >
        {props.trigger}
      </Pop.Trigger>
      <Pop.Portal>
        <Pop.Content
          aria-label={props.label}
          class={cx(
            'z-50 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-raised shadow-3 outline-none animate-[pop_.12s_ease-out]',
            props.class,
          )}
        >
          {props.children}
        </Pop.Content>
      </Pop.Portal>
    </Pop.Root>
  );
}
