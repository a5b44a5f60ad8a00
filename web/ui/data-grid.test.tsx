import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DataGrid, type GridColumn } from './data-grid.tsx';

type Row = { readonly id: string; readonly name: string };
const rows: readonly Row[] = Array.from({ length: 200 }, (_, i) => ({ id: `r${i}`, name: `Row ${i}` }));

beforeEach(() => {
  // happy-dom lays nothing out; the virtual rows need a window to be seen through
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(320);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const columns = (onEdit: () => void): readonly GridColumn<Row>[] => [
  { id: 'name', label: 'Name', width: 200, isSortable: true, cell: (row) => row.name },
  {
    id: 'size',
    label: 'Size',
    width: 100,
    cell: () => '1',
    editor: (_, close) => {
      onEdit();
      return (
        <button type="button" onClick={close}>
          editor
        </button>
      );
    },
  },
];

const show = () => {
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const onOpen = vi.fn();
  const onEdit = vi.fn();
  const onSort = vi.fn();
  render(() => (
    <DataGrid
      label="Things"
      rows={rows}
      rowId={(row) => row.id}
      rowLabel={(row) => row.name}
      columns={columns(onEdit)}
      sort={[]}
      onSort={onSort}
      selected={selected()}
      onSelect={setSelected}
      onOpen={onOpen}
      onResize={() => undefined}
      total={5000}
    />
  ));
  const grid = screen.getByRole('grid', { name: 'Things' });
  return {
    grid,
    selected,
    onOpen,
    onEdit,
    onSort,
    press: (key: string, init = {}) => fireEvent.keyDown(grid, { key, ...init }),
  };
};

const marked = (grid: HTMLElement) =>
  document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent;

test('only the rows in sight exist, and the grid tells how many there are', () => {
  const { grid } = show();

  const shown = screen.getAllByRole('row').length;
  expect(shown).toBeGreaterThan(10);
  expect(shown).toBeLessThan(60);
  expect(grid.getAttribute('aria-rowcount')).toBe('5001');
});

test('arrow keys move the marked cell', () => {
  const { grid, press } = show();

  press('ArrowDown');
  press('ArrowDown');

  expect(marked(grid)).toBe('Row 2');
});

test('Enter edits a cell that can be edited and opens the record from any other', () => {
  const { press, onOpen, onEdit } = show();

  press('Enter');
  expect(onOpen).toHaveBeenCalledWith(rows[0]);

  press('ArrowRight');
  press('Enter');
  expect(onEdit).toHaveBeenCalled();
  expect(screen.getByText('editor')).toBeTruthy();
});

test('Space selects a row, and Shift with an arrow selects on', () => {
  const { press, selected } = show();

  press(' ');
  press('ArrowDown', { shiftKey: true });

  expect([...selected()]).toEqual(['r0', 'r1']);
});

test('Control and A selects every row that is loaded', () => {
  const { press, selected } = show();

  press('a', { ctrlKey: true });

  expect(selected().size).toBe(200);
});

test('a click on a heading sorts, with Shift in addition', () => {
  const { onSort } = show();

  fireEvent.click(screen.getByRole('button', { name: 'Name' }), { shiftKey: true });

  expect(onSort).toHaveBeenCalledWith('name', true);
});
