// biome-ignore-all lint/a11y/useSemanticElements: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/noStaticElementInteractions: the keys of an editor that pass through its box
// biome-ignore-all lint/a11y/useAriaActivedescendantWithTabindex: it has a tabindex, in the spelling that Solid takes
import { createEffect, createMemo, createSignal, createUniqueId, For, Match, Show, Switch, untrack } from 'solid-js';
import { createVirtualizer } from '#web/lib/virtual.ts';
import { Checkbox } from './checkbox.tsx';
import { GridFooter } from './grid-footer.tsx';
import { GridHeader } from './grid-header.tsx';
import { gridKeyboard } from './grid-keyboard.ts';
import type { CellAt } from './grid-keys.ts';
import { GridGroup, GridRest, GridRow } from './grid-row.tsx';
import type { GridColumn, GridLine, GridSort } from './grid-types.ts';
import { text } from './text.ts';
import { typeInto } from './type-into.ts';

export type { GridSort };

export type DataGridProps<R> = {
  label: string;
  rows: readonly R[];
  rowId: (row: R) => string;
  rowLabel: (row: R) => string;
  /** The rows under the headings of their groups; the rows alone where absent. */
  lines?: readonly GridLine<R>[] | undefined;
  onToggle?: (group: string) => void;
  columns: readonly GridColumn<R>[];
  sort: readonly GridSort[];
  onSort: (field: string, isAdded: boolean) => void;
  selected: ReadonlySet<string>;
  onSelect?: ((selected: ReadonlySet<string>) => void) | undefined;
  onOpen: (row: R) => void;
  /** Shows a row beside the grid; undefined takes that away. */
  onPeek?: ((row: R | undefined) => void) | undefined;
  /** The row that is shown beside the grid. */
  peeked?: string | undefined;
  onNearEnd?: () => void;
  onResize: (column: string, width: number) => void;
  onMove?: ((column: string, to: string, isAfter: boolean) => void) | undefined;
  /** Rows that there are on the server; absent while it is not known. */
  total?: number | undefined;
};

const rowHeight = 32;
const tickBox = 36;

/**
 * A table of any length: 32 px rows of which only those in sight exist. The focus stays on the grid and a cell is marked with
 * `aria-activedescendant`, because the cell itself may scroll out of existence.
 */
export function DataGrid<R>(props: DataGridProps<R>) {
  const gridId = createUniqueId();
  let scroller: HTMLDivElement | undefined;
  const [at, setCell] = createSignal<CellAt>({ row: 0, column: 0 });
  /** The line that is marked, wherever it comes to stand. */
  let markedLine: string | undefined;
  const [editing, setEditing] = createSignal<{ readonly row: string; readonly column: string }>();
  const [anchor, setAnchor] = createSignal<number>();
  const lines = createMemo<readonly GridLine<R>[]>(
    () => props.lines ?? props.rows.map((row) => ({ kind: 'row', id: props.rowId(row), row })),
  );
  const setAt = (cell: CellAt) => {
    markedLine = lines()[cell.row]?.id;
    setCell(cell);
  };
  // effect: the mark goes along with its row where rows come in before it or go
  createEffect(() => {
    const now = lines();
    const cell = untrack(at);
    if (markedLine === undefined || now[cell.row]?.id === markedLine) return;
    const row = now.findIndex((line) => line.id === markedLine);
    if (row >= 0) setCell({ ...cell, row });
    else if (now.length > 0) setAt({ ...cell, row: Math.min(cell.row, now.length - 1) });
  });
  const virtual = createVirtualizer({
    get count() {
      return lines().length;
    },
    getScrollElement: () => scroller ?? null,
    estimateSize: () => rowHeight,
    overscan: 10,
    // rows begin below the head, and the foot lies over the last of them
    scrollPaddingEnd: 2 * rowHeight,
  });
  const items = createMemo(() => virtual.getVirtualItems());
  // effect: the next page is asked for when the last known rows come near
  createEffect(() => {
    const last = items().at(-1);
    if (last && last.index >= lines().length - 20) props.onNearEnd?.();
  });
  const tickWidth = () => (props.onSelect ? tickBox : 0);
  const template = createMemo(() =>
    [...(props.onSelect ? [`${tickBox}px`] : []), ...props.columns.map((c) => `${c.width}px`), 'minmax(0,1fr)'].join(
      ' ',
    ),
  );
  const width = () => props.columns.reduce((sum, c) => sum + c.width, tickWidth());
  const hasFooter = createMemo(() => props.columns.some((c) => c.footer !== undefined));
  const rowAt = (index: number): R | undefined => {
    const line = lines()[index];
    return line?.kind === 'row' ? line.row : undefined;
  };
  const isSelected = (row: R) => props.selected.has(props.rowId(row));
  const setSelected = (index: number, isOn: boolean, isRange: boolean) => {
    const next = new Set(props.selected);
    const from = isRange ? (anchor() ?? index) : index;
    for (const line of lines().slice(Math.min(from, index), Math.max(from, index) + 1)) {
      if (line.kind !== 'row') continue;
      if (isOn) next.add(line.id);
      else next.delete(line.id);
    }
    setAnchor(index);
    props.onSelect?.(next);
  };
  const selectAll = (isOn: boolean) => props.onSelect?.(new Set(isOn ? props.rows.map(props.rowId) : []));
  const mark = (next: CellAt) => {
    setAt(next);
    virtual.scrollToIndex(next.row);
    const row = rowAt(next.row);
    if (row !== undefined && props.peeked !== undefined) props.onPeek?.(row);
  };
  const focus = () => scroller?.focus({ preventScroll: true });
  const edit = (typed?: string) => {
    const row = rowAt(at().row);
    const column = props.columns[at().column];
    if (row === undefined) return;
    if (column?.onToggle) {
      if (typed === undefined) column.onToggle(row);
      return;
    }
    if (!column?.editor) {
      if (typed === undefined) props.onOpen(row);
      return;
    }
    if (typed !== undefined && scroller) typeInto(scroller, typed);
    setEditing({ row: props.rowId(row), column: column.id });
  };
  const closeEdit = () => {
    setEditing(undefined);
    queueMicrotask(() => {
      // whoever went elsewhere meanwhile stays there
      if (document.activeElement === document.body || document.activeElement === null) focus();
    });
  };
  /** Tab keeps what was written and goes on to the next cell. */
  const onEditorKey = (event: KeyboardEvent) => {
    if (event.key !== 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const by = event.shiftKey ? -1 : 1;
    setAt({ ...at(), column: Math.max(0, Math.min(props.columns.length - 1, at().column + by)) });
    focus();
  };
  const toggleSelected = (isRange: boolean) => {
    const row = rowAt(at().row);
    if (row !== undefined && props.onSelect) setSelected(at().row, !isSelected(row), isRange);
  };
  const onKeyDown = gridKeyboard({
    element: () => scroller,
    at,
    lines,
    columns: () => props.columns,
    page: () => Math.max(1, Math.floor((scroller?.clientHeight ?? 320) / rowHeight) - 3),
    mark,
    edit,
    toggle: (id) => props.onToggle?.(id),
    toggleSelected,
    selectTo: (row) => {
      if (!props.onSelect) return;
      if (anchor() === undefined) setSelected(at().row, true, false);
      // it goes on from where it began
      const from = anchor();
      setSelected(row, true, true);
      setAnchor(from);
    },
    selectAll: () => selectAll(true),
    peek: () => {
      const row = rowAt(at().row);
      if (row !== undefined) props.onPeek?.(props.peeked === props.rowId(row) ? undefined : row);
    },
    canPeek: () => props.onPeek !== undefined,
    leave: () => {
      if (props.peeked !== undefined) props.onPeek?.(undefined);
      else if (props.selected.size > 0) selectAll(false);
      else return false;
      return true;
    },
  });
  const cellId = (row: number, column: number) => `${gridId}-${row}-${column}`;
  const marked = () => cellId(at().row, lines()[at().row]?.kind === 'group' ? 0 : at().column);
  return (
    <div
      ref={scroller}
      role="grid"
      tabindex="0"
      data-grid
      aria-label={props.label}
      aria-rowcount={(props.total ?? lines().length) + (hasFooter() ? 2 : 1)}
      aria-colcount={props.columns.length}
      aria-multiselectable={props.onSelect !== undefined || undefined}
      aria-activedescendant={lines().length ? marked() : undefined}
      on:keydown={onKeyDown}
      class="group/grid relative min-h-0 flex-1 overflow-auto outline-none focus-visible:outline-none"
    >
      <div style={{ 'min-width': `${width()}px` }}>
        <GridHeader
          columns={props.columns}
          template={template()}
          start={tickWidth()}
          sort={props.sort}
          onSort={props.onSort}
          onResize={props.onResize}
          onMove={props.onMove}
          tick={
            props.onSelect ? (
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
              const line = () => lines()[item.index];
              const as = <K extends GridLine<R>['kind']>(kind: K) => {
                const now = line();
                // narrowed by its kind
                return now?.kind === kind ? (now as Extract<GridLine<R>, { kind: K }>) : undefined;
              };
              const isHere = () => at().row === item.index;
              return (
                <Switch>
                  <Match when={as('row')}>
                    {(present) => (
                      <GridRow
                        index={item.index}
                        start={item.start}
                        template={template()}
                        cellId={cellId}
                        columns={props.columns}
                        row={present().row}
                        label={props.rowLabel(present().row)}
                        tickWidth={tickWidth()}
                        isSelected={isSelected(present().row)}
                        isPeeked={props.peeked !== undefined && props.peeked === present().id}
                        marked={isHere() ? at().column : undefined}
                        edited={editing()?.row === present().id ? editing()?.column : undefined}
                        onMark={(column) => mark({ row: item.index, column })}
                        onSelect={props.onSelect && ((isOn, isRange) => setSelected(item.index, isOn, isRange))}
                        onEdit={() => edit()}
                        editor={(column) => (
                          <div onKeyDown={onEditorKey}>{column.editor?.(present().row, closeEdit)}</div>
                        )}
                      />
                    )}
                  </Match>
                  <Match when={as('group')}>
                    {(present) => (
                      <GridGroup
                        index={item.index}
                        start={item.start}
                        template={template()}
                        cellId={cellId}
                        columns={props.columns}
                        line={present()}
                        tickWidth={tickWidth()}
                        isMarked={isHere()}
                        onMark={() => setAt({ row: item.index, column: 0 })}
                        onToggle={() => props.onToggle?.(present().id)}
                      />
                    )}
                  </Match>
                  <Match when={as('rest')} keyed>
                    {(present) => <GridRest start={item.start} onSeen={() => present.onSeen()} />}
                  </Match>
                </Switch>
              );
            }}
          </For>
        </div>
      </div>
      <Show when={hasFooter()}>
        <GridFooter
          columns={props.columns}
          template={template()}
          start={tickWidth()}
          width={width()}
          rowIndex={(props.total ?? lines().length) + 2}
        />
      </Show>
    </div>
  );
}
