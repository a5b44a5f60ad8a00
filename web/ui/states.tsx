import { For, type JSX, Show } from 'solid-js';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { Icon, type IconType } from './icon.tsx';
import { CircleAlert, WifiOff } from './icons.ts';
import { text } from './text.ts';

/** A grey bar in the place of text that is on its way. */
export const Skeleton = (props: { class?: string }) => (
  <div aria-hidden="true" class={cx('skeleton h-3', props.class)} />
);

const widths = ['w-2/5', 'w-1/3', 'w-1/2', 'w-1/4'];

/** Rows in the place of a list that is on its way, of the height that they will have. */
export const SkeletonRows = (props: { count?: number; class?: string }) => (
  <div role="status" aria-label={text.loading} class={props.class}>
    <For each={Array.from({ length: props.count ?? 12 })}>
      {(_, index) => (
        <div class="flex h-8 items-center gap-6 border-b border-line px-4">
          <Skeleton class={widths[index() % widths.length] ?? 'w-1/3'} />
          <Skeleton class="w-24" />
          <Skeleton class="w-16" />
        </div>
      )}
    </For>
  </div>
);

/** Nothing here: one sentence and the one thing to do about it. */
export const Empty = (props: {
  title: string;
  detail?: string;
  icon?: IconType;
  children?: JSX.Element;
  class?: string;
}) => (
  <div class={cx('flex flex-col items-center px-6 py-14 text-center', props.class)}>
    <Show when={props.icon}>
      {(icon) => (
        <span class="mb-3 grid size-10 place-items-center rounded-lg border border-line bg-raised text-muted shadow-1">
          <Icon of={icon()} size={18} />
        </span>
      )}
    </Show>
    <p class="font-semibold">{props.title}</p>
    <Show when={props.detail}>
      <p class="mt-1 max-w-100 text-muted">{props.detail}</p>
    </Show>
    <Show when={props.children}>
      <div class="mt-4 flex flex-wrap items-center justify-center gap-2">{props.children}</div>
    </Show>
  </div>
);

/** Something went wrong in this part of the page. */
export const ErrorState = (props: { title: string; detail?: string; requestId?: string; onRetry?: () => void }) => (
  <div role="alert" class="flex flex-col items-center px-6 py-12 text-center">
    <span class="mb-3 grid size-10 place-items-center rounded-lg bg-danger-soft text-danger">
      <Icon of={CircleAlert} size={18} />
    </span>
    <p class="font-semibold">{props.title}</p>
    <Show when={props.detail}>
      <p class="mt-1 max-w-100 text-muted">{props.detail}</p>
    </Show>
    <Show when={props.requestId}>
      <p class="mt-1 text-xs text-muted select-text">{props.requestId}</p>
    </Show>
    <Show when={props.onRetry}>
      <Button class="mt-4" onClick={() => props.onRetry?.()}>
        {text.retry}
      </Button>
    </Show>
  </div>
);

export const OfflineBanner = () => (
  <div
    role="status"
    class="flex shrink-0 items-center justify-center gap-2 bg-warning-soft px-4 py-1 text-xs text-warning"
  >
    <Icon of={WifiOff} size={13} weight={2} />
    {text.offline}
  </div>
);

/** A message within a page. */
export const Banner = (props: {
  tone: 'info' | 'warning' | 'danger' | 'success';
  children: JSX.Element;
  class?: string;
}) => {
  const tones = {
    info: 'border-info-line bg-info-soft text-info',
    warning: 'border-warning-line bg-warning-soft text-warning',
    danger: 'border-danger-line bg-danger-soft text-danger',
    success: 'border-success-line bg-success-soft text-success',
  } as const;
  return (
    <div class={cx('flex items-start gap-2 rounded-md border px-3 py-2', tones[props.tone], props.class)}>
      <Icon of={CircleAlert} size={15} class="mt-0.5" />
      <div class="min-w-0 flex-1">{props.children}</div>
    </div>
  );
};
