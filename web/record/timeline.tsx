import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf, type TimelineEntry } from '#web/app/api.ts';
import { messageOf, requestOf } from '#web/app/problems.ts';
import { learnTitles } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { atLeast } from '#web/app/writes.ts';
import { addDays, dayOf, today } from '#web/lib/day.ts';
import { formatNumber } from '#web/lib/format.ts';
import { createInfiniteQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { said } from '#web/lib/said.ts';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ListFilter } from '#web/ui/icons.ts';
import { Menu } from '#web/ui/menu.tsx';
import { useRefSource } from '#web/ui/ref-source.ts';
import { RichText } from '#web/ui/rich-text.tsx';
import { Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { TimelineItem } from '#web/ui/timeline-item.tsx';
import { PinnedNotes, WithPin } from './pinned-notes.tsx';
import { actorName, Changes, lookOf, tellingChanges, What } from './timeline-text.tsx';

const pageSize = 30;
/** What a timeline can be narrowed to; changes are those of the record itself. */
const kindsOf = (noun: string) => [
  { id: '', label: strings.timeline.all },
  { id: 'note', label: strings.timeline.onlyNotes },
  { id: 'call', label: strings.timeline.onlyCalls },
  { id: 'task', label: strings.timeline.onlyTasks },
  ...(['note', 'call', 'task'].includes(noun) ? [] : [{ id: noun, label: strings.timeline.onlyChanges }]),
];

const headingOf = (at: string): string => {
  const day = dayOf(new Date(at));
  const now = today();
  if (day >= now) return strings.timeline.today;
  if (day > addDays(now, -7)) return strings.timeline.thisWeek;
  return day.slice(0, 7) === now.slice(0, 7) ? strings.timeline.thisMonth : strings.timeline.older;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What an entry left behind: the note itself, what was said, what changed, why. */
function Left(props: { entry: TimelineEntry }) {
  const record = () => props.entry.record ?? {};
  const isCreated = () => props.entry.type.endsWith('.created');
  const minutes = () => {
    const seconds = record()['durationSeconds'];
    return typeof seconds === 'number' && seconds > 0
      ? `${formatNumber(Math.max(1, Math.round(seconds / 60)))} min`
      : '';
  };
  return (
    <Switch>
      <Match when={props.entry.noun === 'note' && textOf(record()['body'])}>
        {(html) => <RichText html={html()} />}
      </Match>
      <Match when={props.entry.noun === 'call' && isCreated()}>
        <p class="font-medium">{textOf(record()['subject']) || props.entry.title}</p>
        <Show when={textOf(record()['summary'])}>
          {(summary) => <p class="mt-1 text-base whitespace-pre-line text-ink-2">{summary()}</p>}
        </Show>
        <Show when={minutes() || textOf(record()['outcome'])}>
          <p class="mt-1.5 text-xs text-muted">
            {[textOf(record()['outcome']), minutes()].filter(Boolean).join(' · ')}
          </p>
        </Show>
      </Match>
      <Match when={props.entry.reason}>
        {(reason) => (
          <div class="flex items-start gap-2">
            <Chip tone="accent">{strings.timeline.why}</Chip>
            <p class="min-w-0 flex-1 text-ink-2">{said(reason())}</p>
          </div>
        )}
      </Match>
      <Match when={true}>
        <Changes entry={props.entry} />
      </Match>
    </Switch>
  );
}

const hasLeft = (entry: TimelineEntry): boolean => {
  if (entry.reason) return true;
  if (entry.noun === 'note' || (entry.noun === 'call' && entry.type.endsWith('.created')))
    return entry.record !== undefined;
  if (entry.type.endsWith('.created') || ['moved', 'won', 'reopened'].includes(entry.type.split('.')[1] ?? ''))
    return false;
  return tellingChanges(entry.noun, entry.changes).length > 0;
};

/** A note that was pinned or unpinned stands at the head or does not; that it was is no news. */
const isOnlyPinned = (entry: TimelineEntry): boolean =>
  entry.noun === 'note' && entry.changes.length > 0 && entry.changes.every((change) => change.field === 'isPinned');

/** What happened to a record and around it, newest first. */
export function Timeline(props: { record: AnyRecord }) {
  const source = useRefSource();
  const [kind, setKind] = createSignal('');
  const pages = createInfiniteQuery(() => ({
    queryKey: [props.record.type, 'timeline', props.record.id, kind()],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const page = await recordsOf(props.record.type).timeline({
        params: { id: props.record.id },
        query: { before: pageParam, kind: kind() || undefined, limit: pageSize, 'at-least': atLeast() },
      });
      // what has been removed since is no ref any more, but was called something
      const titles = page.items.map(({ noun, recordId, title }) => [recordId, { noun, title }] as const);
      learnTitles({ ...Object.fromEntries(titles), ...page.refs });
      return page;
    },
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  }));
  const entries = createMemo(
    () => dataOf(pages)?.pages.flatMap((page) => page.items.filter((entry) => !isOnlyPinned(entry))) ?? [],
  );
  const groups = createMemo(() => {
    const byHeading = new Map<string, TimelineEntry[]>();
    for (const entry of entries())
      byHeading.set(headingOf(entry.at), [...(byHeading.get(headingOf(entry.at)) ?? []), entry]);
    return [...byHeading].map(([heading, items]) => ({ heading, items }));
  });
  const chosen = () => kindsOf(props.record.type).find((k) => k.id === kind());
  const Filter = () => (
    <Menu
      label={`${strings.timeline.title}: ${chosen()?.label}`}
      class="-mr-2 ml-auto inline-flex h-6.5 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-ink-2 hover:bg-hover"
      items={kindsOf(props.record.type).map((k) => ({
        label: k.label,
        isChecked: k.id === kind(),
        onSelect: () => setKind(k.id),
      }))}
    >
      <Icon of={ListFilter} size={14} />
      {chosen()?.label}
    </Menu>
  );
  return (
    <section aria-label={strings.timeline.title}>
      <PinnedNotes record={props.record} />
      <Switch>
        <Match when={pages.isError && entries().length === 0}>
          <ErrorState
            title={strings.error.title}
            detail={messageOf(pages.error)}
            requestId={requestOf(pages.error)}
            onRetry={() => void pages.refetch()}
          />
        </Match>
        <Match when={pages.isPending}>
          <div class="mt-6 space-y-5">
            <For each={[1, 2, 3, 4]}>
              {() => (
                <div class="flex items-center gap-3">
                  <Skeleton class="size-7 rounded-full" />
                  <Skeleton class="w-1/2" />
                </div>
              )}
            </For>
          </div>
        </Match>
        <Match when={entries().length === 0}>
          <div class="mt-4 flex">
            <Filter />
          </div>
          <Empty title={strings.timeline.empty} detail={strings.timeline.emptyDetail} />
        </Match>
        <Match when={true}>
          <For each={groups()}>
            {(group, index) => (
              <>
                <div class="mt-5 mb-3 flex h-6.5 items-center first:mt-4">
                  <h2 class="text-xs font-semibold text-ink-2">{group.heading}</h2>
                  <Show when={index() === 0}>
                    <Filter />
                  </Show>
                </div>
                <ol>
                  <For each={group.items}>
                    {(entry, at) => (
                      <TimelineItem
                        icon={lookOf(entry).icon}
                        tone={lookOf(entry).tone}
                        who={actorName(entry.actor, source)}
                        what={<What entry={entry} here={props.record.id} />}
                        at={entry.at}
                        isLast={at() === group.items.length - 1}
                      >
                        {hasLeft(entry) ? (
                          <Show when={entry.noun === 'note' && entry.record} fallback={<Left entry={entry} />}>
                            {(note) => (
                              <WithPin note={note()}>
                                <Left entry={entry} />
                              </WithPin>
                            )}
                          </Show>
                        ) : undefined}
                      </TimelineItem>
                    )}
                  </For>
                </ol>
              </>
            )}
          </For>
          <Show when={pages.hasNextPage}>
            <Button
              class="mx-auto mb-6 flex"
              isBusy={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              {strings.timeline.more}
            </Button>
          </Show>
        </Match>
      </Switch>
    </section>
  );
}
