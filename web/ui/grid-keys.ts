export type CellAt = { readonly row: number; readonly column: number };

/** Where the arrow keys of the grid pattern lead from a cell; undefined for other keys. `page` is the number of rows in sight. */
export const nextCell = (
  at: CellAt,
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  size: { readonly rows: number; readonly columns: number; readonly page: number },
): CellAt | undefined => {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const isFar = event.ctrlKey || event.metaKey;
  const clamp = (n: number, last: number) => Math.max(0, Math.min(last, n));
  switch (event.key) {
    case 'ArrowDown':
      return { ...at, row: isFar ? lastRow : clamp(at.row + 1, lastRow) };
    case 'ArrowUp':
      return { ...at, row: isFar ? 0 : clamp(at.row - 1, lastRow) };
    case 'ArrowRight':
      return { ...at, column: isFar ? lastColumn : clamp(at.column + 1, lastColumn) };
    case 'ArrowLeft':
      return { ...at, column: isFar ? 0 : clamp(at.column - 1, lastColumn) };
    case 'PageDown':
      return { ...at, row: clamp(at.row + size.page, lastRow) };
    case 'PageUp':
      return { ...at, row: clamp(at.row - size.page, lastRow) };
    case 'Home':
      return { row: isFar ? 0 : at.row, column: 0 };
    case 'End':
      return { row: isFar ? lastRow : at.row, column: lastColumn };
    default:
      return undefined;
  }
};

/** Letters that do something with the row, where a letter does not begin to edit the cell. */
const rowKeys: Readonly<Record<string, 'down' | 'up' | 'select' | 'edit'>> = {
  j: 'down',
  k: 'up',
  x: 'select',
  e: 'edit',
};

/**
 * What a letter does: in a cell that can be edited it is the first of a new value, except in the first column, which stands for the whole
 * row; there, and in cells that cannot be edited, some letters act on the row and the rest are left to the app.
 */
export const letterOf = (
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  cell: { readonly isFirst: boolean; readonly isEditable: boolean },
): 'type' | 'down' | 'up' | 'select' | 'edit' | undefined => {
  if (event.ctrlKey || event.metaKey || event.altKey || [...event.key].length !== 1 || event.key === ' ')
    return undefined;
  if (cell.isEditable && !cell.isFirst) return 'type';
  return rowKeys[event.key];
};
