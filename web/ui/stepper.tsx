import { For, Show } from 'solid-js';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Check } from './icons.ts';
import { text } from './text.ts';

/** Where one is in a task of several steps. */
export const Stepper = (props: { label: string; steps: readonly string[]; current: number }) => (
  <ol aria-label={props.label} class="flex min-w-0 items-center gap-2 text-xs">
    <For each={props.steps}>
      {(step, index) => {
        const isDone = () => index() < props.current;
        const isHere = () => index() === props.current;
        return (
          <li class="flex min-w-0 items-center gap-2" aria-current={isHere() ? 'step' : undefined}>
            <Show when={index() > 0}>
              <span class="h-px w-4 shrink-0 bg-line-strong sm:w-8" aria-hidden="true" />
            </Show>
            <span
              class={cx(
                'grid size-5 shrink-0 place-items-center rounded-full font-semibold tnum',
                isDone()
                  ? 'bg-success-soft text-success'
                  : isHere()
                    ? 'bg-accent text-on-accent'
                    : 'border border-line-strong text-muted',
              )}
            >
              <Show when={isDone()} fallback={index() + 1}>
                <Icon of={Check} size={12} weight={2.5} />
              </Show>
            </span>
            <span class={cx('truncate', isHere() ? 'font-medium text-ink' : 'hidden text-muted sm:inline')}>
              <span class="sr-only">{text.step(index() + 1, props.steps.length)} </span>
              {step}
            </span>
          </li>
        );
      }}
    </For>
  </ol>
);
