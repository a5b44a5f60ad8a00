import { For, Show } from 'solid-js';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A, useLocation } from '#web/lib/router.ts';
import { NotificationBell } from '#web/notification/notification-bell.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { Icon } from '#web/ui/icon.tsx';
import { PanelLeft, Plus, Search, Settings } from '#web/ui/icons.ts';
import { commandKey, Kbd } from '#web/ui/kbd.tsx';
import { Tooltip } from '#web/ui/tooltip.tsx';
import { AccountMenu } from './account-menu.tsx';
import { CreateMenu } from './create-menu.tsx';
import { Logo } from './logo.tsx';
import { useMe } from './me.tsx';
import { type NavItem, navigationOf } from './navigation.ts';
import { pinnedViewsQuery } from './pinned-views.ts';
import { isRail, setIsCommandOpen, setIsRail } from './shell-state.ts';
import { strings } from './strings.ts';

const dots = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-6', 'bg-chart-7'];

/** The navigation at the left: 224 px, or a rail of icons. */
export function Sidebar() {
  const me = useMe();
  const location = useLocation();
  const organisation = () => {
    const name = me.settings['organisationName'];
    return typeof name === 'string' && name ? name : strings.product;
  };
  const isHere = (href: string) =>
    href === '/' ? location.pathname === '/' : location.pathname === href || location.pathname.startsWith(`${href}/`);
  const pinned = createQuery(() => pinnedViewsQuery());
  return (
    <aside class={cx('flex shrink-0 flex-col border-r border-line bg-canvas', isRail() ? 'w-13' : 'w-56')}>
      <div class={cx('flex h-12 items-center gap-2', isRail() ? 'justify-center' : 'px-2.5')}>
        <A
          href="/"
          class={cx(
            'flex h-8 min-w-0 items-center gap-2 rounded-md hover:bg-hover',
            isRail() ? 'px-1' : 'flex-1 px-1.5',
          )}
          aria-label={organisation()}
        >
          <Logo />
          <Show when={!isRail()}>
            <span class="truncate font-semibold">{organisation()}</span>
          </Show>
        </A>
        <Show when={!isRail()}>
          <IconButton
            label={strings.nav.collapse}
            keys={`${commandKey()}\\`}
            icon={PanelLeft}
            onClick={() => setIsRail(true)}
          />
        </Show>
      </div>
      <div class={cx('flex gap-1.5 pb-2', isRail() ? 'flex-col items-center' : 'px-2.5')}>
        <Show
          when={!isRail()}
          fallback={
            <>
              <IconButton
                label={strings.nav.expand}
                keys={`${commandKey()}\\`}
                icon={PanelLeft}
                box="size-8"
                onClick={() => setIsRail(false)}
              />
              <IconButton
                label={strings.nav.search}
                keys={`${commandKey()}K`}
                icon={Search}
                box="size-8"
                onClick={() => setIsCommandOpen(true)}
              />
            </>
          }
        >
          <button
            type="button"
            onClick={() => setIsCommandOpen(true)}
            class="flex h-7.5 flex-1 items-center gap-2 rounded-md border border-line bg-surface px-2 text-muted shadow-1 hover:border-line-strong"
          >
            <Icon of={Search} size={14} />
            {strings.nav.search}
            <span class="ml-auto">
              <Kbd>{commandKey()}K</Kbd>
            </span>
          </button>
        </Show>
        <CreateMenu class="grid size-7.5 shrink-0 place-items-center rounded-md border border-line bg-surface text-ink-2 shadow-1 hover:border-line-strong">
          <Icon of={Plus} />
        </CreateMenu>
      </div>
      <nav
        aria-label={strings.nav.main}
        class={cx('min-h-0 flex-1 overflow-y-auto pb-2', isRail() ? 'px-2' : 'px-2.5')}
      >
        <For each={navigationOf(me)}>
          {(group) => (
            <div class={cx(group.title !== '' && (isRail() ? 'mt-1.5 border-t border-line pt-1.5' : 'mt-3'))}>
              <Show when={group.title && !isRail()}>
                <h2 class="px-1.5 pb-1 text-2xs font-medium text-muted">{group.title}</h2>
              </Show>
              <ul class="space-y-px">
                <For each={group.items}>
                  {(item) => (
                    <li>
                      <Show when={isRail()} fallback={<NavLink item={item} isHere={isHere(item.href)} />}>
                        <Tooltip label={item.label} placement="right">
                          {(handlers) => (
                            <A
                              {...handlers}
                              href={item.href}
                              aria-label={item.label}
                              aria-current={isHere(item.href) ? 'page' : undefined}
                              class={cx(
                                'grid h-8 place-items-center rounded-md',
                                isHere(item.href) ? 'bg-hover text-accent-text' : 'text-muted hover:bg-hover',
                              )}
                            >
                              <Icon of={item.icon} size={17} />
                            </A>
                          )}
                        </Tooltip>
                      </Show>
                    </li>
                  )}
                </For>
              </ul>
            </div>
          )}
        </For>
        <Show when={!isRail() && (dataOf(pinned)?.length ?? 0) > 0}>
          <h2 class="mt-3 px-1.5 pb-1 text-2xs font-medium text-muted">{strings.nav.pinned}</h2>
          <For each={dataOf(pinned)}>
            {(view, index) => (
              <A href={view.href} class="flex h-7 items-center gap-2 rounded-md px-1.5 text-ink-2 hover:bg-hover">
                <span class="grid size-4 place-items-center">
                  <span class={cx('size-2 rounded-xs', dots[index() % dots.length])} />
                </span>
                <span class="truncate">{view.name}</span>
              </A>
            )}
          </For>
        </Show>
      </nav>
      <div
        class={cx('flex items-center border-t border-line py-2', isRail() ? 'flex-col gap-1.5 px-2' : 'gap-1 px-2.5')}
      >
        <AccountMenu isRail={isRail()} />
        <NotificationBell />
        <Tooltip label={strings.nav.settings} keys="G S" placement={isRail() ? 'right' : 'top'}>
          {(handlers) => (
            <A
              {...handlers}
              href="/settings"
              aria-label={strings.nav.settings}
              class={cx(
                'grid size-7 place-items-center rounded-md hover:bg-hover',
                isHere('/settings') ? 'bg-hover text-accent-text' : 'text-muted',
              )}
            >
              <Icon of={Settings} />
            </A>
          )}
        </Tooltip>
      </div>
    </aside>
  );
}

const NavLink = (props: { item: NavItem; isHere: boolean }) => (
  <A
    href={props.item.href}
    aria-current={props.isHere ? 'page' : undefined}
    class={cx(
      'flex h-7 items-center gap-2 rounded-md px-1.5',
      props.isHere ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:bg-hover',
    )}
  >
    <Icon of={props.item.icon} class={props.isHere ? 'text-accent-text' : 'text-muted'} />
    {props.item.label}
  </A>
);
