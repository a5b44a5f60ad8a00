// biome-ignore-all lint/a11y/useSemanticElements: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
import { For, type JSX, Show } from 'solid-js';
import { cx } from './cx.ts';
import type { GridColumn, GridSort } from './data-grid.tsx';
import { Icon } from './icon.tsx';
import { ArrowDown, ArrowUp } from './icons.ts';
import { text } from './text.ts';

const minWidth = 60;
const step = 16;

/** The head of a grid: a click sorts, Shift and a click sorts by that as well, the right edge changes the width. */
export function GridHeader<R>(props: {
  columns: readonly GridColumn<R>[];
  template: string;
  sort: readonly GridSort[];
  onSort: (field: string, isAdded: boolean) => void;
  onResize: (column: string, width: number) => void;
  tick?: JSX.Element;
}) {
  const sortOf = (id: string) => props.sort.find((s) => s.field === id);
  const drag = (event: PointerEvent, column: GridColumn<R>) => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    if (!(handle instanceof HTMLElement)) return;
    handle.setPointerCapture(event.pointerId);
    const startX = event.clientX;
    const startWidth = column.width;
    const move = (moved: PointerEvent) =>
      props.onResize(column.id, Math.max(minWidth, Math.round(startWidth + moved.clientX - startX)));
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  const onKey = (event: KeyboardEvent, column: GridColumn<R>) => {
    const by = { ArrowRight: step, ArrowLeft: -step }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    props.onResize(column.id, Math.max(minWidth, column.width + by));
  };
  return (
    <div
      role="row"
      aria-rowindex={1}
      class="sticky top-0 z-10 grid h-8 border-b border-line bg-canvas text-xs font-medium text-muted"
      style={{ 'grid-template-columns': props.template }}
    >
      <Show when={props.tick}>
        <div role="columnheader" class="sticky left-0 z-2 grid place-items-center bg-canvas">
          {props.tick}
        </div>
      </Show>
      <For each={props.columns}>
        {(column, index) => (
          <div
            role="columnheader"
            aria-colindex={index() + 1}
            aria-sort={sortOf(column.id) ? (sortOf(column.id)?.isDescending ? 'descending' : 'ascending') : undefined}
            class={cx(
              'relative flex min-w-0 items-center',
              index() === 0 && (props.tick ? 'sticky left-9 z-2 bg-canvas' : 'sticky left-0 z-2 bg-canvas'),
            )}
          >
            <Show
              when={column.isSortable}
              fallback={<span class={cx('truncate px-2.5', column.isNumeric && 'ml-auto')}>{column.label}</span>}
            >
              <button
                type="button"
                title={text.grid.sortBy(column.label)}
                onClick={(event) => props.onSort(column.id, event.shiftKey)}
                class={cx(
                  'flex h-full min-w-0 flex-1 items-center gap-1 px-2.5 hover:text-ink focus-visible:-outline-offset-2',
                  index() === 0 && props.tick !== undefined && 'pl-1',
                  column.isNumeric && 'justify-end',
                  sortOf(column.id) && 'text-ink',
                )}
              >
                <span class="truncate">{column.label}</span>
                <Show when={sortOf(column.id)}>
                  {(sort) => <Icon of={sort().isDescending ? ArrowDown : ArrowUp} size={12} weight={2} />}
                </Show>
              </button>
            </Show>
            <div
              role="separator"
              aria-orientation="vertical"
              aria-label={text.grid.resize(column.label)}
              aria-valuenow={column.width}
              aria-valuemin={minWidth}
              tabindex="0"
              onPointerDown={(event) => drag(event, column)}
              onKeyDown={(event) => onKey(event, column)}
              class="absolute top-0 -right-1 bottom-0 z-3 w-2 cursor-col-resize touch-none after:absolute after:inset-y-2 after:left-1/2 after:w-px after:bg-line hover:after:inset-y-0 hover:after:bg-accent"
            />
          </div>
        )}
      </For>
      <div role="presentation" />
    </div>
  );
}
