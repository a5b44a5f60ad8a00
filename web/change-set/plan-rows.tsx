import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { type ChangeKind, type ChangeSet, changeKinds } from '#shared/change-set/change-set.ts';
import { hrefOf } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { createInfiniteQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { said } from '#web/lib/said.ts';
import { ChangeLine, tellingChanges } from '#web/record/timeline-text.tsx';
import { Button } from '#web/ui/button.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Skeleton } from '#web/ui/states.tsx';
import { rowsQuery } from './change-set.queries.ts';

/** The records of a plan with what would change, kind by kind. */
export function PlanRows(props: { set: ChangeSet }) {
  const kinds = () => changeKinds.filter((kind) => (props.set.planned?.[kind] ?? 0) > 0);
  const [kind, setKind] = createSignal<ChangeKind>('change');
  // effect: another plan begins with the first kind that it has
  createEffect(
    on(
      () => props.set.planId,
      () => setKind(kinds()[0] ?? 'change'),
    ),
  );
  const pages = createInfiniteQuery(() => ({ ...rowsQuery(props.set, kind()), enabled: kinds().length > 0 }));
  const rows = () => dataOf(pages)?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Show when={kinds().length > 0}>
      <div class="mt-4 space-y-2">
        <Show when={kinds().length > 1}>
          <div class="overflow-x-auto">
            <Segmented
              label={strings.changeSet.kind}
              value={kind()}
              options={kinds().map((value) => ({ value, label: strings.changeSet.kinds[value] }))}
              onChange={setKind}
            />
          </div>
        </Show>
        <Show when={!pages.isPending} fallback={<Skeleton class="h-24 w-full rounded-lg" />}>
          <ul class="max-h-72 divide-y divide-line overflow-y-auto rounded-lg border border-line" tabindex="0">
            <For each={rows()}>
              {(row) => (
                <li class="px-3 py-2">
                  <div class="flex min-w-0 items-baseline gap-2">
                    <Show when={row.title} fallback={<span class="text-muted">{strings.changeSet.unknown}</span>}>
                      <A href={hrefOf(row.noun, row.id)} class="truncate font-medium hover:underline">
                        {row.title}
                      </A>
                    </Show>
                    <Show when={props.set.action === 'undoPerson'}>
                      <span class="shrink-0 text-xs text-muted">{entityOf(row.noun)?.label.one}</span>
                    </Show>
                  </div>
                  <Show when={row.reason}>{(reason) => <p class="text-xs text-muted">{said(reason())}</p>}</Show>
                  <For each={tellingChanges(row.noun, row.changes)}>
                    {({ field, change }) => <ChangeLine field={field} change={change} />}
                  </For>
                </li>
              )}
            </For>
          </ul>
          <Show when={pages.hasNextPage}>
            <Button
              variant="ghost"
              size="sm"
              isBusy={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              {strings.changeSet.more}
            </Button>
          </Show>
        </Show>
      </div>
    </Show>
  );
}
