import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Me } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import {
  ArrowLeft,
  ArrowRight,
  Copy,
  Globe,
  House,
  Link,
  Lock,
  LockOpen,
  Pencil,
  Pin,
  Trash,
  Users,
} from '#web/ui/icons.ts';
import type { MenuItem } from '#web/ui/menu.tsx';
import type { TabItem } from '#web/ui/tabs.tsx';
import { prefer, preferencesOf } from './list-preferences.ts';

const isOwn = (view: AnyRecord, me: Me): boolean => view.ownerId === me.id;
const isAdministrator = (me: Me): boolean => me.can('update', 'settings');

/** Whether this person may change the view. A locked one belongs to its owner and to administrators; the server holds to the same. */
export const mayChangeView = (view: AnyRecord, me: Me): boolean =>
  isOwn(view, me) || isAdministrator(me) || (view['isLocked'] !== true && me.can('assign', 'savedView'));

/** Views in the order in which the person put their tabs; new ones come last. */
export const inTabOrder = (noun: string, views: readonly AnyRecord[]): readonly AnyRecord[] => {
  const { tabs } = preferencesOf(noun);
  const place = (view: AnyRecord) => (tabs.includes(view.id) ? tabs.indexOf(view.id) : tabs.length);
  return [...views].sort((a, b) => place(a) - place(b));
};

/** Puts the tab of a view before or behind that of another one. */
export const moveTab = (noun: string, views: readonly AnyRecord[], id: string, to: string, isAfter: boolean): void => {
  const ids = inTabOrder(noun, views).map((view) => view.id);
  const rest = ids.filter((other) => other !== id);
  rest.splice(Math.max(0, rest.indexOf(to)) + (isAfter ? 1 : 0), 0, id);
  prefer(noun, { tabs: rest });
};

/** What the tab of a view says beside its name: that it is locked, or who else sees it. */
export const markOf = (view: AnyRecord): TabItem['mark'] => {
  if (view['isLocked'] === true) return { icon: Lock, label: strings.views.locked };
  if (view['visibility'] === 'team') return { icon: Users, label: strings.views.sharedWith.team };
  if (view['visibility'] === 'public') return { icon: Globe, label: strings.views.sharedWith.public };
  return undefined;
};

type Deeds = {
  readonly change: (patch: Readonly<Record<string, unknown>>) => void;
  readonly rename: () => void;
  readonly duplicate: () => void;
  readonly copyLink: () => void;
  readonly remove: () => void;
};

/** What can be done with the open view. */
export const viewMenu = (
  noun: string,
  view: AnyRecord,
  views: readonly AnyRecord[],
  me: Me,
  deeds: Deeds,
): readonly MenuItem[] => {
  const canChange = mayChangeView(view, me);
  const isLocked = view['isLocked'] === true;
  const isPinned = view['isPinned'] === true;
  const isDefault = preferencesOf(noun).defaultView === view.id;
  const ids = inTabOrder(noun, views).map((other) => other.id);
  const at = ids.indexOf(view.id);
  const step = (by: number): MenuItem => ({
    label: by < 0 ? strings.views.earlier : strings.views.later,
    icon: by < 0 ? ArrowLeft : ArrowRight,
    isDisabled: ids[at + by] === undefined,
    onSelect: () => moveTab(noun, views, view.id, ids[at + by] ?? view.id, by > 0),
  });
  return [
    ...(canChange
      ? [
          { label: strings.view.rename, icon: Pencil, onSelect: deeds.rename },
          {
            label: isLocked ? strings.views.unlock : strings.views.lock,
            icon: isLocked ? LockOpen : Lock,
            onSelect: () => deeds.change({ isLocked: !isLocked }),
          },
          {
            label: isPinned ? strings.view.unpin : strings.view.pin,
            icon: Pin,
            onSelect: () => deeds.change({ isPinned: !isPinned }),
          },
        ]
      : []),
    {
      label: isDefault ? strings.views.unsetDefault : strings.views.setDefault,
      icon: House,
      onSelect: () => prefer(noun, { defaultView: isDefault ? undefined : view.id }),
    },
    step(-1),
    step(1),
    { label: strings.views.copyLink, icon: Link, onSelect: deeds.copyLink },
    ...(me.can('create', 'savedView')
      ? [{ label: strings.views.duplicate, icon: Copy, onSelect: deeds.duplicate }]
      : []),
    ...(canChange && me.can('delete', 'savedView')
      ? [{ label: strings.view.remove, icon: Trash, isDanger: true, onSelect: deeds.remove }]
      : []),
  ];
};
