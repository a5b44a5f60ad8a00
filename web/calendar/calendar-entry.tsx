import { createSignal, For, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { addDays } from '#web/lib/day.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { formatTime } from '#web/lib/format.ts';
import { A } from '#web/lib/router.ts';
import { withDrag } from '#web/lib/with-drag.ts';
import { cx } from '#web/ui/cx.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Ellipsis } from '#web/ui/icons.ts';
import { Menu } from '#web/ui/menu.tsx';
import { type Tone, toneSolid } from '#web/ui/tone.ts';
import { type DateField, dayIn } from './placing.ts';

const mostFacts = 2;

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The colour of the first choice of a record that has one: its state, its priority. */
const toneOf = (entity: EntityInfo, record: AnyRecord): Tone => {
  for (const key of entity.highlights ?? entity.columns) {
    const tone = entity.fields[key]?.options?.find((option) => option.id === record[key])?.tone;
    if (tone) return tone;
  }
  return 'accent';
};

/** A record on its day: leads to its page, is dragged to another day, and has a menu and Alt with an arrow for that as well. */
export function CalendarEntry(props: {
  entity: EntityInfo;
  record: AnyRecord;
  dateField: DateField;
  /** With a few facts below the title, where there is room. */
  isWide: boolean;
  canMove: boolean;
  onMove: (record: AnyRecord, day: string) => void;
  onChoose: (record: AnyRecord) => void;
}) {
  let element: HTMLDivElement | undefined;
  const [isDragged, setIsDragged] = createSignal(false);
  const title = () => titleOfRecord(props.record);
  const day = () => dayIn(props.record, props.dateField) ?? '';
  const time = () => {
    const value = props.record[props.dateField.key];
    return props.dateField.field.kind === 'dateTime' && typeof value === 'string' ? formatTime(value) : undefined;
  };
  const facts = () =>
    (props.entity.highlights ?? [])
      .filter((key) => key !== props.dateField.key && isThere(props.record[key]))
      .flatMap((key) => {
        const field = props.entity.fields[key];
        return field ? [{ key, field }] : [];
      })
      .slice(0, mostFacts);
  const moveBy = (days: number) => props.onMove(props.record, addDays(day(), days));
  const onKeyDown = (event: KeyboardEvent) => {
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (!days || !event.altKey || !props.canMove) return;
    event.preventDefault();
    moveBy(days);
  };
  withDrag((drag) =>
    element && props.canMove
      ? drag.draggable({
          element,
          getInitialData: () => ({ calendarEntry: props.record.id }),
          onDragStart: () => setIsDragged(true),
          onDrop: () => setIsDragged(false),
        })
      : undefined,
  );
  return (
    <div
      ref={element}
      data-entry={props.record.id}
      class={cx(
        'group/entry relative flex min-w-0 gap-1.5 rounded-sm border border-line bg-raised pr-1 pl-1.5 text-xs hover:border-line-strong',
        props.isWide ? 'items-start py-1.5' : 'h-6 items-center max-md:h-auto max-md:py-1',
        isDragged() && 'opacity-50',
      )}
    >
      <span
        class={cx(
          'size-1.5 shrink-0 rounded-full',
          toneSolid[toneOf(props.entity, props.record)],
          props.isWide && 'mt-1.5',
        )}
        aria-hidden="true"
      />
      <div class="min-w-0 flex-1">
        <A
          href={hrefOf(props.entity.noun, props.record.id)}
          class="block truncate rounded-xs font-medium text-ink hover:underline touch:py-1.5"
          draggable={false}
          onKeyDown={onKeyDown}
        >
          <Show when={time()}>
            <span class="font-normal text-muted tnum">{time()} </span>
          </Show>
          {title()}
        </A>
        <Show when={props.isWide && facts().length > 0}>
          <div class="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-2 text-muted">
            <For each={facts()}>
              {(fact) => <FieldValue field={fact.field} value={props.record[fact.key]} isInert />}
            </For>
          </div>
        </Show>
      </div>
      <Show when={props.canMove}>
        <Menu
          label={strings.calendar.moveTo(title())}
          class={cx(
            'grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-hover hover:text-ink focus-visible:opacity-100 data-[expanded]:opacity-100 touch:size-9 touch:opacity-100',
            props.isWide ? '-my-0.5' : 'absolute right-0 bg-raised max-md:static',
            'opacity-0 group-hover/entry:opacity-100',
          )}
          items={[
            { label: strings.calendar.yesterday, onSelect: () => moveBy(-1) },
            { label: strings.calendar.tomorrow, onSelect: () => moveBy(1) },
            { label: strings.calendar.nextWeek, onSelect: () => moveBy(7) },
            { label: strings.calendar.choose, onSelect: () => props.onChoose(props.record) },
          ]}
        >
          <Icon of={Ellipsis} size={13} />
        </Menu>
      </Show>
    </div>
  );
}
