import { createSignal, type JSX, type ParentProps, Show } from 'solid-js';
import { formatNumber } from '#web/lib/format.ts';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { ChevronDown, ChevronRight } from './icons.ts';

/** A part of a side column that can be folded away. */
export function Section(
  props: ParentProps<{
    title: string;
    count?: number | undefined;
    action?: JSX.Element;
    isClosed?: boolean;
    class?: string;
  }>,
) {
  const [isOpen, setIsOpen] = createSignal(!props.isClosed);
  return (
    <section class={cx('border-b border-line px-4 py-3 last:border-0', props.class)}>
      <div class="flex items-center gap-1">
        <h2 class="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={isOpen()}
            onClick={() => setIsOpen((open) => !open)}
            class="group -ml-1.5 flex h-6 max-w-full min-w-0 items-center gap-1.5 rounded-sm px-1.5 text-xs font-semibold text-ink-2 hover:bg-hover"
          >
            <span class="truncate" title={props.title}>
              {props.title}
            </span>
            <Show when={props.count !== undefined}>
              <span class="font-normal text-muted tnum">{formatNumber(props.count ?? 0)}</span>
            </Show>
            <Icon
              of={isOpen() ? ChevronDown : ChevronRight}
              size={13}
              class={cx('text-muted', isOpen() && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100')}
            />
          </button>
        </h2>
        {props.action}
      </div>
      <Show when={isOpen()}>
        <div class="mt-1.5">{props.children}</div>
      </Show>
    </section>
  );
}

/** One fact at the head of a record. */
export const Fact = (props: ParentProps<{ label: string }>) => (
  <div class="min-w-0 shrink-0 border-l border-line pl-3.5 first:border-0 first:pl-0">
    <div class="text-xs text-muted">{props.label}</div>
    <div class="mt-0.5 flex h-5 max-w-48 items-center gap-1.5 font-medium whitespace-nowrap tnum">{props.children}</div>
  </div>
);

/** One figure of a summary strip. */
export const Stat = (props: { label: string; value: JSX.Element; note?: JSX.Element; tone?: string }) => (
  <div class="min-w-0 px-3.5 py-2.5">
    <div class="truncate text-xs text-muted">{props.label}</div>
    <div class="mt-0.5 flex items-baseline gap-1.5">
      <span class={cx('text-lg font-semibold tnum', props.tone)}>{props.value}</span>
      <span class="truncate text-xs text-muted">{props.note}</span>
    </div>
  </div>
);
