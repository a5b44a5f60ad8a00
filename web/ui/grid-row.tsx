// biome-ignore-all lint/a11y/useSemanticElements: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/noStaticElementInteractions: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual

import { For, type JSX, onMount, Show } from 'solid-js';
import { formatNumber } from '#web/lib/format.ts';
import { Checkbox } from './checkbox.tsx';
import { cx } from './cx.ts';
import { type GridColumn, type GridLine, isLastPinned, pinnedAt } from './grid-types.ts';
import { Icon } from './icon.tsx';
import { ChevronDown, ChevronRight } from './icons.ts';
import { text } from './text.ts';

type Place = { readonly index: number; readonly start: number; readonly template: string };
type CellProps = { readonly cellId: (row: number, column: number) => string };

const markedClass =
  'group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2 group-focus-visible/grid:outline-focus';

/** A row of a grid, its cells and the box that selects it. */
export function GridRow<R>(
  props: Place &
    CellProps & {
      columns: readonly GridColumn<R>[];
      row: R;
      label: string;
      tickWidth: number;
      isSelected: boolean;
      isPeeked: boolean;
      /** The marked column, where it is in this row. */
      marked: number | undefined;
      /** The column that is being edited, where it is in this row. */
      edited: string | undefined;
      onMark: (column: number) => void;
      onSelect?: ((isOn: boolean, isRange: boolean) => void) | undefined;
      onEdit: () => void;
      editor: (column: GridColumn<R>) => JSX.Element;
    },
) {
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.onSelect ? props.isSelected : undefined}
      class={cx(
        'group/row absolute inset-x-0 grid h-8 border-b border-line',
        props.isSelected || props.isPeeked ? 'bg-selected' : 'bg-surface hover:bg-hover',
      )}
      style={{ transform: `translateY(${props.start}px)`, 'grid-template-columns': props.template }}
    >
      <Show when={props.onSelect}>
        {(select) => (
          <div
            role="gridcell"
            class="sticky left-0 z-1 grid place-items-center bg-inherit"
            onClick={(event) => select()(!props.isSelected, event.shiftKey)}
          >
            <Checkbox
              label={text.grid.selectRow(props.label)}
              tabIndex={-1}
              class={cx(!props.isSelected && 'opacity-0 group-hover/row:opacity-100 touch:opacity-100')}
              isChecked={props.isSelected}
              onChange={(isOn) => select()(isOn, false)}
            />
          </div>
        )}
      </Show>
      <For each={props.columns}>
        {(column, index) => {
          const left = () => pinnedAt(props.columns, index(), props.tickWidth);
          return (
            <div
              role="gridcell"
              id={props.cellId(props.index, index())}
              aria-colindex={index() + 1}
              aria-readonly={column.editor ? undefined : true}
              onClick={() => props.onMark(index())}
              onDblClick={() => props.onEdit()}
              class={cx(
                'relative flex min-w-0 items-center px-2.5',
                column.isNumeric && 'justify-end text-right',
                left() !== undefined && 'sticky z-1 bg-inherit',
                index() === 0 && 'font-medium',
                index() === 0 && props.onSelect && 'pl-1',
                left() !== undefined &&
                  isLastPinned(props.columns, index()) &&
                  index() > 0 &&
                  'shadow-[1px_0_0_var(--line)]',
                props.marked === index() && markedClass,
                props.edited === column.id && 'z-20',
              )}
              style={{ left: left() === undefined ? undefined : `${left()}px` }}
            >
              <Show when={props.edited === column.id} fallback={column.cell(props.row)}>
                <div class="absolute top-0 left-0 z-20 min-w-full rounded-sm bg-raised shadow-3">
                  {props.editor(column)}
                </div>
              </Show>
            </div>
          );
        }}
      </For>
      <div role="presentation" />
    </div>
  );
}

/** The heading of a group of rows: folds it, and says what it comes to. */
export function GridGroup<R>(
  props: Place &
    CellProps & {
      columns: readonly GridColumn<R>[];
      line: Extract<GridLine<R>, { kind: 'group' }>;
      tickWidth: number;
      isMarked: boolean;
      onMark: () => void;
      onToggle: () => void;
    },
) {
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      class="absolute inset-x-0 grid h-8 border-b border-line bg-canvas"
      style={{ transform: `translateY(${props.start}px)`, 'grid-template-columns': props.template }}
    >
      <div
        role="gridcell"
        id={props.cellId(props.index, 0)}
        class={cx(
          'sticky left-0 z-1 flex min-w-0 items-center bg-inherit pl-1.5',
          props.tickWidth > 0 && 'col-span-2',
          props.isMarked && markedClass,
        )}
        onClick={() => {
          props.onMark();
          props.onToggle();
        }}
      >
        <button
          type="button"
          tabindex="-1"
          aria-expanded={props.line.isOpen}
          aria-label={text.grid.group(props.line.label, props.line.count)}
          class="flex h-6 min-w-0 items-center gap-1.5 rounded-sm px-1.5 hover:bg-hover"
        >
          <Icon of={props.line.isOpen ? ChevronDown : ChevronRight} size={14} class="shrink-0 text-muted" />
          <span class="flex min-w-0 items-center font-semibold">{props.line.head()}</span>
          <span class="text-xs text-muted tnum">{formatNumber(props.line.count)}</span>
        </button>
      </div>
      <For each={props.columns.slice(1)}>
        {(column) => (
          <div
            role="gridcell"
            class={cx('flex min-w-0 items-center px-2.5 text-xs text-muted tnum', column.isNumeric && 'justify-end')}
          >
            <span class="truncate">{props.line.figures[column.id]}</span>
          </div>
        )}
      </For>
      <div role="presentation" />
    </div>
  );
}

/** The place of rows that are on their way; asks for them when it is seen. */
export function GridRest(props: { start: number; onSeen: () => void }) {
  onMount(() => props.onSeen());
  return (
    <div
      role="presentation"
      class="absolute inset-x-0 flex h-8 items-center gap-6 border-b border-line px-10"
      style={{ transform: `translateY(${props.start}px)` }}
    >
      <span class="skeleton h-3 w-1/4" aria-hidden="true" />
      <span class="skeleton h-3 w-24" aria-hidden="true" />
      <span class="skeleton h-3 w-16" aria-hidden="true" />
    </div>
  );
}
