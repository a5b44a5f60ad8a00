import { type EntityInfo, entities } from '#web/lib/declarations.ts';
import type { IconType } from '#web/ui/icon.tsx';
import { House, Trash, Upload } from '#web/ui/icons.ts';
import type { Me } from './me.tsx';
import { nounIcon } from './noun-icon.ts';
import { strings } from './strings.ts';

export type NavItem = { readonly label: string; readonly icon: IconType; readonly href: string };
export type NavGroup = { readonly title: string; readonly items: readonly NavItem[] };

const order = ['deal', 'lead', 'contact', 'company'];
const placeOf = (entity: EntityInfo): number => {
  const at = order.indexOf(entity.noun);
  return at < 0 ? order.length : at;
};

const itemOf = (entity: EntityInfo): NavItem => ({
  label: entity.label.many,
  icon: nounIcon(entity.icon),
  href: `/${entity.plural}`,
});

/** The nouns of a group that this person may read, in the order of the sidebar. */
export const nounsOf = (me: Me, group: NonNullable<EntityInfo['group']>): readonly EntityInfo[] =>
  entities.filter((e) => e.group === group && me.can('read', e.noun)).sort((a, b) => placeOf(a) - placeOf(b));

/** The sidebar: what a person may read, by the groups that the nouns declare. */
export const navigationOf = (me: Me): readonly NavGroup[] => {
  const groups = (['sales', 'marketing', 'service'] as const).map((group) => ({
    title: strings.nav.groups[group],
    items: nounsOf(me, group).map(itemOf),
  }));
  const data = [
    ...(me.can('import', 'company') || me.can('create', 'import')
      ? [{ label: strings.nav.import, icon: Upload, href: '/imports' }]
      : []),
    { label: strings.bin.title, icon: Trash, href: '/settings/bin' },
  ];
  return [
    { title: '', items: [{ label: strings.nav.home, icon: House, href: '/' }, ...nounsOf(me, 'work').map(itemOf)] },
    ...groups,
    { title: strings.nav.groups.data, items: data },
  ].filter((group) => group.items.length > 0);
};
