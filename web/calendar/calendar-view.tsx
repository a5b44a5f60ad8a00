import { createEffect, createMemo, createSignal, For, Index, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Selection } from '#web/app/api.ts';
import { openCreate } from '#web/app/create.ts';
import { useMe } from '#web/app/me.tsx';
import { messageOf, requestOf } from '#web/app/problems.ts';
import { titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { setTrail } from '#web/app/trail.ts';
import { today } from '#web/lib/day.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { dayInWords, formatDay } from '#web/lib/format.ts';
import { isPhone } from '#web/lib/media.ts';
import { createInfiniteQuery, createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { instantOf } from '#web/lib/zone.ts';
import { both } from '#web/record/grouping.ts';
import type { ListState } from '#web/record/list-state.ts';
import { saveFields } from '#web/record/record.mutations.ts';
import { countQuery, listQuery } from '#web/record/record.queries.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { CalendarDays, ChevronDown, ChevronLeft, ChevronRight } from '#web/ui/icons.ts';
import { Menu } from '#web/ui/menu.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Banner, ErrorState } from '#web/ui/states.tsx';
import { text } from '#web/ui/text.ts';
import { showToast } from '#web/ui/toast.tsx';
import { Agenda } from './agenda.tsx';
import { CalendarDay } from './calendar-day.tsx';
import { CalendarEntry } from './calendar-entry.tsx';
import { between, byDay, dateFieldsOf, dayIn, valueOn } from './placing.ts';
import { type Span, stepped, weeksOf } from './span.ts';

const ChooseDay = lazy(() => import('./choose-day.tsx').then((module) => ({ default: module.ChooseDay })));

/** Most records that a calendar shows; more are a case for a filter. */
const most = 500;

/** The records of a list by their day: a month or a week of them, or a list of days on a phone. */
export function CalendarView(props: {
  entity: EntityInfo;
  state: ListState;
  isReady: boolean;
  onTotal: (total: number | undefined) => void;
}) {
  const me = useMe();
  const [chosen, setChosen] = createSignal<AnyRecord>();
  const fields = () => dateFieldsOf(props.entity).filter(({ key }) => me.canSee(props.entity.noun, key));
  const dateField = () => fields().find(({ key }) => key === props.state.dateField()) ?? fields()[0];
  const span = (): Span => (props.state.span() === 'week' ? 'week' : 'month');
  const day = () => props.state.day() ?? today();
  const weeks = createMemo(() => weeksOf(span(), day()));
  const days = () => weeks().flat();
  const selection = (): Selection => {
    const by = dateField();
    const filter = props.state.filter();
    return {
      filter: by ? both(filter, between(by, days()[0] ?? day(), days().at(-1) ?? day())) : filter,
      q: props.state.words() || undefined,
    };
  };
  const columns = () => [
    ...new Set([
      props.entity.title,
      ...(dateField() ? [dateField()?.key ?? ''] : []),
      ...(props.entity.highlights ?? props.entity.columns),
    ]),
  ];
  const pages = createInfiniteQuery(() => ({
    ...listQuery(props.entity.noun, selection(), dateField()?.key ?? '', columns()),
    enabled: props.isReady && dateField() !== undefined,
    placeholderData: keepPreviousData,
  }));
  const undated = createQuery(() => ({
    ...countQuery(
      props.entity.noun,
      {
        filter: both(props.state.filter(), { field: dateField()?.key ?? '', op: 'isEmpty' }),
        q: props.state.words() || undefined,
      },
      [],
    ),
    enabled: props.isReady && dateField() !== undefined,
  }));
  const records = createMemo<readonly AnyRecord[]>(() => dataOf(pages)?.pages.flatMap((page) => page.items) ?? []);
  const total = () => dataOf(pages)?.pages[0]?.total;
  // effect: a calendar wants all of its days at once, up to a limit
  createEffect(() => {
    if (pages.hasNextPage && !pages.isFetchingNextPage && records().length < most) void pages.fetchNextPage();
  });
  // effect: the page around the calendar shows the total, and a record's page the way to its neighbours
  createEffect(() => {
    props.onTotal(total());
    setTrail({
      noun: props.entity.noun,
      ids: records().map((record) => record.id),
      address: location.pathname + location.search,
      total: total(),
    });
  });
  const placed = createMemo(() => {
    const by = dateField();
    return by ? byDay(records(), by) : new Map<string, readonly AnyRecord[]>();
  });
  const canMove = () => {
    const by = dateField();
    return (
      by !== undefined &&
      !by.field.readOnly &&
      props.entity.standard?.update !== false &&
      me.canEdit(props.entity.noun, by.key)
    );
  };
  const canAdd = () => canMove() && me.can('create', props.entity.noun) && props.entity.standard?.create !== false;
  const move = async (record: AnyRecord, to: string) => {
    const by = dateField();
    if (!by || dayIn(record, by) === to) return;
    const before = record[by.key];
    const saved = await saveFields(record, { [by.key]: valueOn(record, by, to) });
    if (!saved) return;
    showToast({
      title: strings.calendar.moved(titleOfRecord(record), formatDay(to)),
      action: {
        label: text.undo,
        onSelect: () => void saveFields(saved, { [by.key]: before }),
      },
    });
    // by keyboard, the entry on its new day has the focus that the one on the old day had, or where it is not seen, what shows it
    if (document.activeElement === document.body)
      (
        document.querySelector<HTMLElement>(`[data-entry="${CSS.escape(record.id)}"] a`) ??
        document.querySelector<HTMLElement>(`[data-day="${CSS.escape(to)}"] [data-more]`)
      )?.focus();
  };
  const dayOfRecord = (record: AnyRecord) => {
    const by = dateField();
    return by && dayIn(record, by);
  };
  const title = () =>
    span() === 'month'
      ? dayInWords(day(), { month: 'long', year: 'numeric' })
      : `${formatDay(days()[0] ?? day())} – ${formatDay(days().at(-1) ?? day())}`;
  const go = (by: number) => props.state.setDay(stepped(span(), day(), by));
  const entry = (record: () => AnyRecord) => (
    <Show when={dateField()}>
      {(by) => (
        <CalendarEntry
          entity={props.entity}
          record={record()}
          dateField={by()}
          isWide={isPhone() || span() === 'week'}
          canMove={canMove()}
          onMove={(moved, to) => void move(moved, to)}
          onChoose={setChosen}
        />
      )}
    </Show>
  );
  return (
    <div class="flex min-h-0 flex-1 flex-col">
      <div class="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 pb-2">
        <h2 class="min-w-40 text-lg font-semibold" aria-live="polite">
          {title()}
        </h2>
        <div class="flex items-center gap-0.5">
          <IconButton label={strings.calendar.previous[span()]} icon={ChevronLeft} onClick={() => go(-1)} />
          <Button size="sm" onClick={() => props.state.setDay(undefined)}>
            {strings.calendar.today}
          </Button>
          <IconButton label={strings.calendar.next[span()]} icon={ChevronRight} onClick={() => go(1)} />
        </div>
        <Show when={dataOf(undated)?.count}>
          {(count) => (
            <button
              type="button"
              class="h-6.5 rounded-md px-2 text-xs text-muted hover:bg-hover hover:text-ink touch:h-9"
              onClick={() => {
                props.state.setLayout('table');
                props.state.setFilter(both(props.state.filter(), { field: dateField()?.key ?? '', op: 'isEmpty' }));
              }}
            >
              {strings.calendar.undated(count())}
            </button>
          )}
        </Show>
        <div class="ml-auto flex items-center gap-2">
          <Show when={fields().length > 1}>
            <Menu
              label={strings.calendar.dateField(dateField()?.field.label ?? '')}
              class="inline-flex h-6.5 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-ink-2 hover:bg-hover touch:h-9"
              items={fields().map(({ key, field }) => ({
                label: field.label,
                isChecked: key === dateField()?.key,
                onSelect: () => props.state.setDateField(key),
              }))}
            >
              <Icon of={CalendarDays} size={14} />
              {dateField()?.field.label}
              <Icon of={ChevronDown} size={13} class="text-muted" />
            </Menu>
          </Show>
          <Segmented<Span>
            label={strings.calendar.span}
            value={span()}
            onChange={props.state.setSpan}
            options={[
              { value: 'month', label: strings.calendar.month },
              { value: 'week', label: strings.calendar.week },
            ]}
          />
        </div>
      </div>
      <Show when={records().length >= most && pages.hasNextPage}>
        <div class="px-4 pt-2">
          <Banner tone="warning">{strings.calendar.cut(records().length)}</Banner>
        </div>
      </Show>
      <Switch>
        <Match when={pages.isError && records().length === 0}>
          <ErrorState
            title={strings.error.list}
            detail={messageOf(pages.error)}
            requestId={requestOf(pages.error)}
            onRetry={() => void pages.refetch()}
          />
        </Match>
        <Match when={isPhone()}>
          <Agenda days={days()} placed={placed()} entry={entry} isPending={pages.isPending} />
        </Match>
        <Match when={true}>
          <div class="min-h-0 flex-1 overflow-auto" aria-busy={pages.isFetching}>
            <div class="flex min-h-full min-w-160 flex-col">
              <div class="sticky top-0 z-10 grid grid-cols-7 border-b border-line bg-canvas" aria-hidden="true">
                <Index each={weeks()[0]}>
                  {(weekday) => (
                    <div class="px-2 py-1.5 text-xs font-medium text-muted">
                      {dayInWords(weekday(), { weekday: 'short' })}
                    </div>
                  )}
                </Index>
              </div>
              <ol aria-label={title()} class="grid flex-1 auto-rows-fr grid-cols-7">
                <For each={days()}>
                  {(each) => (
                    <CalendarDay
                      day={each}
                      records={placed().get(each) ?? []}
                      isMonth={span() === 'month'}
                      isOther={span() === 'month' && each.slice(0, 7) !== day().slice(0, 7)}
                      entry={entry}
                      addLabel={canAdd() ? strings.calendar.add(props.entity.label.one, formatDay(each)) : undefined}
                      onAdd={() => {
                        const by = dateField();
                        if (!by) return;
                        const value = by.field.kind === 'date' ? each : instantOf(each, '09:00');
                        openCreate({
                          noun: props.entity.noun,
                          values: { [by.key]: value },
                          onCreated: () => undefined,
                        });
                      }}
                      onMore={() => {
                        props.state.setDay(each);
                        props.state.setSpan('week');
                      }}
                      onDrop={(id) => {
                        const record = records().find((one) => one.id === id);
                        if (record) void move(record, each);
                      }}
                    />
                  )}
                </For>
              </ol>
            </div>
          </div>
        </Match>
      </Switch>
      <Suspense>
        <Show when={chosen()}>
          {(record) => (
            <ChooseDay
              title={strings.calendar.moveTo(titleOfRecord(record()))}
              value={dayOfRecord(record())}
              onClose={() => setChosen(undefined)}
              onChoose={(to) => {
                const moved = record();
                setChosen(undefined);
                void move(moved, to);
              }}
            />
          )}
        </Show>
      </Suspense>
    </div>
  );
}
