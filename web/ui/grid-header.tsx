// biome-ignore-all lint/a11y/useSemanticElements: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
import { createSignal, For, type JSX, Show } from 'solid-js';
import { withDrag } from '#web/lib/with-drag.ts';
import { cx } from './cx.ts';
import { type GridColumn, type GridSort, isLastPinned, pinnedAt } from './grid-types.ts';
import { Icon } from './icon.tsx';
import { ArrowDown, ArrowUp, ChevronDown } from './icons.ts';
import { Menu } from './menu.tsx';
import { text } from './text.ts';

const minWidth = 60;
const step = 16;

type HeaderProps<R> = {
  columns: readonly GridColumn<R>[];
  template: string;
  /** Width of what stands before the first column. */
  start: number;
  sort: readonly GridSort[];
  onSort: (field: string, isAdded: boolean) => void;
  onResize: (column: string, width: number) => void;
  /** Puts a column before or behind another one; absent: the order is fixed. */
  onMove?: ((column: string, to: string, isAfter: boolean) => void) | undefined;
  tick?: JSX.Element;
};

/**
 * The head of a grid: a click sorts, Shift and a click sorts by that as well, the right edge changes the width, and a heading is dragged to
 * another place. Alt and an arrow moves a column by keyboard, with Shift as well it makes it wider or narrower.
 */
export function GridHeader<R>(props: HeaderProps<R>) {
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
      <For each={props.columns}>{(column, index) => <Heading {...props} column={column} index={index()} />}</For>
      <div role="presentation" />
    </div>
  );
}

function Heading<R>(props: HeaderProps<R> & { column: GridColumn<R>; index: number }) {
  let cell: HTMLDivElement | undefined;
  const [edge, setEdge] = createSignal<'left' | 'right'>();
  const sort = () => props.sort.find((s) => s.field === props.column.id);
  const place = () => (props.sort.length > 1 ? props.sort.findIndex((s) => s.field === props.column.id) + 1 : 0);
  const left = () => pinnedAt(props.columns, props.index, props.start);
  const drag = (event: PointerEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    if (!(handle instanceof HTMLElement)) return;
    handle.setPointerCapture(event.pointerId);
    const startX = event.clientX;
    const startWidth = props.column.width;
    const move = (moved: PointerEvent) =>
      props.onResize(props.column.id, Math.max(minWidth, Math.round(startWidth + moved.clientX - startX)));
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) {
      props.onResize(props.column.id, Math.max(minWidth, props.column.width + by * step));
      return;
    }
    const other = props.columns[props.index + by];
    if (!other || !canMove()) return;
    props.onMove?.(props.column.id, other.id, by > 0);
    // the heading is drawn anew at its new place
    const id = props.column.id;
    const grid = cell?.parentElement;
    queueMicrotask(() => grid?.querySelector<HTMLElement>(`[data-heading="${CSS.escape(id)}"] button`)?.focus());
  };
  // the first column names the row and stays where it is
  const canMove = () => props.onMove !== undefined && props.index > 0;
  withDrag((lib) => {
    const element = cell;
    if (!element || !canMove()) return undefined;
    return lib.combine(
      lib.draggable({ element, getInitialData: () => ({ gridColumn: props.column.id }) }),
      lib.dropTargetForElements({
        element,
        canDrop: ({ source }) =>
          typeof source.data['gridColumn'] === 'string' && source.data['gridColumn'] !== props.column.id,
        getData: ({ input }) => lib.attachClosestEdge({}, { element, input, allowedEdges: ['left', 'right'] }),
        onDrag: ({ self }) => {
          const closest = lib.extractClosestEdge(self.data);
          setEdge(closest === 'left' || closest === 'right' ? closest : undefined);
        },
        onDragLeave: () => setEdge(undefined),
        onDrop: ({ source, self }) => {
          setEdge(undefined);
          const moved = source.data['gridColumn'];
          if (typeof moved === 'string')
            props.onMove?.(moved, props.column.id, lib.extractClosestEdge(self.data) === 'right');
        },
      }),
    );
  });
  return (
    <div
      ref={cell}
      role="columnheader"
      data-heading={props.column.id}
      aria-colindex={props.index + 1}
      aria-sort={sort() ? (sort()?.isDescending ? 'descending' : 'ascending') : undefined}
      class={cx(
        'group/head relative flex min-w-0 items-center',
        left() !== undefined && 'sticky z-2 bg-canvas',
        left() !== undefined &&
          isLastPinned(props.columns, props.index) &&
          props.index > 0 &&
          'shadow-[1px_0_0_var(--line)]',
        edge() === 'left' && 'before:absolute before:inset-y-0 before:left-0 before:z-3 before:w-0.5 before:bg-accent',
        edge() === 'right' &&
          'before:absolute before:inset-y-0 before:right-0 before:z-3 before:w-0.5 before:bg-accent',
      )}
      style={{ left: left() === undefined ? undefined : `${left()}px` }}
    >
      <Show
        when={props.column.isSortable}
        fallback={
          <span class={cx('min-w-0 flex-1 truncate px-2.5', props.column.isNumeric && 'text-right')}>
            {props.column.label}
          </span>
        }
      >
        <button
          type="button"
          title={text.grid.sortBy(props.column.label)}
          onClick={(event) => props.onSort(props.column.id, event.shiftKey)}
          onKeyDown={onKeyDown}
          class={cx(
            'flex h-full min-w-0 flex-1 items-center gap-1 px-2.5 hover:text-ink focus-visible:-outline-offset-2',
            props.index === 0 && props.tick !== undefined && 'pl-1',
            props.column.isNumeric && 'justify-end',
            sort() && 'text-ink',
          )}
        >
          <span class="truncate">{props.column.label}</span>
          <Show when={sort()}>
            {(by) => (
              <>
                <Icon of={by().isDescending ? ArrowDown : ArrowUp} size={12} weight={2} />
                <Show when={place() > 0}>
                  <span class="text-2xs tnum">{place()}</span>
                </Show>
              </>
            )}
          </Show>
        </button>
      </Show>
      <Show when={props.column.menu?.length}>
        <Menu
          label={text.grid.columnMenu(props.column.label)}
          placement="bottom-start"
          items={props.column.menu ?? []}
          class="absolute right-1 grid size-6 place-items-center rounded-sm bg-canvas text-muted opacity-0 group-hover/head:opacity-100 hover:bg-hover hover:text-ink focus-visible:opacity-100 data-[expanded]:opacity-100"
        >
          <Icon of={ChevronDown} size={13} />
        </Menu>
      </Show>
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={text.grid.resize(props.column.label)}
        onPointerDown={drag}
        class="absolute top-0 -right-1 bottom-0 z-3 w-2 cursor-col-resize touch-none after:absolute after:inset-y-2 after:left-1/2 after:w-px after:bg-line hover:after:inset-y-0 hover:after:bg-accent"
      />
    </div>
  );
}
