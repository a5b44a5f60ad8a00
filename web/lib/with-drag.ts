import { onCleanup, onMount } from 'solid-js';

type Drag = typeof import('./drag.ts');

/**
 * Sets dragging up once its library is there: a board can be read before that. On touch screens nothing is dragged, since it would take
 * the scrolling away; every card has a menu that moves it.
 */
export const withDrag = (setUp: (drag: Drag) => (() => void) | undefined): void => {
  onMount(() => {
    if (matchMedia('(pointer: coarse)').matches) return;
    let stop: (() => void) | undefined;
    let isGone = false;
    void import('./drag.ts').then((drag) => {
      if (!isGone) stop = setUp(drag);
    });
    onCleanup(() => {
      isGone = true;
      stop?.();
    });
  });
};
