import { type CellAt, letterOf, nextCell } from './grid-keys.ts';
import type { GridColumn, GridLine } from './grid-types.ts';

/** What the keys of a grid act on. */
export type GridDeeds<R> = {
  readonly element: () => HTMLElement | undefined;
  readonly at: () => CellAt;
  readonly lines: () => readonly GridLine<R>[];
  readonly columns: () => readonly GridColumn<R>[];
  /** Rows in sight. */
  readonly page: () => number;
  readonly mark: (cell: CellAt) => void;
  readonly edit: (typed?: string) => void;
  /** Folds or opens a group. */
  readonly toggle: (group: string) => void;
  readonly toggleSelected: (isRange: boolean) => void;
  readonly selectTo: (row: number) => void;
  readonly selectAll: () => void;
  readonly peek: () => void;
  readonly canPeek: () => boolean;
  /** Ends what Escape ends; false where there is nothing to end. */
  readonly leave: () => boolean;
};

/** The keys of a grid, while it has the focus itself and no editor in it. */
export const gridKeyboard = <R>(grid: GridDeeds<R>): ((event: KeyboardEvent) => void) => {
  const onGroup = (event: KeyboardEvent): boolean => {
    const line = grid.lines()[grid.at().row];
    if (line?.kind !== 'group') return false;
    const isWanted =
      event.key === 'Enter' ||
      event.key === ' ' ||
      (event.key === 'ArrowRight' && !line.isOpen) ||
      (event.key === 'ArrowLeft' && line.isOpen);
    if (isWanted) grid.toggle(line.id);
    return isWanted;
  };
  const move = (event: KeyboardEvent, key = event.key): boolean => {
    const next = nextCell(
      grid.at(),
      { key, ctrlKey: event.ctrlKey, metaKey: event.metaKey },
      { rows: grid.lines().length, columns: grid.columns().length, page: grid.page() },
    );
    if (!next) return false;
    if (event.shiftKey && next.row !== grid.at().row) grid.selectTo(next.row);
    grid.mark(next);
    return true;
  };
  const onLetter = (event: KeyboardEvent): boolean => {
    const { row, column } = grid.at();
    const what = letterOf(event, {
      isFirst: column === 0,
      isEditable: grid.columns()[column]?.editor !== undefined && grid.lines()[row]?.kind === 'row',
    });
    if (what === 'type') grid.edit(event.key);
    else if (what === 'down') move(event, 'ArrowDown');
    else if (what === 'up') move(event, 'ArrowUp');
    else if (what === 'select') grid.toggleSelected(event.shiftKey);
    else if (what === 'edit') grid.edit();
    return what !== undefined;
  };
  const isDone = (event: KeyboardEvent): boolean => {
    if (onGroup(event) || move(event)) return true;
    if (event.key === 'Enter' || event.key === 'F2') grid.edit();
    else if (event.key === ' ' && (event.shiftKey || !grid.canPeek())) grid.toggleSelected(false);
    else if (event.key === ' ') grid.peek();
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) grid.selectAll();
    else if (event.key === 'Escape') return grid.leave();
    else return onLetter(event);
    return true;
  };
  return (event) => {
    if (event.target !== grid.element() || grid.lines().length === 0 || !isDone(event)) return;
    event.preventDefault();
    // a letter that was used here is no shortcut of the app
    event.stopPropagation();
  };
};
