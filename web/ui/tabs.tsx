import { For, type JSX, Show } from 'solid-js';
import { formatNumber } from '#web/lib/format.ts';
import { cx } from './cx.ts';

export type TabItem = { readonly id: string; readonly label: string; readonly count?: number };

const tabClass = (isSelected: boolean): string =>
  cx(
    'relative flex h-full shrink-0 items-center gap-1.5 whitespace-nowrap',
    isSelected
      ? 'font-medium text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:rounded-full after:bg-ink'
      : 'text-muted hover:text-ink',
  );

/** A row of tabs with the arrow keys of the tabs pattern; the panel is the caller's, see `tabPanel`. */
export function TabList(props: {
  label: string;
  name: string;
  items: readonly TabItem[];
  selected: string;
  onSelect: (id: string) => void;
  class?: string;
  after?: JSX.Element;
}) {
  let list: HTMLDivElement | undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = props.items.findIndex((item) => item.id === props.selected);
    const next = props.items[(at + step + props.items.length) % props.items.length];
    if (!next) return;
    props.onSelect(next.id);
    list?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <div class={cx('flex min-w-0 items-center gap-2 overflow-x-auto', props.class)}>
      <div ref={list} role="tablist" aria-label={props.label} onKeyDown={onKeyDown} class="flex h-full gap-4">
        <For each={props.items}>
          {(item) => (
            <button
              type="button"
              role="tab"
              data-tab={item.id}
              id={`${props.name}-tab-${item.id}`}
              aria-selected={props.selected === item.id}
              tabindex={props.selected === item.id ? 0 : -1}
              onClick={() => props.onSelect(item.id)}
              class={tabClass(props.selected === item.id)}
            >
              {item.label}
              <Show when={item.count !== undefined}>
                <span class="text-xs font-normal text-muted tnum">{formatNumber(item.count ?? 0)}</span>
              </Show>
            </button>
          )}
        </For>
      </div>
      {props.after}
    </div>
  );
}

/** What the panel of a `TabList` carries. */
export const tabPanel = (name: string, selected: string) =>
  ({ role: 'tabpanel', id: `${name}-panel`, 'aria-labelledby': `${name}-tab-${selected}` }) as const;
