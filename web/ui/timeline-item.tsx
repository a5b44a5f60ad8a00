import { type JSX, Show } from 'solid-js';
import { formatInstant, formatInstantFull } from '#web/lib/format.ts';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';
import { type Tone, toneSoft } from './tone.ts';

/** One thing that happened: who, what, when, and what it left behind. */
export const TimelineItem = (props: {
  icon: IconType;
  tone?: Tone | undefined;
  who: string;
  what: JSX.Element;
  at: string;
  isLast?: boolean;
  children?: JSX.Element;
}) => (
  <li class="relative flex gap-3 pb-4">
    <Show when={!props.isLast}>
      <span class="absolute top-7 bottom-0 left-[13px] w-px bg-line" aria-hidden="true" />
    </Show>
    <span
      class={cx(
        'relative grid size-7 shrink-0 place-items-center rounded-full',
        props.tone ? toneSoft[props.tone] : 'border border-line bg-surface text-muted',
      )}
    >
      <Icon of={props.icon} size={14} />
    </span>
    <div class="min-w-0 flex-1 pt-1">
      <div class="flex items-baseline gap-2">
        <p class="min-w-0 flex-1 text-ink-2">
          <span class="font-medium text-ink">{props.who}</span> {props.what}
        </p>
        <time class="shrink-0 text-xs text-muted tnum" datetime={props.at} title={formatInstantFull(props.at)}>
          {formatInstant(props.at)}
        </time>
      </div>
      <Show when={props.children}>
        <div class="mt-1.5 rounded-lg border border-line bg-raised px-3 py-2.5 shadow-1">{props.children}</div>
      </Show>
    </div>
  </li>
);
