import * as Dropdown from '@kobalte/core/dropdown-menu';
import { For, type JSX, type ParentProps, Show } from 'solid-js';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';
import { Check } from './icons.ts';

export type MenuItem = {
  readonly label: string;
  readonly icon?: IconType;
  readonly hint?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** Set for choices of which some are on. */
  readonly isChecked?: boolean;
  /** A heading over this item and those after it. */
  readonly heading?: string;
  readonly onSelect: () => void;
};

/** A button that opens a list of actions. The trigger's content is the children; `label` names it. */
export function Menu(
  props: ParentProps<{
    label: string;
    items: readonly MenuItem[];
    class?: string;
    placement?: 'bottom-end' | 'bottom-start' | 'top-start' | 'right-start';
    onOpenChange?: (isOpen: boolean) => void;
    trigger?: JSX.ButtonHTMLAttributes<HTMLButtonElement>;
  }>,
) {
  return (
    <Dropdown.Root gutter={4} placement={props.placement ?? 'bottom-end'} onOpenChange={props.onOpenChange}>
      <Dropdown.Trigger aria-label={props.label} title={props.label} {...props.trigger} class={props.class}>
        {props.children}
      </Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content class="z-50 max-h-[min(26rem,80dvh)] min-w-44 max-w-80 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-3 animate-[pop_.12s_ease-out]">
          <For each={props.items}>{(item) => <MenuRow item={item} />}</For>
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

function MenuRow(props: { item: MenuItem }) {
  return (
    <>
      <Show when={props.item.heading}>
        <div class="px-2 pt-1.5 pb-1 text-2xs font-medium text-muted">{props.item.heading}</div>
      </Show>
      <Dropdown.Item
        disabled={props.item.isDisabled}
        onSelect={() => props.item.onSelect()}
        class={cx(
          'flex min-h-7 items-center gap-2 rounded-sm px-2 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover touch:min-h-10',
          props.item.isDanger ? 'text-danger' : 'text-ink',
        )}
      >
        <Show when={props.item.icon}>
          {(icon) => <Icon of={icon()} size={15} class={props.item.isDanger ? '' : 'text-muted'} />}
        </Show>
        <span class="truncate">{props.item.label}</span>
        <Show when={props.item.hint}>
          <span class="ml-auto pl-4 text-xs text-muted">{props.item.hint}</span>
        </Show>
        <Show when={props.item.isChecked}>
          <Icon of={Check} size={14} class="ml-auto text-accent-text" weight={2.25} />
        </Show>
      </Dropdown.Item>
    </>
  );
}

/** The trigger's look when it is only a drawing. */
export const iconTriggerClass =
  'inline-grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink data-[expanded]:bg-hover touch:size-9';
