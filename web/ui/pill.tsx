import { type JSX, Show, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';
import { X } from './icons.ts';

type PillProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & { label?: string; icon?: IconType; isDashed?: boolean };

/** The classes of a pill, for triggers of menus and popovers. */
export const pillClass = (isDashed?: boolean): string =>
  cx(
    'inline-flex h-6.5 shrink-0 items-center gap-1 rounded-md border px-2 text-xs whitespace-nowrap hover:bg-hover touch:h-8',
    isDashed ? 'border-dashed border-line-strong text-muted' : 'border-line bg-surface text-ink-2',
  );

/** A filter in force, or (dashed) the place where one can be added. */
export function Pill(props: PillProps & { onRemove?: () => void; removeLabel?: string }) {
  const [own, rest] = splitProps(props, ['label', 'icon', 'isDashed', 'onRemove', 'removeLabel', 'children', 'class']);
  return (
    <span class="inline-flex items-center">
      <button type="button" {...rest} class={cx(pillClass(own.isDashed), own.onRemove && 'rounded-r-none', own.class)}>
        <Show when={own.icon}>{(icon) => <Icon of={icon()} size={13} class="text-muted" />}</Show>
        <Show when={own.label}>
          <span class="text-muted">{own.label}</span>
        </Show>
        <span class={cx('max-w-56 truncate', !own.isDashed && 'font-medium')}>{own.children}</span>
      </button>
      <Show when={own.onRemove}>
        <button
          type="button"
          aria-label={own.removeLabel}
          onClick={() => own.onRemove?.()}
          class="grid h-6.5 w-6 place-items-center rounded-r-md border border-l-0 border-line bg-surface text-muted hover:bg-hover hover:text-ink touch:h-8"
        >
          <Icon of={X} size={12} weight={2} />
        </button>
      </Show>
    </span>
  );
}
