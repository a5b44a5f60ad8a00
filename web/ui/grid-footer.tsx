// biome-ignore-all lint/a11y/useSemanticElements: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid pattern of the ARIA guide on virtual rows: the focus stays on the grid, a table element cannot be virtual
import { For, Show } from 'solid-js';
import { cx } from './cx.ts';
import { type GridColumn, isLastPinned, pinnedAt } from './grid-types.ts';

/** The foot of a grid, which stays in sight: what each column comes to. */
export function GridFooter<R>(props: {
  columns: readonly GridColumn<R>[];
  template: string;
  /** Width of what stands before the first column. */
  start: number;
  width: number;
  rowIndex: number;
}) {
  return (
    <div
      role="row"
      aria-rowindex={props.rowIndex}
      class="group/foot sticky bottom-0 z-10 grid h-8 border-t border-line bg-canvas text-xs text-muted"
      style={{ 'grid-template-columns': props.template, 'min-width': `${props.width}px` }}
    >
      <Show when={props.start > 0}>
        <div role="gridcell" class="sticky left-0 z-1 bg-canvas" />
      </Show>
      <For each={props.columns}>
        {(column, index) => {
          const left = () => pinnedAt(props.columns, index(), props.start);
          return (
            <div
              role="gridcell"
              aria-colindex={index() + 1}
              class={cx(
                'flex min-w-0 items-center gap-1 px-1 tnum',
                column.isNumeric && 'justify-end',
                left() !== undefined && 'sticky z-1 bg-canvas',
                left() !== undefined &&
                  isLastPinned(props.columns, index()) &&
                  index() > 0 &&
                  'shadow-[1px_0_0_var(--line)]',
              )}
              style={{ left: left() === undefined ? undefined : `${left()}px` }}
            >
              {column.footer}
            </div>
          );
        }}
      </For>
    </div>
  );
}
