import { type Component, createEffect, createSignal, type JSX, type ParentProps, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';

export type PopoverProps = ParentProps<{
  label: string;
  trigger: JSX.Element;
  triggerLabel?: string | undefined;
  triggerClass?: string | undefined;
  isOpen?: boolean | undefined;
  onOpenChange?: ((isOpen: boolean) => void) | undefined;
  placement?: 'bottom-start' | 'bottom-end' | undefined;
  class?: string | undefined;
  isDisabled?: boolean | undefined;
  triggerId?: string | undefined;
  isInvalid?: boolean | undefined;
  describedBy?: string | undefined;
}>;

const load = () => import('./popover-panel.tsx');

/**
 * A floating panel beside its trigger. Controlled where `isOpen` is given. As with `Menu`, what it is made of is fetched when the pointer
 * or the focus comes near the trigger.
 */
export function Popover(props: PopoverProps) {
  const [panel, setPanel] = createSignal<Component<PopoverProps>>();
  const fetchPanel = async () => {
    const { PopoverPanel } = await load();
    setPanel(() => PopoverPanel);
  };
  // effect: whoever controls it may open it before it was ever touched
  createEffect(() => {
    if (props.isOpen) void fetchPanel();
  });
  return (
    <Show
      when={panel()}
      fallback={
        <button
          type="button"
          id={props.triggerId}
          aria-haspopup="dialog"
          aria-expanded="false"
          aria-label={props.triggerLabel}
          aria-invalid={props.isInvalid || undefined}
          aria-describedby={props.describedBy}
          disabled={props.isDisabled}
          class={props.triggerClass}
          onPointerEnter={() => void load()}
          onFocusIn={() => void load()}
          onClick={() => {
            props.onOpenChange?.(true);
            void fetchPanel();
          }}
        >
          {props.trigger}
        </button>
      }
    >
      {(loaded) => <Dynamic component={loaded()} {...props} />}
    </Show>
  );
}
