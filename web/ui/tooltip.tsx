import * as Tip from '@kobalte/core/tooltip';
import { type JSX, type ParentProps, Show } from 'solid-js';

/** The dark bubble that names an icon; the trigger is the caller's, made with `TooltipTrigger`. */
export function Tooltip(props: ParentProps<{ label: string; keys?: string; placement?: 'top' | 'right' | 'bottom' }>) {
  return (
    <Tip.Root openDelay={400} closeDelay={0} gutter={6} placement={props.placement ?? 'bottom'}>
      {props.children}
      <Tip.Portal>
        <Tip.Content class="z-60 flex items-center gap-2 rounded-sm bg-ink px-2 py-1 text-xs text-surface shadow-3">
          {props.label}
          <Show when={props.keys}>
            <span class="opacity-70">{props.keys}</span>
          </Show>
        </Tip.Content>
      </Tip.Portal>
    </Tip.Root>
  );
}

export const TooltipTrigger = Tip.Trigger;

/** A text cut short by its column, shown whole in a tooltip. */
export const Hint = (props: { text: string; children: JSX.Element }) => <span title={props.text}>{props.children}</span>;
