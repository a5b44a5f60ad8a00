import { createEffect, createMemo, For, lazy, on, Show, Suspense } from 'solid-js';
import type { Job } from '#shared/job/job.ts';
import { useMe } from '#web/app/me.tsx';
import { invalidate } from '#web/app/query-client.ts';
import { hrefOf } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { reviewed } from '#web/change-set/change-set.queries.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { useLocation } from '#web/lib/router.ts';
import { IconButton } from '#web/ui/button.tsx';
import { cx } from '#web/ui/cx.ts';
import { ChevronDown, ChevronUp, X } from '#web/ui/icons.ts';
import { hideDone, isOver, isTrayOpen, jobsQuery, setIsTrayOpen, shownJobs } from './job.queries.ts';
import { JobTrayItem } from './job-tray-item.tsx';

const PlanDialog = lazy(() => import('#web/change-set/plan-dialog.tsx'));

/** Nouns whose records say themselves that jobs have worked for them. */
const machine = new Set<unknown>(['job', 'me', 'import']);

/** What runs in a person's name and what came of it, below the navigation, clear of what pages have at their foot; there after a reload as well. */
export default function JobTray() {
  const me = useMe();
  const jobs = createQuery(() => jobsQuery(me.id));
  const location = useLocation();
  /** The page of an import says itself how far it is. */
  const isOnItsPage = (job: Job) =>
    job.subject !== undefined && location.pathname === hrefOf(job.subject.noun, job.subject.id);
  const shown = createMemo(() => shownJobs(dataOf(jobs) ?? []).filter((job) => !isOnItsPage(job)));
  const running = () => shown().filter((job) => !isOver(job)).length;
  const over = createMemo(() =>
    (dataOf(jobs) ?? [])
      .filter(isOver)
      .map((job) => job.id)
      .join(),
  );
  // effect: what a job has written is asked for again once it is over
  createEffect(
    on(
      over,
      (now, before) => {
        if (before !== undefined && now !== before)
          void invalidate({ predicate: ({ queryKey }) => !machine.has(queryKey[0]) });
      },
      { defer: true },
    ),
  );
  return (
    <>
      <Show when={shown().length > 0}>
        <section
          aria-label={strings.tray.title}
          class={cx(
            'fixed bottom-14 left-2 z-30 max-w-[calc(100vw-1rem)] overflow-hidden rounded-xl border border-line bg-raised shadow-4 max-md:right-2 max-md:left-auto max-md:bottom-[calc(3.5rem+env(safe-area-inset-bottom)+0.5rem)]',
            isTrayOpen() ? 'w-88' : 'w-52',
          )}
        >
          <header class="flex h-10 items-center gap-1 bg-sunken pr-1.5 pl-3">
            <h2 class="min-w-0 flex-1 truncate text-sm font-semibold tnum" role="status">
              {running() > 0 ? strings.tray.running(running()) : strings.tray.done}
            </h2>
            <IconButton
              label={isTrayOpen() ? strings.tray.collapse : strings.tray.expand}
              icon={isTrayOpen() ? ChevronDown : ChevronUp}
              aria-expanded={isTrayOpen()}
              onClick={() => setIsTrayOpen(!isTrayOpen())}
            />
            <IconButton label={strings.tray.close} icon={X} onClick={hideDone} />
          </header>
          <Show when={isTrayOpen()}>
            <ul class="max-h-80 divide-y divide-line overflow-y-auto border-t border-line max-md:max-h-60">
              <For each={shown().slice(0, 8)}>{(job) => <JobTrayItem job={job} />}</For>
            </ul>
          </Show>
        </section>
      </Show>
      <Suspense>
        <Show when={reviewed()} keyed>
          {(id) => <PlanDialog id={id} />}
        </Show>
      </Suspense>
    </>
  );
}
