import type { LucideIcon } from 'lucide-solid';
import { Dynamic } from 'solid-js/web';
import { cx } from './cx.ts';

export type IconType = LucideIcon;

/** A drawing beside a text that says the same, hence hidden from screen readers. */
export function Icon(props: { of: IconType; size?: number; class?: string; weight?: number }) {
  return (
    <Dynamic
      component={props.of}
      size={props.size ?? 16}
      stroke-width={props.weight ?? 1.75}
      class={cx('shrink-0', props.class)}
      aria-hidden="true"
    />
  );
}
