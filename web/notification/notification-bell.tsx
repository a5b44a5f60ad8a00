import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { strings } from '#web/app/strings.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Bell } from '#web/ui/icons.ts';
import { Popover } from '#web/ui/popover.tsx';
import { unreadQuery } from './notification.queries.ts';

const NotificationList = lazy(() =>
  import('./notification-list.tsx').then((module) => ({ default: module.NotificationList })),
);

const most = 99;

/** The bell with the number of unread notifications, and what it opens. */
export function NotificationBell() {
  const [isOpen, setIsOpen] = createSignal(false);
  const unread = createQuery(() => ({ ...unreadQuery(), staleTime: 60_000 }));
  const count = () => dataOf(unread)?.count ?? 0;
  return (
    <Popover
      label={strings.notifications.title}
      isOpen={isOpen()}
      onOpenChange={setIsOpen}
      class="w-88"
      triggerClass="relative grid size-7 place-items-center rounded-md text-muted hover:bg-hover"
      triggerLabel={strings.notifications.bell(count())}
      trigger={
        <>
          <Icon of={Bell} />
          <Show when={count() > 0}>
            <span class="absolute -top-0.5 -right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[10px] leading-none font-semibold text-on-accent tnum">
              {count() > most ? `${most}+` : count()}
            </span>
          </Show>
        </>
      }
    >
      <Suspense fallback={<div class="h-40" />}>
        <NotificationList onOpen={() => setIsOpen(false)} />
      </Suspense>
    </Popover>
  );
}
