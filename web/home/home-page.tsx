import { createMemo, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import type { Sums } from '#web/app/api.ts';
import { openCreate } from '#web/app/create.ts';
import { useMe } from '#web/app/me.tsx';
import { messageOf } from '#web/app/problems.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { addDays, today } from '#web/lib/day.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { defaultCurrency, formatMoneyShort } from '#web/lib/format.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { A } from '#web/lib/router.ts';
import { wallOf } from '#web/lib/zone.ts';
import { countQuery, fewQuery } from '#web/record/record.queries.ts';
import { openTasks, TaskLine } from '#web/record/upcoming.tsx';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button, buttonClass } from '#web/ui/button.tsx';
import { FieldValue } from '#web/ui/field-value.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Plus, Upload } from '#web/ui/icons.ts';
import { Stat } from '#web/ui/section.tsx';
import { Empty, ErrorState, Skeleton } from '#web/ui/states.tsx';
import { Attention, needsAttention } from './attention.tsx';
import { FirstSteps } from './first-steps.tsx';

const mine: Predicate = { field: 'ownerId', op: 'eq', value: '@me' };
const isOpen: Predicate = { field: 'status', op: 'eq', value: 'open' };

const greeting = (): string => {
  const hour = Number(wallOf(new Date()).time.slice(0, 2));
  return hour < 12
    ? strings.home.greeting.morning
    : hour < 18
      ? strings.home.greeting.day
      : strings.home.greeting.evening;
};

const shortSum = (sums: Sums | undefined): string => {
  if (sums === undefined) return '–';
  const sum = sums?.['amount'];
  const money = Array.isArray(sum) && sum.length > 0 ? sum : [{ amountMinor: 0, currency: defaultCurrency() }];
  return money.map(formatMoneyShort).join(' + ');
};

const dealsOf = (counted: { readonly count: number } | undefined): string =>
  counted ? strings.board.deals(counted.count) : '';

const Panel = (props: { title: string; href: string; more: string; children: JSX.Element }) => (
  <section class="min-w-0">
    <div class="mb-2 flex items-center">
      <h2 class="text-xs font-semibold text-ink-2">{props.title}</h2>
      <A href={props.href} class="ml-auto rounded-sm text-xs font-medium text-accent-text hover:underline">
        {props.more}
      </A>
    </div>
    {props.children}
  </section>
);

function Tasks() {
  const tasks = createQuery(() => fewQuery('task', { filter: { and: [mine, openTasks] } }, 'dueOn', 50));
  const groups = createMemo(() => {
    const rows = dataOf(tasks)?.items ?? [];
    const due = (task: AnyRecord) => (typeof task['dueOn'] === 'string' ? task['dueOn'] : undefined);
    const now = today();
    const week = addDays(now, 7);
    const pick = (isIn: (day: string | undefined) => boolean) => rows.filter((task) => isIn(due(task)));
    return [
      { title: strings.home.overdue, rows: pick((day) => day !== undefined && day < now) },
      { title: strings.home.dueToday, rows: pick((day) => day === now) },
      { title: strings.home.later, rows: pick((day) => day !== undefined && day > now && day <= week) },
      { title: strings.home.undated, rows: pick((day) => day === undefined).slice(0, 5) },
    ].filter((group) => group.rows.length > 0);
  });
  return (
    <Switch>
      <Match when={tasks.isError && !dataOf(tasks)}>
        <ErrorState title={strings.error.list} detail={messageOf(tasks.error)} onRetry={() => void tasks.refetch()} />
      </Match>
      <Match when={!dataOf(tasks)}>
        <Skeleton class="h-32 w-full rounded-lg" />
      </Match>
      <Match when={groups().length === 0}>
        <div class="rounded-lg border border-line bg-raised shadow-1">
          <Empty title={strings.home.noTasks} class="py-10">
            <Button icon={Plus} onClick={() => openCreate({ noun: 'task', onCreated: () => undefined })}>
              {strings.home.quickAdd}
            </Button>
          </Empty>
        </div>
      </Match>
      <Match when={true}>
        <div class="overflow-hidden rounded-lg border border-line bg-raised shadow-1">
          <For each={groups()}>
            {(group) => (
              <>
                <h3 class="border-b border-line bg-sunken px-3 py-1 text-2xs font-medium text-muted not-first:border-t">
                  {group.title}
                </h3>
                <div class="divide-y divide-line">
                  <For each={group.rows}>{(task) => <TaskLine task={task} hasLink />}</For>
                </div>
              </>
            )}
          </For>
        </div>
      </Match>
    </Switch>
  );
}

function Rows(props: { noun: string; filter: Predicate; sort: string; facts: readonly string[]; none: string }) {
  const rows = createQuery(() => fewQuery(props.noun, { filter: props.filter }, props.sort, 8));
  const items = () => dataOf(rows)?.items ?? [];
  return (
    <div class="overflow-hidden rounded-lg border border-line bg-raised shadow-1">
      <Switch>
        <Match when={!dataOf(rows)}>
          <Skeleton class="m-3 h-20" />
        </Match>
        <Match when={items().length === 0}>
          <p class="px-3 py-8 text-center text-xs text-muted">{props.none}</p>
        </Match>
        <Match when={true}>
          <ul class="divide-y divide-line">
            <For each={items()}>
              {(record) => (
                <li>
                  <A
                    href={hrefOf(props.noun, record.id)}
                    class="flex min-h-10 items-center gap-2.5 px-3 hover:bg-hover"
                  >
                    <Avatar name={titleOfRecord(record)} size={18} isSquare={props.noun !== 'lead'} />
                    <span class="min-w-0 flex-1 truncate font-medium">{titleOfRecord(record)}</span>
                    <For each={props.facts}>
                      {(key) => {
                        const field = () => entityOf(props.noun)?.fields[key];
                        return (
                          <Show when={record[key] !== undefined && field()}>
                            {(known) => (
                              <span class="shrink-0 text-xs text-muted">
                                <FieldValue field={known()} value={record[key]} isInert />
                              </span>
                            )}
                          </Show>
                        );
                      }}
                    </For>
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

function Figures() {
  const open = createQuery(() => countQuery('deal', { filter: { and: [mine, isOpen] } }, ['amount']));
  const closing = createQuery(() =>
    countQuery(
      'deal',
      { filter: { and: [mine, isOpen, { field: 'closeDate', op: 'within', value: { this: 'month' } }] } },
      ['amount'],
    ),
  );
  const won = createQuery(() =>
    countQuery(
      'deal',
      {
        filter: {
          and: [
            mine,
            { field: 'status', op: 'eq', value: 'won' },
            { field: 'closedAt', op: 'within', value: { this: 'month' } },
          ],
        },
      },
      ['amount'],
    ),
  );
  return (
    <section
      aria-label={strings.board.summary}
      class="grid divide-line rounded-lg border border-line bg-raised shadow-1 max-sm:divide-y sm:grid-cols-3 sm:divide-x"
    >
      <Stat label={strings.home.openValue} value={shortSum(dataOf(open)?.sums)} note={dealsOf(dataOf(open))} />
      <Stat label={strings.home.closingMonth} value={shortSum(dataOf(closing)?.sums)} note={dealsOf(dataOf(closing))} />
      <Stat label={strings.home.wonMonth} value={shortSum(dataOf(won)?.sums)} note={dealsOf(dataOf(won))} />
    </section>
  );
}

/** What the person has to do today, and how their deals stand. */
export default function HomePage() {
  const me = useMe();
  const companies = createQuery(() => ({
    ...countQuery('company', {}, []),
    enabled: me.can('create', 'import') && me.can('read', 'company'),
  }));
  const isFresh = () => dataOf(companies)?.count === 0;
  const filterOf = (...parts: readonly Predicate[]) => encodeURIComponent(JSON.stringify({ and: parts }));
  return (
    <>
      <TopBar left={<h1 class="truncate text-sm font-semibold">{`${greeting()}, ${me.name.split(' ')[0] ?? ''}`}</h1>}>
        <Show when={me.can('create', 'task')}>
          <Button icon={Plus} onClick={() => openCreate({ noun: 'task', onCreated: () => undefined })}>
            {strings.home.quickAdd}
          </Button>
        </Show>
      </TopBar>
      <div class="min-h-0 flex-1 overflow-y-auto bg-canvas">
        <div class="mx-auto max-w-280 space-y-5 p-5 max-md:p-4">
          <FirstSteps />
          <Show when={isFresh() && !me.can('update', 'settings')}>
            <div class="flex flex-wrap items-center gap-4 rounded-lg border border-accent-line bg-accent-soft px-4 py-3">
              <div class="min-w-0 flex-1">
                <p class="font-semibold">{strings.home.start}</p>
                <p class="text-ink-2">{strings.home.startDetail}</p>
              </div>
              <A href="/imports" class={buttonClass('primary')}>
                <Icon of={Upload} size={15} />
                {strings.nav.import}
              </A>
            </div>
          </Show>
          <Show when={me.can('read', 'deal')}>
            <Figures />
          </Show>
          <div class="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Show when={me.can('read', 'task')}>
              <Panel
                title={strings.home.today}
                href={`/tasks?filter=${filterOf(mine, openTasks)}&sort=dueOn`}
                more={strings.home.allTasks}
              >
                <Tasks />
              </Panel>
            </Show>
            <div class="min-w-0 space-y-5">
              <Show when={me.can('read', 'deal')}>
                <Panel
                  title={strings.attention.title}
                  href={`/deals?layout=table&filter=${encodeURIComponent(JSON.stringify(needsAttention(today())))}`}
                  more={strings.attention.all}
                >
                  <Attention />
                </Panel>
                <Panel
                  title={strings.home.deals}
                  href={`/deals?layout=table&filter=${filterOf(mine, isOpen)}`}
                  more={strings.home.allDeals}
                >
                  <Rows
                    noun="deal"
                    filter={{ and: [mine, isOpen] }}
                    sort="closeDate"
                    facts={['amount', 'closeDate']}
                    none={strings.home.noDeals}
                  />
                </Panel>
              </Show>
              <Show when={me.can('read', 'lead')}>
                <Panel title={strings.home.leads} href="/leads?queue=mine" more={strings.home.allLeads}>
                  <Rows
                    noun="lead"
                    filter={{ and: [mine, { field: 'status', op: 'in', value: ['new', 'assigned'] }] }}
                    sort="-createdAt"
                    facts={['companyName', 'rating', 'createdAt']}
                    none={strings.home.noLeads}
                  />
                </Panel>
              </Show>
            </div>
          </div>
        </div>
      </div>
    </>
  );
}
