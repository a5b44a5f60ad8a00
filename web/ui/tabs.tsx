import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatNumber } from '#web/lib/format.ts';
import { withDrag } from '#web/lib/with-drag.ts';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';

export type TabItem = {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
  /** A drawing behind the label that says something about it. */
  readonly mark?: { readonly icon: IconType; readonly label: string } | undefined;
};

const tabClass = (isSelected: boolean): string =>
  cx(
    'relative flex h-full shrink-0 items-center gap-1.5 whitespace-nowrap',
    isSelected
      ? 'font-medium text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:rounded-full after:bg-ink'
      : 'text-muted hover:text-ink',
  );

type Move = (id: string, to: string, isAfter: boolean) => void;

function Tab(props: {
  item: TabItem;
  name: string;
  isSelected: boolean;
  onSelect: (id: string) => void;
  onMove?: Move | undefined;
}) {
  let element: HTMLButtonElement | undefined;
  const [edge, setEdge] = createSignal<'left' | 'right'>();
  withDrag((lib) => {
    const tab = element;
    if (!tab || !props.onMove) return undefined;
    const idOf = (data: Readonly<Record<string | symbol, unknown>>) =>
      data['tabList'] === props.name && typeof data['tab'] === 'string' ? data['tab'] : undefined;
    return lib.combine(
      lib.draggable({ element: tab, getInitialData: () => ({ tab: props.item.id, tabList: props.name }) }),
      lib.dropTargetForElements({
        element: tab,
        canDrop: ({ source }) => idOf(source.data) !== undefined && idOf(source.data) !== props.item.id,
        getData: ({ input }) => lib.attachClosestEdge({}, { element: tab, input, allowedEdges: ['left', 'right'] }),
        onDrag: ({ self }) => setEdge(lib.extractClosestEdge(self.data) === 'right' ? 'right' : 'left'),
        onDragLeave: () => setEdge(undefined),
        onDrop: ({ source, self }) => {
          setEdge(undefined);
          const moved = idOf(source.data);
          if (moved) props.onMove?.(moved, props.item.id, lib.extractClosestEdge(self.data) === 'right');
        },
      }),
    );
  });
  return (
    <button
      ref={element}
      type="button"
      role="tab"
      data-tab={props.item.id}
      id={`${props.name}-tab-${props.item.id}`}
      aria-selected={props.isSelected}
      tabindex={props.isSelected ? 0 : -1}
      onClick={() => props.onSelect(props.item.id)}
      class={cx(
        tabClass(props.isSelected),
        edge() && 'before:absolute before:inset-y-2 before:w-0.5 before:bg-accent',
        edge() === 'left' && 'before:-left-2',
        edge() === 'right' && 'before:-right-2',
      )}
    >
      {props.item.label}
      <Show when={props.item.mark}>
        {(mark) => (
          <span class="flex text-muted" title={mark().label}>
            <Icon of={mark().icon} size={12} />
            <span class="sr-only">{mark().label}</span>
          </span>
        )}
      </Show>
      <Show when={props.item.count !== undefined}>
        <span class="text-xs font-normal text-muted tnum">{formatNumber(props.item.count ?? 0)}</span>
      </Show>
    </button>
  );
}

/** A row of tabs with the arrow keys of the tabs pattern; the panel is the caller's, see `tabPanel`. */
export function TabList(props: {
  label: string;
  name: string;
  items: readonly TabItem[];
  selected: string;
  onSelect: (id: string) => void;
  /** Puts a tab before or behind another one; absent: their order is fixed. */
  onMove?: Move;
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
        {/* by their ids, so that a tab that has the focus keeps it while its count changes */}
        <For each={props.items.map((item) => item.id)}>
          {(id) => (
            <Show when={props.items.find((item) => item.id === id)}>
              {(item) => (
                <Tab
                  item={item()}
                  name={props.name}
                  isSelected={props.selected === id}
                  onSelect={props.onSelect}
                  onMove={props.onMove}
                />
              )}
            </Show>
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
