import { For, Match, Show, Switch } from 'solid-js';
import type { Notification } from '#shared/notification/notification.ts';
import { messageOf } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { formatAgo } from '#web/lib/format.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { Button } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { Icon, type IconType } from '#web/ui/icon.tsx';
import { Bell, CircleAlert, CircleCheck, UserPlus } from '#web/ui/icons.ts';
import { SkeletonRows } from '#web/ui/states.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { markRead, newestQuery, unreadQuery } from './notification.queries.ts';

const icons: Readonly<Record<Notification['kind'], IconType>> = {
  assigned: UserPlus,
  jobDone: CircleCheck,
  jobFailed: CircleAlert,
};

const wordsOf = ({ kind, actor, subject }: Notification): string => {
  if (kind !== 'assigned') return strings.notifications[kind];
  const one = entityOf(subject.noun)?.label.one ?? strings.notifications.record;
  return strings.notifications.assigned(actor?.name ?? strings.notifications.somebody, subject.noun, one);
};

const addressOf = ({ subject }: Notification): string => {
  const plural = entityOf(subject.noun)?.plural;
  return plural ? `/${plural}/${subject.id}` : '/';
};

const mark = (ids?: readonly string[]): void => {
  markRead(ids).catch((error: unknown) =>
    showToast({ title: strings.notifications.notMarked, detail: messageOf(error), isError: true }),
  );
};

/** The newest notifications; to open one is to read it. */
export function NotificationList(props: { onOpen: () => void }) {
  const newest = createQuery(() => newestQuery());
  const unread = createQuery(() => unreadQuery());
  const items = () => dataOf(newest) ?? [];
  const open = (item: Notification): void => {
    if (!item.readAt) mark([item.id]);
    props.onOpen();
  };
  return (
    <div class="flex max-h-[min(32rem,70vh)] flex-col">
      <div class="flex h-11 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
        <h2 class="font-semibold">{strings.notifications.title}</h2>
        <Show when={(dataOf(unread)?.count ?? 0) > 0}>
          <Button size="sm" variant="ghost" onClick={() => mark()}>
            {strings.notifications.markAll}
          </Button>
        </Show>
      </div>
      <Switch>
        <Match when={newest.isError && items().length === 0}>
          <p class="px-4 py-8 text-center text-muted">{messageOf(newest.error)}</p>
        </Match>
        <Match when={newest.isPending}>
          <SkeletonRows count={4} class="px-4 py-3" />
        </Match>
        <Match when={items().length === 0}>
          <div class="grid justify-items-center gap-2 px-6 py-10 text-center text-muted">
            <Icon of={Bell} size={20} />
            <p>{strings.notifications.none}</p>
          </div>
        </Match>
        <Match when={items().length > 0}>
          <ul class="min-h-0 divide-y divide-line overflow-y-auto">
            <For each={items()}>
              {(item) => (
                <li>
                  <A
                    href={addressOf(item)}
                    class="flex gap-3 px-4 py-2.5 hover:bg-hover focus-visible:bg-hover"
                    onClick={() => open(item)}
                  >
                    <Icon
                      of={icons[item.kind]}
                      class={cx('mt-0.5', item.kind === 'jobFailed' ? 'text-danger' : 'text-muted')}
                    />
                    <span class="min-w-0 flex-1">
                      <span class={cx('block truncate', item.readAt ? 'text-ink-2' : 'font-medium text-ink')}>
                        {item.title}
                      </span>
                      <span class="block text-xs text-muted">
                        {wordsOf(item)} · {formatAgo(item.createdAt)}
                      </span>
                    </span>
                    <Show when={!item.readAt}>
                      <span class="mt-1.5 size-2 shrink-0 rounded-full bg-accent">
                        <span class="sr-only">{strings.notifications.unread}</span>
                      </span>
                    </Show>
                  </A>
                </li>
              )}
            </For>
          </ul>
        </Match>
      </Switch>
    </div>
  );
}
