import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, expect, test } from 'vitest';
import { addDays, today } from '#web/lib/day.ts';
import { setLocale } from '#web/lib/format.ts';
import { Calendar } from './calendar.tsx';
import { DateInput } from './date-input.tsx';

afterEach(cleanup);

test('a day that is typed in words is kept as a date', () => {
  setLocale('en-GB');
  const [value, setValue] = createSignal<string>();
  render(() => <DateInput label="Due" value={value()} onChange={setValue} />);
  const box = screen.getByLabelText('Due');

  fireEvent.input(box, { target: { value: 'tomorrow' } });
  fireEvent.keyDown(box, { key: 'Enter' });

  expect(value()).toBe(addDays(today(), 1));
});

test('a day that does not exist is not taken', () => {
  const [value, setValue] = createSignal<string | undefined>('2026-01-01');
  render(() => <DateInput label="Due" value={value()} onChange={setValue} />);
  const box = screen.getByLabelText('Due');

  fireEvent.input(box, { target: { value: '31 Feb' } });
  fireEvent.blur(box);

  expect(value()).toBe('2026-01-01');
  expect(box.getAttribute('aria-invalid')).toBe('true');
});

test('the calendar is walked by the arrow keys and answers with the day', () => {
  setLocale('en-GB');
  const [chosen, setChosen] = createSignal<string>();
  render(() => <Calendar value="2026-11-22" onSelect={setChosen} />);
  const grid = screen.getByRole('grid');

  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'ArrowRight' });
  const day = grid.querySelector<HTMLElement>('[tabindex="0"]');

  expect(day?.getAttribute('aria-label')).toMatch(/^Monday,? 30 November 2026$/);
  if (day) fireEvent.click(day);
  expect(chosen()).toBe('2026-11-30');
});
