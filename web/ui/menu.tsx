import { type Component, createSignal, type ParentProps, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { IconType } from './icon.tsx';

export type MenuItem = {
  readonly label: string;
  readonly icon?: IconType;
  readonly hint?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** Set for choices of which some are on. */
  readonly isChecked?: boolean;
  /** A heading over this item and those after it. */
  readonly heading?: string;
  readonly onSelect: () => void;
};

export type MenuProps = ParentProps<{
  label: string;
  /** The children hold the whole name as text, so that no label takes its place. */
  isNamedByContent?: boolean;
  items: readonly MenuItem[];
  class?: string;
  placement?: 'bottom-end' | 'bottom-start' | 'top-start' | 'right-start';
}>;

const load = () => import('./menu-list.tsx');

/**
 * A button that opens a list of actions. The trigger's content is the children; `label` names it. What a menu is made of is a fifth of the
 * first load, so it is fetched when the pointer or the focus comes near, and takes the button's place when it is first opened.
 */
export function Menu(props: MenuProps) {
  const [list, setList] = createSignal<Component<MenuProps>>();
  const open = async () => {
    const { MenuList } = await load();
    setList(() => MenuList);
  };
  return (
    <Show
      when={list()}
      fallback={
        <button
          type="button"
          aria-haspopup="menu"
          aria-expanded="false"
          aria-label={props.isNamedByContent ? undefined : props.label}
          title={props.label}
          class={props.class}
          onPointerEnter={() => void load()}
          onFocusIn={() => void load()}
          onClick={() => void open()}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') void open();
          }}
        >
          {props.children}
        </button>
      }
    >
      {(loaded) => <Dynamic component={loaded()} {...props} />}
    </Show>
  );
}

/** The trigger's look when it is only a drawing. */
export const iconTriggerClass =
  'inline-grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink data-[expanded]:bg-hover touch:size-9';
