import { For, Match, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { dayOf, daysBetween, today } from '#web/lib/day.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { fewQuery } from '#web/record/record.queries.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Chip } from '#web/ui/chip.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Skeleton } from '#web/ui/states.tsx';

const idleDays = 14;
const shown = 6;

/** Open deals whose date is past, or which nobody has touched for two weeks. */
export const needsAttention = (day: string): Predicate => ({
  and: [
    { field: 'ownerId', op: 'eq', value: '@me' },
    { field: 'status', op: 'eq', value: 'open' },
    {
      or: [
        { field: 'closeDate', op: 'lt', value: day },
        { not: { field: 'updatedAt', op: 'within', value: { last: idleDays, unit: 'day' } } },
      ],
    },
  ],
});

const isOverdue = (deal: AnyRecord): boolean => typeof deal['closeDate'] === 'string' && deal['closeDate'] < today();

/** The deals of the person that they should look at, with what is the matter. */
export function Attention() {
  const deals = createQuery(() => fewQuery('deal', { filter: needsAttention(today()) }, 'closeDate', shown));
  const items = () => dataOf(deals)?.items ?? [];
  const idle = (deal: AnyRecord) => daysBetween(dayOf(new Date(deal.updatedAt)), today());
  return (
    <div class="overflow-hidden rounded-lg border border-line bg-raised shadow-1">
      <Switch>
        <Match when={!dataOf(deals)}>
          <Skeleton class="m-3 h-20" />
        </Match>
        <Match when={items().length === 0}>
          <p class="px-3 py-8 text-center text-xs text-muted">{strings.attention.none}</p>
        </Match>
        <Match when={true}>
          <ul class="divide-y divide-line">
            <For each={items()}>
              {(deal) => (
                <li>
                  <A href={hrefOf('deal', deal.id)} class="flex min-h-10 items-center gap-2.5 px-3 hover:bg-hover">
                    <Avatar name={titleOfRecord(deal)} size={18} isSquare />
                    <span class="min-w-0 flex-1 truncate font-medium">{titleOfRecord(deal)}</span>
                    <Show when={deal['amount'] !== undefined && entityOf('deal')?.fields['amount']}>
                      {(field) => (
                        <span class="shrink-0 text-xs text-muted">
                          <FieldValue field={field()} value={deal['amount']} isInert />
                        </span>
                      )}
                    </Show>
                    <Chip tone={isOverdue(deal) ? 'danger' : 'warning'} class="shrink-0">
                      {isOverdue(deal) ? strings.attention.overdue : strings.attention.idle(idle(deal))}
                    </Chip>
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
