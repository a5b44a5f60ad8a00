import * as Pop from '@kobalte/core/popover';
import { cx } from './cx.ts';
import type { PopoverProps } from './popover.tsx';

/** The panel itself, loaded when one is opened for the first time. */
export function PopoverPanel(props: PopoverProps) {
  return (
    <Pop.Root
      gutter={4}
      placement={props.placement ?? 'bottom-start'}
      open={props.isOpen}
      defaultOpen={props.isOpen === undefined}
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
