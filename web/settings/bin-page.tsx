import { createEffect, createSignal, For, on, Show } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { useMe } from '#web/app/me.tsx';
import { nounIcon } from '#web/app/noun-icon.ts';
import { messageOf, showProblem } from '#web/app/problems.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { type EntityInfo, entities } from '#web/lib/declarations.ts';
import { formatInstant } from '#web/lib/format.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { changeMany, restoreRecord } from '#web/record/record.mutations.ts';
import { fewQuery } from '#web/record/record.queries.ts';
import { actorName } from '#web/record/timeline-text.tsx';
import { Button } from '#web/ui/button.tsx';
import { Checkbox } from '#web/ui/checkbox.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Restore, Trash } from '#web/ui/icons.ts';
import { useRefSource } from '#web/ui/ref-source.ts';
import { Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { showToast } from '#web/ui/toast.tsx';

const shownOfEach = 20;
const inBin = { deleted: true } as const;

/** Everything that was removed and can be restored, noun by noun. */
export default function BinPage() {
  const me = useMe();
  const source = useRefSource();
  const known = entities.filter((e) => e.standard?.remove !== false && me.can('read', e.noun));
  const lists = known.map((entity) => ({
    entity,
    query: createQuery(() => fewQuery(entity.noun, inBin, '-deletedAt', shownOfEach)),
  }));
  const isEmpty = () => lists.every(({ query }) => dataOf(query)?.items.length === 0);
  const isLoading = () => lists.some(({ query }) => query.isPending && !query.isError);
  const failed = () => lists.find(({ query }) => query.isError && !dataOf(query));
  const retry = () => {
    for (const { query } of lists) if (query.isError) void query.refetch();
  };
  return (
    <>
      <TopBar
        left={
          <>
            <A href="/settings" class="shrink-0 rounded-sm text-muted hover:text-ink">
              {strings.settings.title}
            </A>
            <span class="text-line-strong" aria-hidden="true">
              /
            </span>
            <h1 class="truncate text-sm font-semibold">{strings.bin.title}</h1>
          </>
        }
      />
      <div class="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div class="mx-auto max-w-220 space-y-6 p-5 max-md:p-4">
          <Show when={failed()}>
            {(one) => (
              <ErrorState title={strings.error.list} detail={messageOf(one().query.error)} onRetry={() => retry()} />
            )}
          </Show>
          <Show when={isEmpty()}>
            <Empty icon={Trash} title={strings.bin.empty} detail={strings.bin.emptyDetail} />
          </Show>
          <For each={lists}>
            {({ entity, query }) => (
              <Show when={(dataOf(query)?.items.length ?? 0) > 0}>
                <Removed
                  entity={entity}
                  records={dataOf(query)?.items ?? []}
                  total={dataOf(query)?.total ?? 0}
                  nameOf={(record) => actorName(record.updatedBy, source)}
                />
              </Show>
            )}
          </For>
          <Show when={isLoading()}>
            <Skeleton class="h-24 w-full rounded-lg" />
          </Show>
        </div>
      </div>
    </>
  );
}

/** What lies in the bin of one noun. The last change of a record there is that it was removed. */
function Removed(props: {
  entity: EntityInfo;
  records: readonly AnyRecord[];
  total: number;
  nameOf: (record: AnyRecord) => string;
}) {
  const me = useMe();
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const [isBusy, setIsBusy] = createSignal(false);
  const mayRestore = () => me.can('delete', props.entity.noun);
  const canSelect = () => mayRestore() && me.can('bulk', props.entity.noun);
  // effect: what was restored is no longer chosen
  createEffect(
    on(
      () => props.records,
      (records) => {
        const there = new Set(records.map((record) => record.id));
        setSelected((now) => new Set([...now].filter((id) => there.has(id))));
      },
      { defer: true },
    ),
  );
  const toggle = (id: string, isOn: boolean) =>
    setSelected((now) => new Set(isOn ? [...now, id] : [...now].filter((other) => other !== id)));
  const restore = async () => {
    setIsBusy(true);
    try {
      const { done, failed, reason } = await changeMany(props.entity.noun, [...selected()], { action: 'restore' });
      if (done > 0) showToast({ title: strings.bulk.restored(done) });
      if (failed > 0)
        showToast({ title: strings.bulk.failed(failed), isError: true, ...(reason && { detail: reason }) });
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <section aria-label={props.entity.label.many}>
      <div class="mb-2 flex min-h-7.5 items-center gap-2">
        <Show when={canSelect()}>
          <span class="grid w-6 place-items-center">
            <Checkbox
              label={strings.bin.selectAll(props.entity.label.many)}
              isChecked={selected().size === props.records.length}
              isMixed={selected().size > 0 && selected().size < props.records.length}
              onChange={(isOn) => setSelected(new Set(isOn ? props.records.map((record) => record.id) : []))}
            />
          </span>
        </Show>
        <Icon of={nounIcon(props.entity.icon)} size={14} class="text-muted" />
        <h2 class="text-xs font-semibold text-ink-2">{props.entity.label.many}</h2>
        <span class="text-xs text-muted tnum">{strings.viewAs.shown(props.records.length, props.total)}</span>
        <span class="ml-auto flex items-center gap-3">
          <Show when={selected().size > 0}>
            <Button size="sm" icon={Restore} isBusy={isBusy()} onClick={() => void restore()}>
              {strings.bin.restore(selected().size)}
            </Button>
          </Show>
          <Show when={props.total > props.records.length}>
            <A
              href={`/${props.entity.plural}?deleted=true`}
              class="rounded-sm text-xs font-medium text-accent-text hover:underline"
            >
              {strings.bin.showAll(props.total)}
            </A>
          </Show>
        </span>
      </div>
      <ul class="divide-y divide-line rounded-lg border border-line bg-raised shadow-1">
        <For each={props.records}>
          {(record) => (
            <li class="flex min-h-11 items-center gap-2.5 px-3 py-1.5">
              <Show when={canSelect()}>
                <Checkbox
                  label={strings.bin.select(titleOfRecord(record))}
                  isChecked={selected().has(record.id)}
                  onChange={(isOn) => toggle(record.id, isOn)}
                />
              </Show>
              <span class="min-w-0 flex-1">
                <A href={hrefOf(record.type, record.id)} class="block truncate font-medium hover:underline">
                  {titleOfRecord(record)}
                </A>
                <span class="block truncate text-xs text-muted">
                  {strings.bin.removedBy(props.nameOf(record), formatInstant(record.deletedAt ?? record.updatedAt))}
                </span>
              </span>
              <Show when={mayRestore()}>
                <Button
                  variant="ghost"
                  size="sm"
                  icon={Restore}
                  aria-label={`${strings.record.restore}: ${titleOfRecord(record)}`}
                  onClick={() => void restoreRecord(record)}
                >
                  {strings.record.restore}
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
