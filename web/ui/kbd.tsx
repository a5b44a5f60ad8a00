import type { ParentProps } from 'solid-js';
import { cx } from './cx.ts';

/** A key to press. */
export const Kbd = (props: ParentProps<{ class?: string }>) => (
  <kbd
    class={cx(
      'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-xs border border-line bg-sunken px-1 font-sans text-2xs font-medium text-muted',
      props.class,
    )}
  >
    {props.children}
  </kbd>
);

const isApple = () => /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** The name of the command key on this machine: ⌘ or Ctrl. */
export const commandKey = (): string => (isApple() ? '⌘' : 'Ctrl ');
