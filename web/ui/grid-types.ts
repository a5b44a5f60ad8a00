import type { JSX } from 'solid-js';
import type { MenuItem } from './menu.tsx';

export type GridColumn<R> = {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly isNumeric?: boolean;
  readonly isSortable?: boolean;
  /** Stays at the left while the rest scrolls; such columns come first. The first column always stays. */
  readonly isPinned?: boolean;
  readonly cell: (row: R) => JSX.Element;
  /** What takes the cell's place while it is edited; absent: the cell cannot be. */
  readonly editor?: (row: R, close: () => void) => JSX.Element;
  /** Of a cell that is on or off: Enter makes it the other. */
  readonly onToggle?: (row: R) => void;
  readonly footer?: JSX.Element;
  /** What can be done with the column, behind a button in its heading. */
  readonly menu?: readonly MenuItem[];
};
export type GridSort = { readonly field: string; readonly isDescending: boolean };

/** A line of a grid: a row, the heading of a group of rows, or the place where more rows of a group come in once it is seen. */
export type GridLine<R> =
  | { readonly kind: 'row'; readonly id: string; readonly row: R }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly label: string;
      readonly isOpen: boolean;
      readonly count: number;
      readonly head: () => JSX.Element;
      /** What stands in the columns of the heading, by column. */
      readonly figures: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'rest'; readonly id: string; readonly onSeen: () => void };

/** Where a column that stays begins, in pixels from the left; undefined for one that scrolls. */
export const pinnedAt = (
  columns: readonly { readonly width: number; readonly isPinned?: boolean }[],
  index: number,
  start: number,
): number | undefined => {
  if (index > 0 && !columns[index]?.isPinned) return undefined;
  return columns.slice(0, index).reduce((sum, column) => sum + column.width, start);
};

/** True for the last of the columns that stay, after which a line is drawn. */
export const isLastPinned = (columns: readonly { readonly isPinned?: boolean }[], index: number): boolean =>
  (index === 0 || columns[index]?.isPinned === true) && !columns[index + 1]?.isPinned;
