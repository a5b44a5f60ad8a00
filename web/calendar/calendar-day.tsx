import { createSignal, For, type JSX, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { strings } from '#web/app/strings.ts';
import { today } from '#web/lib/day.ts';
import { dayInWords } from '#web/lib/format.ts';
import { withDrag } from '#web/lib/with-drag.ts';
import { IconButton } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { Plus } from '#web/ui/icons.ts';

/** Most records of a day that a month has room for. */
const mostInMonth = 4;

/** One day of a calendar with its records; what is dropped on it comes to lie on that day. */
export function CalendarDay(props: {
  day: string;
  records: readonly AnyRecord[];
  isMonth: boolean;
  /** Belongs to the month before or after. */
  isOther: boolean;
  entry: (record: () => AnyRecord) => JSX.Element;
  addLabel: string | undefined;
  onAdd: () => void;
  onMore: () => void;
  onDrop: (id: string) => void;
}) {
  let element: HTMLLIElement | undefined;
  const [isOver, setIsOver] = createSignal(false);
  withDrag((drag) =>
    element
      ? drag.dropTargetForElements({
          element,
          canDrop: ({ source }) => typeof source.data['calendarEntry'] === 'string',
          onDragEnter: () => setIsOver(true),
          onDragLeave: () => setIsOver(false),
          onDrop: ({ source }) => {
            setIsOver(false);
            const id = source.data['calendarEntry'];
            if (typeof id === 'string') props.onDrop(id);
          },
        })
      : undefined,
  );
  const shown = () => {
    const fits = props.records.length <= mostInMonth ? mostInMonth : mostInMonth - 1;
    return props.isMonth ? props.records.slice(0, fits) : props.records;
  };
  const isToday = () => props.day === today();
  const isWeekend = () => [0, 6].includes(new Date(`${props.day}T00:00:00Z`).getUTCDay());
  return (
    <li
      ref={element}
      data-day={props.day}
      aria-label={strings.calendar.day(dayInWords(props.day, { dateStyle: 'full' }), props.records.length)}
      aria-current={isToday() ? 'date' : undefined}
      class={cx(
        'group/day flex min-w-0 flex-col gap-1 border-r border-b border-line p-1',
        props.isMonth ? 'min-h-28' : 'min-h-full',
        props.isOther || isWeekend() ? 'bg-canvas' : 'bg-surface',
        isOver() && 'ring-2 ring-accent ring-inset',
      )}
    >
      <div class="flex h-6 shrink-0 items-center gap-1">
        <span
          class={cx(
            'grid h-5 min-w-5 place-items-center rounded-full px-1 text-xs tnum',
            isToday() ? 'bg-accent font-semibold text-on-accent' : props.isOther ? 'text-muted' : 'text-ink-2',
          )}
        >
          {Number(props.day.slice(8)) === 1 && props.isMonth
            ? dayInWords(props.day, { day: 'numeric', month: 'short' })
            : Number(props.day.slice(8))}
        </span>
        <Show when={!props.isMonth && props.records.length > 0}>
          <span class="text-2xs text-muted tnum">{props.records.length}</span>
        </Show>
        <Show when={props.addLabel}>
          {(label) => (
            <IconButton
              label={label()}
              icon={Plus}
              size={13}
              box="size-6 ml-auto opacity-0 group-hover/day:opacity-100 focus-visible:opacity-100"
              onClick={() => props.onAdd()}
            />
          )}
        </Show>
      </div>
      {/* by their ids, so that an entry keeps the focus while its record is read anew */}
      <For each={shown().map((record) => record.id)}>
        {(id) => <Show when={props.records.find((record) => record.id === id)}>{(record) => props.entry(record)}</Show>}
      </For>
      <Show when={shown().length < props.records.length}>
        <button
          type="button"
          data-more
          class="h-6 rounded-sm px-1.5 text-left text-xs font-medium text-accent-text hover:bg-hover"
          onClick={() => props.onMore()}
        >
          {strings.calendar.more(props.records.length - shown().length)}
        </button>
      </Show>
    </li>
  );
}
