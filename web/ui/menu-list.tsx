import * as Dropdown from '@kobalte/core/dropdown-menu';
import { For, Show } from 'solid-js';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Check } from './icons.ts';
import type { MenuItem, MenuProps } from './menu.tsx';

/** The menu itself, loaded when one is opened for the first time. */
export function MenuList(props: MenuProps) {
  return (
    <Dropdown.Root gutter={4} placement={props.placement ?? 'bottom-end'} defaultOpen>
      <Dropdown.Trigger
        aria-label={props.isNamedByContent ? undefined : props.label}
        title={props.label}
        class={props.class}
      >
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
