import { For, type JSX, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { strings } from '#web/app/strings.ts';
import { today } from '#web/lib/day.ts';
import { dayInWords } from '#web/lib/format.ts';
import { cx } from '#web/ui/cx.ts';
import { Empty, SkeletonRows } from '#web/ui/states.tsx';

/** The days of a calendar that have records, one below the other, for narrow screens. */
export function Agenda(props: {
  days: readonly string[];
  placed: ReadonlyMap<string, readonly AnyRecord[]>;
  entry: (record: () => AnyRecord) => JSX.Element;
  isPending: boolean;
}) {
  const busy = () => props.days.filter((day) => props.placed.has(day));
  return (
    <Show when={!props.isPending} fallback={<SkeletonRows class="min-h-0 flex-1 overflow-hidden" />}>
      <Show when={busy().length > 0} fallback={<Empty title={strings.calendar.nothing} />}>
        <ol class="min-h-0 flex-1 space-y-4 overflow-y-auto px-4 py-3">
          <For each={busy()}>
            {(day) => (
              <li aria-current={day === today() ? 'date' : undefined}>
                <h3 class={cx('mb-1.5 text-xs font-semibold', day === today() ? 'text-accent-text' : 'text-ink-2')}>
                  {dayInWords(day, { weekday: 'long', day: 'numeric', month: 'long' })}
                </h3>
                <div class="space-y-1.5">
                  <For each={props.placed.get(day)}>{(record) => props.entry(() => record)}</For>
                </div>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </Show>
  );
}
