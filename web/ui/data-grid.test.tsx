import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DataGrid } from './data-grid.tsx';
import type { GridColumn, GridLine } from './grid-types.ts';
import { typeInto } from './type-into.ts';

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

const show = (lines?: readonly GridLine<Row>[]) => {
  const [peeked, setPeeked] = createSignal<Row>();
  const onToggle = vi.fn();
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
      onPeek={setPeeked}
      peeked={peeked()?.id}
      lines={lines}
      onToggle={onToggle}
      onResize={() => undefined}
      total={5000}
    />
  ));
  const grid = screen.getByRole('grid', { name: 'Things' });
  return {
    grid,
    selected,
    peeked,
    onToggle,
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

test('x, or Shift and Space, selects a row, and Shift with an arrow selects on', () => {
  const { press, selected } = show();

  press('x');
  press('ArrowDown', { shiftKey: true });
  press('ArrowDown', { shiftKey: true });
  expect([...selected()]).toEqual(['r0', 'r1', 'r2']);

  press(' ', { shiftKey: true });
  expect([...selected()]).toEqual(['r0', 'r1']);
});

test('a click with Shift selects everything between', () => {
  const { selected } = show();
  const box = (name: string) => screen.getByRole('checkbox', { name: `Select ${name}` });

  fireEvent.click(box('Row 1').closest('[role="gridcell"]') ?? document.body);
  fireEvent.click(box('Row 4').closest('[role="gridcell"]') ?? document.body, { shiftKey: true });

  expect([...selected()]).toEqual(['r1', 'r2', 'r3', 'r4']);
});

test('Space shows the row beside the grid, the arrows show the next one, Escape ends it', () => {
  const { press, peeked } = show();

  press('ArrowDown');
  press(' ');
  expect(peeked()?.id).toBe('r1');

  press('ArrowDown');
  expect(peeked()?.id).toBe('r2');

  press('Escape');
  expect(peeked()).toBeUndefined();
});

test('a letter begins a new value in a cell that can be edited, and in the first column acts on the row', () => {
  const { press, onEdit, selected } = show();

  press('j');
  press('x');
  expect([...selected()]).toEqual(['r1']);
  expect(onEdit).not.toHaveBeenCalled();

  press('ArrowRight');
  press('x');
  expect(onEdit).toHaveBeenCalledOnce();
  expect([...selected()]).toEqual(['r1']);
});

test('Tab leaves an editor for the next cell', async () => {
  const { grid, press } = show();

  press('ArrowRight');
  press('Enter');
  fireEvent.keyDown(screen.getByText('editor'), { key: 'Tab', shiftKey: true });

  expect(marked(grid)).toBe('Row 0');
  expect(document.activeElement).toBe(grid);
});

test('rows stand under the headings of their groups, which the keys fold', () => {
  const group = (id: string, isOpen: boolean): GridLine<Row> => ({
    kind: 'group',
    id,
    label: id,
    isOpen,
    count: 1,
    head: () => id,
    figures: { size: '12' },
  });
  const first = rows[0] ?? { id: '', name: '' };
  const { press, onToggle, selected } = show([
    group('Won', true),
    { kind: 'row', id: first.id, row: first },
    group('Lost', false),
  ]);

  expect(screen.getByRole('button', { name: 'Won: 1 record' }).getAttribute('aria-expanded')).toBe('true');
  expect(screen.getAllByText('12')).toHaveLength(2);

  press('ArrowLeft');
  expect(onToggle).toHaveBeenLastCalledWith('Won');
  press('End', { ctrlKey: true });
  press('Enter');
  expect(onToggle).toHaveBeenLastCalledWith('Lost');
  press('x');
  expect([...selected()]).toEqual([]);
});

test('what is typed before the box of a cell is there comes along', async () => {
  const from = document.createElement('div');
  const box = document.createElement('input');
  from.tabIndex = 0;
  box.value = 'old';
  document.body.append(from, box);
  from.focus();
  typeInto(from, 'n');
  await Promise.resolve();

  fireEvent.keyDown(from, { key: 'e' });
  fireEvent.keyDown(from, { key: 'w' });
  box.focus();
  await Promise.resolve();

  expect(box.value).toBe('new');
  fireEvent.keyDown(from, { key: 'z' });
  expect(box.value).toBe('new');
  from.remove();
  box.remove();
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
