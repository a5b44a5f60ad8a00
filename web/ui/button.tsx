import { type JSX, Show, splitProps } from 'solid-js';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: ButtonVariant;
  size?: 'sm' | 'md';
  icon?: IconType;
  trailing?: IconType;
  isBusy?: boolean;
};

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover shadow-1',
  secondary: 'bg-surface text-ink border border-line-strong hover:bg-hover shadow-1',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'bg-danger-solid text-on-danger hover:brightness-95',
};

/** The classes of a button, for links that look like one. */
export const buttonClass = (variant: ButtonVariant = 'secondary', size: 'sm' | 'md' = 'md'): string =>
  cx(
    'inline-flex items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors disabled:opacity-50 touch:h-9',
    size === 'sm' ? 'h-6.5 px-2 text-xs' : 'h-7.5 px-2.5 text-sm',
    variants[variant],
  );

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, [
    'variant',
    'size',
    'icon',
    'trailing',
    'class',
    'children',
    'isBusy',
    'disabled',
  ]);
  return (
    <button
      type="button"
      {...rest}
      disabled={own.disabled || own.isBusy}
      aria-busy={own.isBusy || undefined}
      class={cx(buttonClass(own.variant, own.size), own.class)}
    >
      <Show when={own.icon}>{(icon) => <Icon of={icon()} size={own.size === 'sm' ? 14 : 15} class="-ml-0.5" />}</Show>
      {own.children}
      <Show when={own.trailing}>{(icon) => <Icon of={icon()} size={14} class="-mr-0.5 opacity-70" />}</Show>
    </button>
  );
}

/** A button that is only a drawing: its label is its name and its tooltip. */
export function IconButton(
  props: Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'type'> & {
    label: string;
    icon: IconType;
    size?: number;
    box?: string;
    isActive?: boolean;
    keys?: string;
  },
) {
  const [own, rest] = splitProps(props, ['label', 'icon', 'size', 'box', 'class', 'isActive', 'keys']);
  return (
    <Tooltip label={own.label} keys={own.keys}>
      {(handlers) => (
        <button
          type="button"
          aria-label={own.label}
          aria-pressed={own.isActive}
          {...handlers}
          {...rest}
          class={cx(
            'inline-grid shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink disabled:opacity-40 touch:size-9',
            own.isActive && 'bg-hover text-ink',
            own.box ?? 'size-7',
            own.class,
          )}
        >
          <Icon of={own.icon} size={own.size ?? 16} />
        </button>
      )}
    </Tooltip>
  );
}
