// biome-ignore-all lint/a11y/useSemanticElements: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/noStaticElementInteractions: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useAriaActivedescendantWithTabindex: it has a tabindex, in the spelling that Solid takes
import { createEffect, createMemo, createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { createVirtualizer } from '#web/lib/virtual.ts';
import { Checkbox } from './checkbox.tsx';
import { cx } from './cx.ts';
import { GridHeader } from './grid-header.tsx';
import { type CellAt, nextCell } from './grid-keys.ts';
import { text } from './text.ts';

export type GridColumn<R> = {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly isNumeric?: boolean;
  readonly isSortable?: boolean;
  readonly cell: (row: R) => JSX.Element;
  /** What takes the cell's place while it is edited; absent: the cell cannot be. */
  readonly editor?: (row: R, close: () => void) => JSX.Element;
  readonly footer?: JSX.Element;
};
export type GridSort = { readonly field: string; readonly isDescending: boolean };

export type DataGridProps<R> = {
  label: string;
  rows: readonly R[];
  rowId: (row: R) => string;
  rowLabel: (row: R) => string;
  columns: readonly GridColumn<R>[];
  sort: readonly GridSort[];
  onSort: (field: string, isAdded: boolean) => void;
  selected: ReadonlySet<string>;
  onSelect?: ((selected: ReadonlySet<string>) => void) | undefined;
  onOpen: (row: R) => void;
  onNearEnd?: () => void;
  onResize: (column: string, width: number) => void;
  /** Rows that there are on the server; absent while it is not known. */
  total?: number | undefined;
  after?: JSX.Element;
};

const rowHeight = 32;
const tickWidth = 36;

/**
 * A table of any length: 32 px rows of which only those in sight exist. The focus stays on the grid and a cell is marked with
 * `aria-activedescendant`, because the cell itself may scroll out of existence.
 */
export function DataGrid<R>(props: DataGridProps<R>) {
  const gridId = createUniqueId();
  let scroller: HTMLDivElement | undefined;
  const [at, setAt] = createSignal<CellAt>({ row: 0, column: 0 });
  const [editing, setEditing] = createSignal<{ readonly row: string; readonly column: string }>();
  const [anchor, setAnchor] = createSignal<number>();
  const virtual = createVirtualizer({
    get count() {
      return props.rows.length;
    },
    getScrollElement: () => scroller ?? null,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = createMemo(() => virtual.getVirtualItems());
  // effect: the next page is asked for when the last known rows come near
  createEffect(() => {
    const last = items().at(-1);
    if (last && last.index >= props.rows.length - 20) props.onNearEnd?.();
  });
  const hasTicks = () => props.onSelect !== undefined;
  const template = () =>
    [...(hasTicks() ? [`${tickWidth}px`] : []), ...props.columns.map((c) => `${c.width}px`), 'minmax(0,1fr)'].join(' ');
  const width = () => props.columns.reduce((sum, c) => sum + c.width, hasTicks() ? tickWidth : 0);
  const isSelected = (row: R) => props.selected.has(props.rowId(row));
  const setSelected = (index: number, isOn: boolean, isRange: boolean) => {
    const next = new Set(props.selected);
    const from = isRange ? (anchor() ?? index) : index;
    for (const row of props.rows.slice(Math.min(from, index), Math.max(from, index) + 1)) {
      if (isOn) next.add(props.rowId(row));
      else next.delete(props.rowId(row));
    }
    setAnchor(index);
    props.onSelect?.(next);
  };
  const selectAll = (isOn: boolean) => props.onSelect?.(new Set(isOn ? props.rows.map(props.rowId) : []));
  const startEdit = () => {
    const row = props.rows[at().row];
    const column = props.columns[at().column];
    if (row && column?.editor) setEditing({ row: props.rowId(row), column: column.id });
    else if (row) props.onOpen(row);
  };
  const closeEdit = () => {
    setEditing(undefined);
    queueMicrotask(() => scroller?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller || props.rows.length === 0) return;
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 320) / rowHeight) - 2);
    const next = nextCell(at(), event, { rows: props.rows.length, columns: props.columns.length, page });
    if (next) {
      if (event.shiftKey && hasTicks() && next.row !== at().row) setSelected(next.row, true, true);
      setAt(next);
      virtual.scrollToIndex(next.row);
    } else if (event.key === 'Enter' || event.key === 'F2') startEdit();
    else if (event.key === ' ' || event.key === 'x') {
      const row = props.rows[at().row];
      if (row && hasTicks()) setSelected(at().row, !isSelected(row), event.shiftKey);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) selectAll(true);
    else return;
    event.preventDefault();
  };
  const cellId = (row: number, column: number) => `${gridId}-${row}-${column}`;
  return (
    <div
      ref={scroller}
      role="grid"
      tabindex="0"
      aria-label={props.label}
      aria-rowcount={(props.total ?? props.rows.length) + 1}
      aria-colcount={props.columns.length}
      aria-multiselectable={hasTicks() || undefined}
      aria-activedescendant={props.rows.length ? cellId(at().row, at().column) : undefined}
      onKeyDown={onKeyDown}
      class="group/grid relative min-h-0 flex-1 overflow-auto outline-none focus-visible:outline-none"
    >
      <div style={{ 'min-width': `${width()}px` }}>
        <GridHeader
          columns={props.columns}
          template={template()}
          sort={props.sort}
          onSort={props.onSort}
          onResize={props.onResize}
          tick={
            hasTicks() ? (
              <Checkbox
                label={text.grid.selectAll}
                tabIndex={-1}
                isChecked={props.rows.length > 0 && props.rows.every(isSelected)}
                isMixed={props.selected.size > 0 && !props.rows.every(isSelected)}
                onChange={selectAll}
              />
            ) : undefined
          }
        />
        <div class="relative" role="presentation" style={{ height: `${virtual.getTotalSize()}px` }}>
          <For each={items()}>
            {(item) => {
              const row = () => props.rows[item.index];
              return (
                <Show when={row()}>
                  {(present) => (
                    <div
                      role="row"
                      aria-rowindex={item.index + 2}
                      aria-selected={hasTicks() ? isSelected(present()) : undefined}
                      class={cx(
                        'group/row absolute inset-x-0 grid h-8 border-b border-line',
                        isSelected(present()) ? 'bg-selected' : 'bg-surface hover:bg-hover',
                      )}
                      style={{ transform: `translateY(${item.start}px)`, 'grid-template-columns': template() }}
                    >
                      <Show when={hasTicks()}>
                        <div
                          role="gridcell"
                          class="sticky left-0 z-1 grid place-items-center bg-inherit"
                          onClick={(event) => setSelected(item.index, !isSelected(present()), event.shiftKey)}
                        >
                          <Checkbox
                            label={text.grid.selectRow(props.rowLabel(present()))}
                            tabIndex={-1}
                            class={cx(
                              !isSelected(present()) && 'opacity-0 group-hover/row:opacity-100 touch:opacity-100',
                            )}
                            isChecked={isSelected(present())}
                            onChange={(isOn) => setSelected(item.index, isOn, false)}
                          />
                        </div>
                      </Show>
                      <For each={props.columns}>
                        {(column, index) => {
                          const isHere = () => at().row === item.index && at().column === index();
                          const isEdited = () =>
                            editing()?.row === props.rowId(present()) && editing()?.column === column.id;
                          return (
                            <div
                              role="gridcell"
                              id={cellId(item.index, index())}
                              aria-colindex={index() + 1}
                              aria-readonly={column.editor ? undefined : true}
                              onClick={() => setAt({ row: item.index, column: index() })}
                              onDblClick={startEdit}
                              class={cx(
                                'relative flex min-w-0 items-center px-2.5',
                                column.isNumeric && 'justify-end text-right',
                                index() === 0 && 'sticky z-1 bg-inherit font-medium',
                                index() === 0 && (hasTicks() ? 'left-9 pl-1' : 'left-0'),
                                isHere() &&
                                  'group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2 group-focus-visible/grid:outline-focus',
                              )}
                            >
                              <Show when={isEdited()} fallback={column.cell(present())}>
                                <div class="absolute top-0 left-0 z-20 min-w-full rounded-sm bg-raised shadow-3">
                                  {column.editor?.(present(), closeEdit)}
                                </div>
                              </Show>
                            </div>
                          );
                        }}
                      </For>
                      <div role="presentation" />
                    </div>
                  )}
                </Show>
              );
            }}
          </For>
        </div>
        {props.after}
      </div>
      <Show when={props.columns.some((c) => c.footer !== undefined)}>
        <div
          class="sticky bottom-0 z-10 grid h-8 border-t border-line bg-canvas text-xs text-muted"
          style={{ 'grid-template-columns': template(), 'min-width': `${width()}px` }}
        >
          <Show when={hasTicks()}>
            <div class="sticky left-0 bg-canvas" />
          </Show>
          <For each={props.columns}>
            {(column, index) => (
              <div
                class={cx(
                  'flex min-w-0 items-center gap-1 px-2.5 tnum',
                  column.isNumeric && 'justify-end',
                  index() === 0 && (hasTicks() ? 'sticky left-9 bg-canvas pl-1' : 'sticky left-0 bg-canvas'),
                )}
              >
                {column.footer}
              </div>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
