import { createSignal, For, type JSX, Show } from 'solid-js';
import { entityOf } from '#web/lib/declarations.ts';
import { A, useLocation } from '#web/lib/router.ts';
import { NotificationBell } from '#web/notification/notification-bell.tsx';
import { cx } from '#web/ui/cx.ts';
import { Sheet } from '#web/ui/dialog.tsx';
import { Icon, type IconType } from '#web/ui/icon.tsx';
import { House, Menu as MenuIcon, Plus, Search, Settings, SquareCheck } from '#web/ui/icons.ts';
import { AccountMenu } from './account-menu.tsx';
import { CreateMenu } from './create-menu.tsx';
import { useMe } from './me.tsx';
import { navigationOf } from './navigation.ts';
import { setIsCommandOpen } from './shell-state.ts';
import { strings } from './strings.ts';

const itemClass = 'flex flex-1 flex-col items-center justify-center gap-0.5 text-2xs';

const Item = (props: { icon: IconType; label: string }) => (
  <>
    <Icon of={props.icon} size={20} />
    {props.label}
  </>
);

/** The navigation of a phone. */
export default function BottomBar() {
  const me = useMe();
  const location = useLocation();
  const [isMore, setIsMore] = createSignal(false);
  const link = (href: string, icon: IconType, label: string): JSX.Element => (
    <A
      href={href}
      end
      aria-current={location.pathname === href ? 'page' : undefined}
      class={cx(itemClass, location.pathname === href ? 'font-medium text-accent-text' : 'text-muted')}
    >
      <Item icon={icon} label={label} />
    </A>
  );
  return (
    <nav
      aria-label={strings.nav.main}
      class="flex h-14 shrink-0 border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)]"
    >
      {link('/', House, strings.nav.home)}
      {link('/tasks', SquareCheck, entityOf('task')?.label.many ?? '')}
      <CreateMenu class={cx(itemClass, 'text-muted')} placement="top-start">
        <span class="grid size-9 place-items-center rounded-full bg-accent text-on-accent">
          <Icon of={Plus} size={20} />
        </span>
      </CreateMenu>
      <button type="button" class={cx(itemClass, 'text-muted')} onClick={() => setIsCommandOpen(true)}>
        <Item icon={Search} label={strings.nav.search} />
      </button>
      <button
        type="button"
        class={cx(itemClass, 'text-muted')}
        aria-expanded={isMore()}
        onClick={() => setIsMore(true)}
      >
        <Item icon={MenuIcon} label={strings.nav.more} />
      </button>
      <Sheet isOpen={isMore()} onOpenChange={setIsMore} title={strings.product}>
        <div class="p-2">
          <For each={navigationOf(me)}>
            {(group) => (
              <>
                <Show when={group.title}>
                  <h3 class="px-3 pt-4 pb-1 text-xs font-medium text-muted">{group.title}</h3>
                </Show>
                <For each={group.items}>
                  {(item) => (
                    <A
                      href={item.href}
                      class="flex h-11 items-center gap-3 rounded-md px-3 text-base hover:bg-hover"
                      onClick={() => setIsMore(false)}
                    >
                      <Icon of={item.icon} size={18} class="text-muted" />
                      {item.label}
                    </A>
                  )}
                </For>
              </>
            )}
          </For>
          <A
            href="/settings"
            class="mt-2 flex h-11 items-center gap-3 rounded-md border-t border-line px-3 text-base hover:bg-hover"
            onClick={() => setIsMore(false)}
          >
            <Icon of={Settings} size={18} class="text-muted" />
            {strings.nav.settings}
          </A>
          <div class="flex items-center justify-between px-1.5 py-2">
            <AccountMenu isRail={false} />
            <NotificationBell />
          </div>
        </div>
      </Sheet>
    </nav>
  );
}
