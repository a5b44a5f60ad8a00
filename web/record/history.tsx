import { createSignal, For, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { type Revision, recordsOf } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { messageOf, showProblem } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import { createInfiniteQuery, dataOf } from '#web/lib/query.ts';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { DateInput } from '#web/ui/date-input.tsx';
import { History as HistoryIcon } from '#web/ui/icons.ts';
import { useRefSource } from '#web/ui/ref-source.ts';
import { Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { TimelineItem } from '#web/ui/timeline-item.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { AsOf } from './as-of.tsx';
import { tookPlace } from './record.queries.ts';
import { actorName, ChangeLine, tellingChanges } from './timeline-text.tsx';

const Confirm = lazy(() => import('#web/ui/dialog.tsx').then((module) => ({ default: module.Confirm })));

/** Every version of a record, and the way back to each. */
export function RecordHistory(props: { record: AnyRecord }) {
  const me = useMe();
  const source = useRefSource();
  const [wanted, setWanted] = createSignal<{ readonly version: number }>();
  const [isBusy, setIsBusy] = createSignal(false);
  const [day, setDay] = createSignal<string>();
  const pages = createInfiniteQuery(() => ({
    queryKey: [props.record.type, 'history', props.record.id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      recordsOf(props.record.type).history({
        params: { id: props.record.id },
        query: { cursor: pageParam, limit: 50 },
      }),
    getNextPageParam: (last) => last.cursor,
  }));
  const revisions = () => dataOf(pages)?.pages.flatMap((page) => page.items) ?? [];
  const canRevert = () => me.can('update', props.record.type) && props.record.deletedAt === undefined;
  const revert = async () => {
    const to = wanted();
    if (!to) return;
    setIsBusy(true);
    try {
      const saved = await recordsOf(props.record.type).revert({
        params: { id: props.record.id },
        ifMatch: props.record.version,
        body: { toVersion: to.version },
      });
      tookPlace(saved);
      showToast({ title: strings.history.reverted(to.version) });
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
      setWanted(undefined);
    }
  };
  const wordOf = (revision: Revision): string => {
    const known: Readonly<Record<string, string>> = strings.history.did;
    return known[revision.type.split('.')[1] ?? ''] ?? strings.history.did.updated;
  };
  return (
    <>
      <div class="flex items-center gap-2 pt-3">
        <span class="text-xs text-muted" aria-hidden="true">
          {strings.asOf.label}
        </span>
        <div class="w-44">
          <DateInput label={strings.asOf.show} value={day()} onChange={setDay} />
        </div>
        <Show when={day()}>
          <Button variant="ghost" size="sm" onClick={() => setDay(undefined)}>
            {strings.asOf.close}
          </Button>
        </Show>
      </div>
      <Switch>
        <Match when={day()}>
          {(chosen) => (
            <AsOf
              record={props.record}
              day={chosen()}
              canRevert={canRevert()}
              onRevert={(version) => setWanted({ version })}
            />
          )}
        </Match>
        <Match when={pages.isError}>
          <ErrorState
            title={strings.error.title}
            detail={messageOf(pages.error)}
            onRetry={() => void pages.refetch()}
          />
        </Match>
        <Match when={pages.isPending}>
          <Skeleton class="mt-4 w-1/2" />
        </Match>
        <Match when={revisions().length === 0}>
          <Empty title={strings.history.empty} />
        </Match>
        <Match when={true}>
          <ol class="mt-4">
            <For each={revisions()}>
              {(revision, index) => (
                <TimelineItem
                  icon={HistoryIcon}
                  who={actorName(revision.actor, source)}
                  what={
                    <>
                      {wordOf(revision)} <Chip>{strings.history.version(revision.version)}</Chip>{' '}
                      <Show
                        when={revision.version !== props.record.version}
                        fallback={<Chip tone="accent">{strings.history.current}</Chip>}
                      >
                        <Show when={canRevert()}>
                          <Button variant="ghost" size="sm" onClick={() => setWanted(revision)}>
                            {strings.history.revert}
                          </Button>
                        </Show>
                      </Show>
                    </>
                  }
                  at={revision.at}
                  isLast={index() === revisions().length - 1}
                >
                  <Show when={tellingChanges(props.record.type, revision.changes).length > 0}>
                    <div class="space-y-1">
                      <For each={tellingChanges(props.record.type, revision.changes)}>
                        {({ field, change }) => <ChangeLine field={field} change={change} />}
                      </For>
                    </div>
                  </Show>
                </TimelineItem>
              )}
            </For>
          </ol>
          <Show when={pages.hasNextPage}>
            <Button isBusy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {strings.timeline.more}
            </Button>
          </Show>
        </Match>
      </Switch>
      <Show when={wanted()}>
        <Suspense>
          <Confirm
            isOpen
            onOpenChange={(isOpen) => !isOpen && setWanted(undefined)}
            title={strings.history.revertTitle(wanted()?.version ?? 0)}
            description={strings.history.revertDetail}
            confirmLabel={strings.history.revert}
            isBusy={isBusy()}
            onConfirm={() => void revert()}
          />
        </Suspense>
      </Show>
    </>
  );
}
