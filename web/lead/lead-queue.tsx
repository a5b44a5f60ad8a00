import { createEffect, For, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { useMe } from '#web/app/me.tsx';
import { messageOf } from '#web/app/problems.ts';
import { titleOfRecord } from '#web/app/refs.ts';
import { hasSingleKeys } from '#web/app/shell-state.ts';
import { strings } from '#web/app/strings.ts';
import { setTrail } from '#web/app/trail.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { formatAgo } from '#web/lib/format.ts';
import { isPhone } from '#web/lib/media.ts';
import { createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { useSearchParams } from '#web/lib/router.ts';
import { countQuery, fewQuery } from '#web/record/record.queries.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { cx } from '#web/ui/cx.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Inbox } from '#web/ui/icons.ts';
import { Empty, ErrorState, SkeletonRows } from '#web/ui/states.tsx';
import { TabList, tabPanel } from '#web/ui/tabs.tsx';
import { askToDisqualify } from './lead-actions.tsx';
import { QueueDetail } from './queue-detail.tsx';
import { afterLeaving, neighbourOf, type QueueName, queueFilters, queueNames } from './queue-views.ts';
import { beginLead, canBegin, canEnd } from './work-lead.ts';

const shown = 100;
const sequenceMs = 1500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role="dialog"]') !== null);

/** Leads that wait, one after the other: at the left which, at the right the one that is looked at. */
export function LeadQueue() {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const name = (): QueueName => queueNames.find((known) => known === params['queue']) ?? 'mine';
  const openId = () => (typeof params['lead'] === 'string' ? params['lead'] : undefined);
  const page = createQuery(() => ({
    ...fewQuery('lead', { filter: queueFilters[name()] }, '-createdAt', shown),
    placeholderData: keepPreviousData,
  }));
  const counts = Object.fromEntries(
    queueNames.map((queue) => [queue, createQuery(() => countQuery('lead', { filter: queueFilters[queue] }, []))]),
  );
  const leads = (): readonly AnyRecord[] => dataOf(page)?.items ?? [];
  const ids = () => leads().map((lead) => lead.id);
  /** On a wide screen the first one is open until another is chosen. */
  const current = () => openId() ?? (isPhone() ? undefined : ids()[0]);
  const open = (id: string | undefined) => setParams({ lead: id }, { replace: true });
  const step = (by: 1 | -1) => {
    const next = neighbourOf(ids(), current(), by);
    if (next) open(next);
  };
  const leave = () => {
    const id = current();
    if (id) open(afterLeaving(ids(), id));
  };
  // effect: a lead's own page knows its neighbours
  createEffect(() =>
    setTrail({
      noun: 'lead',
      ids: ids(),
      address: location.pathname + location.search,
      total: dataOf(page)?.total,
    }),
  );
  let began = Number.NEGATIVE_INFINITY;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || !hasSingleKeys()) return;
    const key = event.key.toLowerCase();
    // the second key of "go to" or "create"
    const isSequence = event.timeStamp - began < sequenceMs;
    began = key === 'g' || key === 'c' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (isSequence) return;
    const lead = leads().find((one) => one.id === current());
    if (key === 'j') step(1);
    else if (key === 'k') step(-1);
    else if (key === 'a' && lead && canBegin(lead) && me.canEdit('lead', 'status')) void beginLead(lead, me.id);
    else if (key === 'd' && lead && canEnd(lead) && me.canEdit('lead', 'status')) askToDisqualify(lead);
    else return;
    event.preventDefault();
  };
  onMount(() => {
    window.addEventListener('keydown', onKeyDown);
    onCleanup(() => window.removeEventListener('keydown', onKeyDown));
  });
  return (
    <div class="flex min-h-0 flex-1 flex-col">
      <TabList
        class="h-10 shrink-0 border-b border-line px-4"
        label={strings.queue.views}
        name="queue"
        items={queueNames.map((queue) => {
          const query = counts[queue];
          const count = query && dataOf(query)?.count;
          return { id: queue, label: strings.queue[queue], ...(count !== undefined && { count }) };
        })}
        selected={name()}
        onSelect={(queue) => setParams({ queue, lead: undefined }, { replace: true })}
        after={<span class="ml-auto text-xs text-muted max-lg:hidden">{strings.queue.keys}</span>}
      />
      <div {...tabPanel('queue', name())} class="flex min-h-0 flex-1">
        <Show when={!isPhone() || current() === undefined}>
          <div class="flex w-80 shrink-0 flex-col overflow-y-auto border-r border-line max-md:w-full max-md:border-0">
            <Switch>
              <Match when={page.isError && !dataOf(page)}>
                <ErrorState
                  title={strings.error.list}
                  detail={messageOf(page.error)}
                  onRetry={() => void page.refetch()}
                />
              </Match>
              <Match when={!dataOf(page)}>
                <SkeletonRows count={8} />
              </Match>
              <Match when={leads().length === 0}>
                <Empty icon={Inbox} title={strings.queue.none[name()]} detail={strings.queue.noneDetail} />
              </Match>
              <Match when={true}>
                <ul aria-label={strings.queue.waiting} class="divide-y divide-line border-b border-line">
                  <For each={leads()}>
                    {(lead) => <QueueRow lead={lead} isOpen={lead.id === current()} onOpen={() => open(lead.id)} />}
                  </For>
                </ul>
                <Show when={(dataOf(page)?.total ?? 0) > leads().length}>
                  <p class="px-4 py-3 text-xs text-muted">
                    {strings.queue.more((dataOf(page)?.total ?? 0) - leads().length)}
                  </p>
                </Show>
              </Match>
            </Switch>
          </div>
        </Show>
        <Show
          when={current()}
          keyed
          fallback={
            <Show when={!isPhone()}>
              <div class="grid flex-1 place-items-center bg-canvas">
                <Empty title={strings.queue.choose} icon={Inbox} />
              </div>
            </Show>
          }
        >
          {(id) => (
            <section aria-label={strings.record.details} class="flex min-w-0 flex-1 flex-col">
              <QueueDetail id={id} onStep={step} onLeft={leave} onBack={() => open(undefined)} />
            </section>
          )}
        </Show>
      </div>
    </div>
  );
}

function QueueRow(props: { lead: AnyRecord; isOpen: boolean; onOpen: () => void }) {
  const field = (key: string) => entityOf('lead')?.fields[key];
  return (
    <li>
      <button
        type="button"
        aria-current={props.isOpen ? 'true' : undefined}
        class={cx(
          'flex w-full items-start gap-2.5 px-4 py-2.5 text-left',
          props.isOpen ? 'bg-selected' : 'hover:bg-hover',
        )}
        onClick={() => props.onOpen()}
      >
        <Avatar name={titleOfRecord(props.lead)} size={24} class="mt-0.5" />
        <span class="min-w-0 flex-1">
          <span class="flex items-baseline gap-2">
            <span class="min-w-0 flex-1 truncate font-medium">{titleOfRecord(props.lead)}</span>
            <span class="shrink-0 text-xs text-muted tnum">{formatAgo(props.lead.createdAt)}</span>
          </span>
          <span class="mt-0.5 flex items-center gap-1.5">
            <span class="min-w-0 flex-1 truncate text-xs text-muted">{String(props.lead['companyName'] ?? '')}</span>
            <For each={['rating', 'status']}>
              {(key) => (
                <Show when={props.lead[key] !== undefined && field(key)}>
                  {(known) => <FieldValue field={known()} value={props.lead[key]} isInert />}
                </Show>
              )}
            </For>
          </span>
        </span>
      </button>
    </li>
  );
}
