import { type JSX, Show } from 'solid-js';
import { entityOf } from '#web/lib/declarations.ts';
import { Menu } from '#web/ui/menu.tsx';
import { openCreate } from './create.ts';
import { useMe } from './me.tsx';
import { nounIcon } from './noun-icon.ts';
import { strings } from './strings.ts';

const nouns = [
  ['contact', 'C P'],
  ['company', 'C O'],
  ['lead', 'C L'],
  ['deal', 'C D'],
  ['task', 'C T'],
] as const;

/** What can be created from anywhere. */
export function CreateMenu(props: {
  class: string;
  children: JSX.Element;
  placement?: 'bottom-start' | 'top-start' | 'right-start';
}) {
  const me = useMe();
  const items = () =>
    nouns.flatMap(([noun, hint]) => {
      const entity = entityOf(noun);
      if (!entity || !me.can('create', noun)) return [];
      return [{ label: entity.label.one, icon: nounIcon(entity.icon), hint, onSelect: () => openCreate({ noun }) }];
    });
  return (
    <Show when={items().length > 0}>
      <Menu
        label={strings.nav.create}
        items={items()}
        class={props.class}
        placement={props.placement ?? 'bottom-start'}
      >
        {props.children}
      </Menu>
    </Show>
  );
}
