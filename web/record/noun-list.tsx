import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { openCreate } from '#web/app/create.ts';
import { useMe, visibleFields } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import { TopBar } from '#web/app/top-bar.tsx';
import { beginExport, selectionBody } from '#web/change-set/change-set.queries.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { isPhone } from '#web/lib/media.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { Button } from '#web/ui/button.tsx';
import { FilterPills } from '#web/ui/filter-pills.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ChevronLeft, Download, Ellipsis, Plus, Trash } from '#web/ui/icons.ts';
import { iconTriggerClass, Menu } from '#web/ui/menu.tsx';
import { SkeletonRows } from '#web/ui/states.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { ColumnsButton, GroupButton, SortButton } from './list-display.tsx';
import { LayoutSwitcher, layoutOf } from './list-layout.tsx';
import { ListSearch } from './list-search.tsx';
import { fromSort, useListState } from './list-state.ts';
import { ListTable } from './list-table.tsx';
import { viewsQuery } from './record.queries.ts';
import { ViewTabs } from './view-tabs.tsx';

const CalendarView = lazy(() =>
  import('#web/calendar/calendar-view.tsx').then((module) => ({ default: module.CalendarView })),
);

/** A list page: title, views, filters, and rows. */
export function NounList(props: { entity: EntityInfo }) {
  const me = useMe();
  const [total, setTotal] = createSignal<number>();
  const views = createQuery(() => viewsQuery(props.entity.noun));
  const known = () => dataOf(views) ?? [];
  const state = useListState(
    () => props.entity,
    (id) => known().find((view) => view.id === id),
  );
  const fields = () => visibleFields(me, props.entity);
  const exportView = async () => {
    const { noun, label, title } = props.entity;
    const columns = ['id', ...new Set([title, ...state.shown()])].filter((key) => me.canRead(noun, key));
    const selection = selectionBody({
      filter: state.filter(),
      q: state.words() || undefined,
      deleted: state.isBin() || undefined,
    });
    const sort = fromSort(state.sort()).split(',').filter(Boolean);
    if (await beginExport({ noun, selection, columns, ...(sort.length > 0 && { sort }) }))
      showToast({ title: strings.bulk.exporting(label.many) });
  };
  const isCalendar = () => layoutOf(props.entity, state) === 'calendar';
  const isReady = () => state.viewId() === undefined || !views.isPending;
  return (
    <>
      <TopBar
        left={
          <Show
            when={state.isBin()}
            fallback={<h1 class="truncate text-sm font-semibold">{props.entity.label.many}</h1>}
          >
            <button
              type="button"
              aria-label={strings.list.leaveBin}
              class={iconTriggerClass}
              onClick={() => state.setBin(false)}
            >
              <Icon of={ChevronLeft} />
            </button>
            <h1 class="truncate text-sm font-semibold">{strings.list.binOf(props.entity.label.many)}</h1>
          </Show>
        }
      >
        <Menu
          label={strings.list.more}
          class={iconTriggerClass}
          items={[
            {
              label: state.isBin() ? strings.list.leaveBin : strings.list.bin,
              icon: Trash,
              onSelect: () => state.setBin(!state.isBin()),
            },
            ...(me.can('export', props.entity.noun)
              ? [{ label: strings.bulk.exportView, icon: Download, onSelect: () => void exportView() }]
              : []),
          ]}
        >
          <Icon of={Ellipsis} />
        </Menu>
        <Show when={me.can('create', props.entity.noun) && props.entity.standard?.create !== false}>
          <Button variant="primary" icon={Plus} onClick={() => openCreate({ noun: props.entity.noun })}>
            {props.entity.noun === 'user' ? strings.settings.invite : strings.list.newOne(props.entity.label.one)}
          </Button>
        </Show>
      </TopBar>
      <Show when={!state.isBin()}>
        <div class="flex h-10 shrink-0 items-center gap-3 border-b border-line px-4">
          <ViewTabs
            entity={props.entity}
            views={known()}
            state={state}
            total={total()}
            kind={isCalendar() ? 'calendar' : 'table'}
          />
          <div class="ml-auto shrink-0">
            <LayoutSwitcher entity={props.entity} state={state} />
          </div>
        </div>
      </Show>
      <div class="flex shrink-0 items-center gap-1.5 overflow-x-auto px-4 py-2 max-md:flex-wrap">
        <ListSearch label={strings.list.searchIn(props.entity.label.many)} state={state} />
        <FilterPills fields={fields()} value={state.filter()} onChange={state.setFilter} />
        <div class="ml-auto flex items-center gap-1">
          <Show when={total() !== undefined}>
            <span class="px-1 text-xs whitespace-nowrap text-muted tnum">{strings.list.count(total() ?? 0)}</span>
          </Show>
          <Show when={!isPhone() && !isCalendar()}>
            <SortButton entity={props.entity} state={state} />
            <GroupButton entity={props.entity} state={state} />
            <ColumnsButton entity={props.entity} state={state} />
          </Show>
        </div>
      </div>
      <Show
        when={isCalendar()}
        fallback={<ListTable entity={props.entity} state={state} isReady={isReady()} onTotal={setTotal} />}
      >
        <Suspense fallback={<SkeletonRows class="min-h-0 flex-1 overflow-hidden" />}>
          <CalendarView entity={props.entity} state={state} isReady={isReady()} onTotal={setTotal} />
        </Suspense>
      </Show>
    </>
  );
}
