import { type ParentProps, Show } from 'solid-js';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';
import { type Tone, toneSoft, toneSolid } from './tone.ts';

/** A short state or label. */
export const Chip = (
  props: ParentProps<{ tone?: Tone; icon?: IconType; hasDot?: boolean; class?: string; title?: string }>,
) => (
  <span
    title={props.title}
    class={cx(
      'inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap',
      toneSoft[props.tone ?? 'neutral'],
      props.class,
    )}
  >
    <Show when={props.hasDot}>
      <span class={cx('size-1.5 shrink-0 rounded-full', toneSolid[props.tone ?? 'neutral'])} />
    </Show>
    <Show when={props.icon}>{(icon) => <Icon of={icon()} size={12} weight={2} />}</Show>
    <span class="truncate">{props.children}</span>
  </span>
);

export const Dot = (props: { tone: Tone; class?: string }) => (
  <span class={cx('inline-block size-2 shrink-0 rounded-full', toneSolid[props.tone], props.class)} />
);
