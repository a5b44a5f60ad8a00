import { createSignal, createUniqueId, type JSX, onCleanup, Show } from 'solid-js';
import { Portal } from 'solid-js/web';

const openDelayMs = 400;
const gap = 6;

type Placement = 'top' | 'right' | 'bottom';
type Box = { readonly x: number; readonly y: number; readonly placement: Placement };

const boxOf = (target: Element, placement: Placement): Box => {
  const rect = target.getBoundingClientRect();
  if (placement === 'right') return { x: rect.right + gap, y: rect.top + rect.height / 2, placement };
  const isAbove = placement === 'top' || rect.bottom > innerHeight - 48;
  return {
    x: rect.left + rect.width / 2,
    y: isAbove ? rect.top - gap : rect.bottom + gap,
    placement: isAbove ? 'top' : 'bottom',
  };
};

const shift: Readonly<Record<Placement, string>> = {
  top: '-translate-x-1/2 -translate-y-full',
  right: '-translate-y-1/2',
  bottom: '-translate-x-1/2',
};

/** What a trigger of a tooltip listens to. */
export type TooltipHandlers = Pick<
  JSX.HTMLAttributes<HTMLElement>,
  'onPointerEnter' | 'onPointerLeave' | 'onPointerDown' | 'onFocusIn' | 'onFocusOut' | 'onKeyDown'
>;

/**
 * The dark bubble that repeats the name of a button without text. It shows on hover and on keyboard focus and goes with Escape; the name
 * itself is the trigger's `aria-label`.
 */
export function Tooltip(props: {
  label: string;
  keys?: string | undefined;
  placement?: Placement;
  children: (handlers: TooltipHandlers) => JSX.Element;
}) {
  const id = createUniqueId();
  const [box, setBox] = createSignal<Box>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    clearTimeout(timer);
    setBox(undefined);
  };
  onCleanup(() => clearTimeout(timer));
  const show = (target: Element) => setBox(boxOf(target, props.placement ?? 'bottom'));
  const handlers: TooltipHandlers = {
    onPointerEnter: (event) => {
      if (event.pointerType === 'touch') return;
      const target = event.currentTarget;
      timer = setTimeout(() => show(target), openDelayMs);
    },
    onPointerLeave: hide,
    onPointerDown: hide,
    onFocusIn: (event) => {
      if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget);
    },
    onFocusOut: hide,
    onKeyDown: (event) => {
      if (event.key === 'Escape') hide();
    },
  };
  return (
    <>
      {props.children(handlers)}
      <Show when={box()}>
        {(at) => (
          <Portal>
            <div
              id={id}
              role="tooltip"
              data-kb-top-layer
              class={`pointer-events-none fixed z-60 flex items-center gap-2 rounded-sm bg-ink px-2 py-1 text-xs whitespace-nowrap text-surface shadow-3 ${shift[at().placement]}`}
              style={{ left: `${Math.max(56, Math.min(innerWidth - 56, at().x))}px`, top: `${at().y}px` }}
            >
              {props.label}
              <Show when={props.keys}>
                <span class="opacity-70">{props.keys}</span>
              </Show>
            </div>
          </Portal>
        )}
      </Show>
    </>
  );
}
