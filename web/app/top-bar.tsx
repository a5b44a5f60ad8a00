import type { JSX } from 'solid-js';

/** The bar at the head of a page: where one is at the left, what can be done at the right. */
export const TopBar = (props: { left: JSX.Element; children?: JSX.Element }) => (
  <header class="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
    <div class="flex min-w-0 flex-1 items-center gap-2">{props.left}</div>
    <div class="flex shrink-0 items-center gap-2">{props.children}</div>
  </header>
);
