// biome-ignore-all lint/a11y/useSemanticElements: a group of controls within a form; a fieldset would bring its own layout
import { For, Show } from 'solid-js';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';

/** A few choices of which one holds, all in sight. */
export function Segmented<V extends string>(props: {
  value: V;
  options: readonly { readonly value: V; readonly label: string; readonly icon?: IconType }[];
  label: string;
  onChange: (value: V) => void;
}) {
  return (
    <div
      role="group"
      aria-label={props.label}
      class="inline-flex h-7.5 items-center rounded-md border border-line bg-sunken p-px touch:h-9"
    >
      <For each={props.options}>
        {(option) => (
          <button
            type="button"
            aria-pressed={props.value === option.value}
            onClick={() => props.onChange(option.value)}
            class={cx(
              'inline-flex h-full items-center gap-1.5 rounded-[5px] px-2 text-xs font-medium',
              props.value === option.value
                ? 'bg-raised text-ink shadow-1 ring-1 ring-line'
                : 'text-muted hover:text-ink',
            )}
          >
            <Show when={option.icon}>{(icon) => <Icon of={icon()} size={14} />}</Show>
            {option.label}
          </button>
        )}
      </For>
    </div>
  );
}
