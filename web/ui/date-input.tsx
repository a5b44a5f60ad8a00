import { createSignal, Show } from 'solid-js';
import { today } from '#web/lib/day.ts';
import { formatDay, locale } from '#web/lib/format.ts';
import { parseDay } from '#web/lib/parse-day.ts';
import { instantOf, wallOf } from '#web/lib/zone.ts';
import { Calendar } from './calendar.tsx';
import type { InputProps } from './field.ts';
import { Icon } from './icon.tsx';
import { CalendarDays } from './icons.ts';
import { ParsedInput } from './parsed-input.tsx';
import { Popover } from './popover.tsx';
import { text } from './text.ts';

/** A calendar day, typed or chosen. */
export function DateInput(props: InputProps<string>) {
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <ParsedInput
      {...props}
      placeholder={props.placeholder ?? text.dateExample}
      format={formatDay}
      parse={(typed) => parseDay(typed, today(), locale())}
      complaint={text.notADate}
      class="tnum"
      after={
        <Popover
          label={text.openCalendar}
          triggerLabel={`${props.label}: ${text.openCalendar}`}
          triggerClass="grid size-7.5 shrink-0 place-items-center rounded-sm border border-line-strong text-muted hover:bg-hover touch:size-10"
          trigger={<Icon of={CalendarDays} size={15} />}
          isOpen={isOpen()}
          onOpenChange={setIsOpen}
          isDisabled={props.isDisabled}
          placement="bottom-end"
        >
          <Calendar
            value={props.value}
            onSelect={(day) => {
              props.onChange(day);
              setIsOpen(false);
            }}
          />
        </Popover>
      }
    />
  );
}

const clock = /^([01]?\d|2[0-3])[:.h]?([0-5]\d)?$/;

/** A day and a time in the person's zone, kept as an instant in UTC. */
export function DateTimeInput(props: InputProps<string>) {
  const wall = () => (props.value ? wallOf(new Date(props.value)) : undefined);
  const day = () => wall()?.day;
  const time = () => wall()?.time;
  const set = (newDay: string | undefined, newTime: string | undefined) =>
    props.onChange(newDay ? instantOf(newDay, newTime ?? '09:00') : undefined);
  return (
    <div class="flex items-start gap-1">
      <DateInput {...props} value={day()} onChange={(next) => set(next, time())} />
      <Show when={day()}>
        <div class="w-17 shrink-0">
          <ParsedInput
            label={`${props.label}: ${text.time}`}
            class="tnum"
            value={time()}
            onChange={(next) => set(day(), next)}
            isDisabled={props.isDisabled}
            format={(value) => value}
            parse={(typed) => {
              const match = clock.exec(typed.trim());
              return match ? `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? '00'}` : undefined;
            }}
            complaint="09:30"
          />
        </div>
      </Show>
    </div>
  );
}
