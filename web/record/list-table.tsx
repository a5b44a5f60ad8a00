import {
  createEffect,
  createMemo,
  createSignal,
  lazy,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Suspense,
  Switch,
} from 'solid-js';
import type { Selection } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { messageOf, requestOf } from '#web/app/problems.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { setTrail } from '#web/app/trail.ts';
import { type EntityInfo, fieldOf } from '#web/lib/declarations.ts';
import { isPhone } from '#web/lib/media.ts';
import { createInfiniteQuery, createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { useNavigate } from '#web/lib/router.ts';
import { DataGrid } from '#web/ui/data-grid.tsx';
import type { GridSort } from '#web/ui/grid-types.ts';
import { ErrorState, SkeletonRows } from '#web/ui/states.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { askedOf, calculationAt } from './calculations.ts';
import { ColumnFooter } from './column-footer.tsx';
import { columnMenu, movedColumn } from './column-menu.ts';
import { createGroupedRows } from './grouped-rows.ts';
import { createKeptRows } from './kept-rows.ts';
import { ListCards } from './list-cards.tsx';
import { gridColumns, isSortable } from './list-columns.tsx';
import { ListEmpty } from './list-empty.tsx';
import { prefer, preferencesOf } from './list-preferences.ts';
import { fromSort, type ListState } from './list-state.ts';
import { countQuery, listQuery } from './record.queries.ts';

const Peek = lazy(() => import('./peek.tsx').then((module) => ({ default: module.Peek })));

/** The rows of a list: a grid, or cards on a phone, with what can be done with the selected ones. */
export function ListTable(props: {
  entity: EntityInfo;
  state: ListState;
  /** False while it is not known yet what is to be shown. */
  isReady?: boolean;
  onTotal: (total: number | undefined) => void;
}) {
  const me = useMe();
  const navigate = useNavigate();
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const [isAll, setIsAll] = createSignal(false);
  const [peeked, setPeeked] = createSignal<string>();
  let place: HTMLDivElement | undefined;
  const preferences = () => preferencesOf(props.entity.noun);
  const isReady = () => props.isReady !== false;
  const selection = (): Selection => ({
    filter: props.state.filter(),
    q: props.state.words() || undefined,
    deleted: props.state.isBin() || undefined,
  });
  const columns = () => [
    ...new Set([props.entity.title, ...props.state.shown(), ...(props.entity.owned ? ['ownerId'] : [])]),
  ];
  const asked = createMemo(() => askedOf(props.entity, props.state.calculations(), props.state.shown()));
  const groupBy = () => (isPhone() || props.state.isBin() ? undefined : props.state.groupBy());
  const grouped = createGroupedRows(() => ({
    entity: props.entity,
    groupBy: groupBy(),
    selection: selection(),
    sort: fromSort(props.state.sort()),
    columns: columns(),
    sum: asked().sum,
    isReady: isReady(),
  }));
  const pages = createInfiniteQuery(() => ({
    ...listQuery(props.entity.noun, selection(), fromSort(props.state.sort()), columns()),
    enabled: isReady() && !grouped.isOn(),
    placeholderData: keepPreviousData,
  }));
  const figures = createQuery(() => ({
    ...countQuery(props.entity.noun, selection(), asked().sum, asked().figures),
    enabled: isReady() && (grouped.isOn() || (!isPhone() && asked().sum.length + asked().figures.length > 0)),
    placeholderData: keepPreviousData,
  }));
  const flat = createKeptRows(pages, () => JSON.stringify([props.entity.noun, selection(), props.state.sort()]));
  const rows = () => (grouped.isOn() ? grouped.rows() : flat());
  const total = createMemo(() => (grouped.isOn() ? dataOf(figures)?.count : dataOf(pages)?.pages[0]?.total));
  // effect: the page around the list shows the total, and a record's page the way to its neighbours
  createEffect(() => {
    props.onTotal(total());
    setTrail({
      noun: props.entity.noun,
      ids: rows().map((record) => record.id),
      address: location.pathname + location.search,
      total: total(),
    });
  });
  const onSort = (field: string, isAdded: boolean) => {
    const now = props.state.sort();
    const old = now.find((s) => s.field === field);
    // ascending, then descending, then as it was
    const next: GridSort[] = !old
      ? [{ field, isDescending: false }]
      : old.isDescending
        ? []
        : [{ field, isDescending: true }];
    // a field keeps its place in the order
    const added = old ? now.flatMap((s) => (s.field === field ? next : [s])) : [...now, ...next];
    props.state.setSort(isAdded ? added : next);
  };
  const clear = () => {
    setIsAll(false);
    setSelected(new Set<string>());
  };
  // effect: another list is another choice
  createEffect(on(() => JSON.stringify([props.entity.noun, selection()]), clear, { defer: true }));
  /** With the whole list selected, taking one row out of it leaves the rows that are loaded. */
  const select = (next: ReadonlySet<string>) => {
    setIsAll(false);
    setSelected(next);
  };
  const marked = createMemo<ReadonlySet<string>>(() => (isAll() ? new Set(rows().map((r) => r.id)) : selected()));
  const more = () => {
    if (!grouped.isOn() && pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };
  const canSelect = () => me.can('bulk', props.entity.noun) && props.entity.standard?.update !== false;
  const shownColumns = createMemo(() =>
    gridColumns({
      entity: props.entity,
      me,
      shown: props.state.shown(),
      pinned: preferences().pinned,
      isBin: props.state.isBin(),
      widths: () => preferences().widths,
      menuOf: (key, field, width) => columnMenu(props.entity, props.state, key, field, isSortable(field), width),
      footerOf: (key, field) => (
        <ColumnFooter
          name={key}
          field={field}
          calculation={calculationAt(props.entity, props.state.calculations(), key)}
          answer={dataOf(figures)}
          onChoose={(chosen) => props.state.setCalculations({ ...props.state.calculations(), [key]: chosen ?? 'none' })}
        />
      ),
    }),
  );
  const focusGrid = () => place?.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
  onMount(() => {
    /** The arrows reach the rows from wherever nothing else has the focus. */
    const onKeyDown = (event: KeyboardEvent) => {
      const isFree = document.activeElement === document.body || document.activeElement?.id === 'main';
      if (!isFree || !['ArrowDown', 'ArrowUp', 'j', 'k'].includes(event.key) || event.altKey || event.metaKey) return;
      event.preventDefault();
      focusGrid();
    };
    window.addEventListener('keydown', onKeyDown);
    onCleanup(() => window.removeEventListener('keydown', onKeyDown));
  });
  const error = () =>
    grouped.isOn() ? grouped.error() : pages.isError && flat().length === 0 ? pages.error : undefined;
  const isPending = () => !isReady() || (grouped.isOn() ? grouped.isPending() : pages.isPending);
  const isEmpty = () => (grouped.isOn() ? grouped.groups().length === 0 : flat().length === 0);
  // asked by every row that is drawn
  const peekedRecord = createMemo(() => {
    const id = peeked();
    return id === undefined ? undefined : rows().find((record) => record.id === id);
  });
  return (
    <div ref={place} class="relative flex min-h-0 flex-1">
      <div class="relative flex min-h-0 min-w-0 flex-1 flex-col">
        <Switch>
          <Match when={error()}>
            {(problem) => (
              <ErrorState
                title={strings.error.list}
                detail={messageOf(problem())}
                requestId={requestOf(problem())}
                onRetry={() => (grouped.isOn() ? grouped.refetch() : void pages.refetch())}
              />
            )}
          </Match>
          <Match when={isPending()}>
            <SkeletonRows class="min-h-0 flex-1 overflow-hidden" count={20} />
          </Match>
          <Match when={isEmpty()}>
            <ListEmpty entity={props.entity} state={props.state} />
          </Match>
          <Match when={isPhone()}>
            <ListCards entity={props.entity} rows={rows()} shown={props.state.shown()} onNearEnd={more} />
          </Match>
          <Match when={true}>
            <DataGrid
              label={props.entity.label.many}
              rows={rows()}
              lines={grouped.isOn() ? grouped.lines() : undefined}
              onToggle={grouped.toggle}
              rowId={(record) => record.id}
              rowLabel={titleOfRecord}
              columns={shownColumns()}
              sort={props.state.sort()}
              onSort={onSort}
              selected={marked()}
              onSelect={canSelect() ? select : undefined}
              onOpen={(record) => navigate(hrefOf(props.entity.noun, record.id))}
              onPeek={(record) => setPeeked(record?.id)}
              peeked={peekedRecord()?.id}
              onNearEnd={more}
              onResize={(column, width) =>
                prefer(props.entity.noun, { widths: { ...preferences().widths, [column]: width } })
              }
              onMove={(column, to, isAfter) => {
                const { pinned } = preferences();
                // among the columns that stay, a column stays as well, and elsewhere it does not
                if (fieldOf(props.entity, to) && pinned.includes(to) !== pinned.includes(column))
                  prefer(props.entity.noun, {
                    pinned: pinned.includes(to) ? [...pinned, column] : pinned.filter((key) => key !== column),
                  });
                props.state.setShown(movedColumn(props.state.shown(), column, to, isAfter));
              }}
              total={total()}
            />
          </Match>
        </Switch>
        <Show when={marked().size > 0}>
          <BulkBar
            entity={props.entity}
            selected={marked()}
            all={isAll() ? selection() : undefined}
            total={total()}
            shown={[...new Set([props.entity.title, ...props.state.shown()])]}
            isBin={props.state.isBin()}
            onClear={clear}
            onSelectAll={() => setIsAll(true)}
          />
        </Show>
      </div>
      <Suspense>
        <Show when={!isPhone() && peekedRecord()}>
          {(record) => (
            <Peek
              entity={props.entity}
              record={record()}
              onClose={() => {
                setPeeked(undefined);
                focusGrid();
              }}
            />
          )}
        </Show>
      </Suspense>
    </div>
  );
}
