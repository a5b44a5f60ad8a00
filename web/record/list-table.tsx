import { createEffect, createMemo, createSignal, Match, on, Show, Switch } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Selection } from '#web/app/api.ts';
import { openCreate } from '#web/app/create.ts';
import { useMe } from '#web/app/me.tsx';
import { nounIcon } from '#web/app/noun-icon.ts';
import { messageOf, requestOf } from '#web/app/problems.ts';
import { hrefOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import { setTrail } from '#web/app/trail.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { isPhone } from '#web/lib/media.ts';
import { createInfiniteQuery, createQuery, dataOf, keepPreviousData } from '#web/lib/query.ts';
import { A, useNavigate } from '#web/lib/router.ts';
import { Button, buttonClass } from '#web/ui/button.tsx';
import { DataGrid } from '#web/ui/data-grid.tsx';
import type { GridSort } from '#web/ui/grid-types.ts';
import { Plus } from '#web/ui/icons.ts';
import { Empty, ErrorState, SkeletonRows } from '#web/ui/states.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { loadWidths, saveWidth } from './column-widths.ts';
import { ListCards } from './list-cards.tsx';
import { gridColumns, summable } from './list-columns.tsx';
import { fromSort, type ListState } from './list-state.ts';
import { countQuery, listQuery } from './record.queries.ts';

/** The rows of a list: a grid, or cards on a phone, with what can be done with the selected ones. */
export function ListTable(props: {
  entity: EntityInfo;
  state: ListState;
  onTotal: (total: number | undefined) => void;
}) {
  const me = useMe();
  const navigate = useNavigate();
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const [isAll, setIsAll] = createSignal(false);
  const [widths, setWidths] = createSignal(loadWidths(props.entity.noun));
  const selection = (): Selection => ({
    filter: props.state.filter(),
    q: props.state.words() || undefined,
    deleted: props.state.isBin() || undefined,
  });
  const columns = () => [
    ...new Set([props.entity.title, ...props.state.shown(), ...(props.entity.owned ? ['ownerId'] : [])]),
  ];
  const pages = createInfiniteQuery(() => ({
    ...listQuery(props.entity.noun, selection(), fromSort(props.state.sort()), columns()),
    placeholderData: keepPreviousData,
  }));
  const sums = createQuery(() => ({
    ...countQuery(props.entity.noun, selection(), summable(props.entity, props.state.shown())),
    enabled: summable(props.entity, props.state.shown()).length > 0,
    placeholderData: keepPreviousData,
  }));
  const rows = createMemo<readonly AnyRecord[]>(() => dataOf(pages)?.pages.flatMap((page) => page.items) ?? []);
  const total = createMemo(() => dataOf(pages)?.pages[0]?.total);
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
  const isFiltered = () => props.state.filter() !== undefined || props.state.words() !== '';
  const onSort = (field: string, isAdded: boolean) => {
    const now = props.state.sort();
    const old = now.find((s) => s.field === field);
    // ascending, then descending, then as it was
    const next: GridSort[] = !old
      ? [{ field, isDescending: false }]
      : old.isDescending
        ? []
        : [{ field, isDescending: true }];
    props.state.setSort(isAdded ? [...now.filter((s) => s.field !== field), ...next] : next);
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
    if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };
  const canSelect = () => me.can('bulk', props.entity.noun) && props.entity.standard?.update !== false;
  return (
    <div class="relative flex min-h-0 flex-1 flex-col">
      <Switch>
        <Match when={pages.isError && rows().length === 0}>
          <ErrorState
            title={strings.error.list}
            detail={messageOf(pages.error)}
            requestId={requestOf(pages.error)}
            onRetry={() => void pages.refetch()}
          />
        </Match>
        <Match when={pages.isPending}>
          <SkeletonRows class="min-h-0 flex-1 overflow-hidden" count={20} />
        </Match>
        <Match when={rows().length === 0}>
          <Switch>
            <Match when={props.state.isBin()}>
              <Empty title={strings.list.binEmpty} icon={nounIcon(props.entity.icon)}>
                <Button onClick={() => props.state.setBin(false)}>{strings.list.leaveBin}</Button>
              </Empty>
            </Match>
            <Match when={isFiltered()}>
              <Empty
                title={strings.list.emptyFiltered(props.entity.label.many)}
                detail={strings.list.emptyFilteredDetail}
                icon={nounIcon(props.entity.icon)}
              >
                <Button
                  onClick={() => {
                    props.state.setFilter(undefined);
                    props.state.setWords('');
                  }}
                >
                  {strings.list.clearFilters}
                </Button>
              </Empty>
            </Match>
            <Match when={true}>
              <Empty
                title={strings.list.empty(props.entity.label.many)}
                detail={strings.list.emptyDetail(props.entity.label.one)}
                icon={nounIcon(props.entity.icon)}
              >
                <Show when={me.can('create', props.entity.noun) && props.entity.standard?.create !== false}>
                  <Button variant="primary" icon={Plus} onClick={() => openCreate({ noun: props.entity.noun })}>
                    {strings.list.newOne(props.entity.label.one)}
                  </Button>
                </Show>
                <Show when={props.entity.importable !== false && me.can('create', 'import')}>
                  <A href="/imports" class={buttonClass()}>
                    {strings.list.importFile}
                  </A>
                </Show>
              </Empty>
            </Match>
          </Switch>
        </Match>
        <Match when={isPhone()}>
          <ListCards entity={props.entity} rows={rows()} shown={props.state.shown()} onNearEnd={more} />
        </Match>
        <Match when={true}>
          <DataGrid
            label={props.entity.label.many}
            rows={rows()}
            rowId={(record) => record.id}
            rowLabel={titleOfRecord}
            columns={gridColumns(
              props.entity,
              me,
              props.state.shown(),
              widths(),
              dataOf(sums)?.sums ?? {},
              props.state.isBin(),
            )}
            sort={props.state.sort()}
            onSort={onSort}
            selected={marked()}
            onSelect={canSelect() ? select : undefined}
            onOpen={(record) => navigate(hrefOf(props.entity.noun, record.id))}
            onNearEnd={more}
            onResize={(column, width) => setWidths(saveWidth(props.entity.noun, column, width))}
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
  );
}
