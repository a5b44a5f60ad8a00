// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the date grid pattern of the ARIA guide is a table with this role
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: its cells are gridcells
import { createSignal, For, onMount } from 'solid-js';
import { addDays, addMonths, monthGrid, today, weekdayOf } from '#web/lib/day.ts';
import { locale } from '#web/lib/format.ts';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { ChevronLeft, ChevronRight } from './icons.ts';
import { text } from './text.ts';

const utc = (day: string) => new Date(`${day}T00:00:00Z`);
const inWords = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(utc(day));

const steps: Readonly<Record<string, (day: string) => string>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
  Home: (day) => addDays(day, 1 - weekdayOf(day)),
  End: (day) => addDays(day, 7 - weekdayOf(day)),
};

/** A month to choose a day from, with the keys of the date picker pattern. */
export function Calendar(props: { value: string | undefined; onSelect: (day: string) => void }) {
  let grid: HTMLTableElement | undefined;
  // read once: the calendar is made anew each time it opens
  const [cursor, setCursor] = createSignal(props.value ?? today());
  const focus = () => queueMicrotask(() => grid?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  onMount(focus);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    setCursor(step(cursor()));
    focus();
  };
  return (
    <div class="p-2.5">
      <div class="flex items-center gap-1">
        <p class="flex-1 pl-1.5 font-semibold" aria-live="polite">
          {inWords(cursor(), { month: 'long', year: 'numeric' })}
        </p>
        <IconButton label={text.previousMonth} icon={ChevronLeft} onClick={() => setCursor(addMonths(cursor(), -1))} />
        <IconButton label={text.nextMonth} icon={ChevronRight} onClick={() => setCursor(addMonths(cursor(), 1))} />
      </div>
      <table ref={grid} role="grid" class="mt-1 tnum" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <For each={monthGrid(cursor())[0]}>
              {(day) => (
                <th
                  class="h-7 w-8 text-center text-2xs font-medium text-muted"
                  abbr={inWords(day, { weekday: 'long' })}
                >
                  {inWords(day, { weekday: 'narrow' })}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={monthGrid(cursor())}>
            {(week) => (
              <tr>
                <For each={week}>
                  {(day) => (
                    <td class="p-0" aria-selected={day === props.value}>
                      <button
                        type="button"
                        tabindex={day === cursor() ? 0 : -1}
                        aria-label={inWords(day, { dateStyle: 'full' })}
                        aria-current={day === today() ? 'date' : undefined}
                        onClick={() => props.onSelect(day)}
                        class={cx(
                          'grid h-7.5 w-8 place-items-center rounded-md text-xs',
                          day === props.value
                            ? 'bg-accent font-semibold text-on-accent'
                            : day.slice(0, 7) === cursor().slice(0, 7)
                              ? 'text-ink hover:bg-hover'
                              : 'text-muted hover:bg-hover',
                          day === today() &&
                            day !== props.value &&
                            'font-semibold text-accent-text ring-1 ring-accent-line ring-inset',
                        )}
                      >
                        {Number(day.slice(8))}
                      </button>
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <button
        type="button"
        class="mt-1 h-7 w-full rounded-md text-center text-xs font-medium text-accent-text hover:bg-hover"
        onClick={() => props.onSelect(today())}
      >
        {text.today}
      </button>
    </div>
  );
}
