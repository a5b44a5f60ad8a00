import { cx } from './cx.ts';

/** How far something is: `value` from 0 to 1. */
export const Progress = (props: { value: number; label: string; class?: string; fill?: string }) => (
  <div
    role="progressbar"
    aria-label={props.label}
    aria-valuenow={Math.round(props.value * 100)}
    aria-valuemin="0"
    aria-valuemax="100"
    class={cx('h-1 overflow-hidden rounded-full bg-line', props.class)}
  >
    <div
      class={cx('h-full rounded-full transition-[width]', props.fill ?? 'bg-accent')}
      style={{ width: `${Math.max(0, Math.min(1, props.value)) * 100}%` }}
    />
  </div>
);
