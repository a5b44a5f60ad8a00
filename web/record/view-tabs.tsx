import { createSignal, lazy, Show, Suspense } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { showProblem } from '#web/app/problems.ts';
import { queryClient } from '#web/app/query-client.ts';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Bookmark, Ellipsis } from '#web/ui/icons.ts';
import { iconTriggerClass, Menu } from '#web/ui/menu.tsx';
import { type TabItem, TabList } from '#web/ui/tabs.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { fromCalculations } from './calculations.ts';
import { fromSort, type ListState } from './list-state.ts';
import { removeRecord } from './record.mutations.ts';
import { tookPlace, viewsQuery } from './record.queries.ts';
import { inTabOrder, markOf, mayChangeView, moveTab, viewMenu } from './view-menu.ts';

const SaveViewDialog = lazy(() =>
  import('./save-view-dialog.tsx').then((module) => ({ default: module.SaveViewDialog })),
);

const allId = 'all';

/** The saved views of a list as tabs, with what can be done about them. */
export function ViewTabs(props: {
  entity: EntityInfo;
  views: readonly AnyRecord[];
  state: ListState;
  total: number | undefined;
  kind: 'table' | 'board' | 'calendar';
  allLabel?: string;
}) {
  const me = useMe();
  const [asking, setAsking] = createSignal<'save' | 'rename'>();
  const open = () => props.views.find((view) => view.id === props.state.viewId());
  const selected = () => open()?.id ?? allId;
  const items = (): readonly TabItem[] => [
    {
      id: allId,
      label: props.allLabel ?? strings.list.all(props.entity.label.many),
      ...(selected() === allId && props.total !== undefined && { count: props.total }),
    },
    ...inTabOrder(props.entity.noun, props.views).map((view) => ({
      id: view.id,
      label: String(view['name'] ?? ''),
      mark: markOf(view),
      ...(selected() === view.id && props.total !== undefined && { count: props.total }),
    })),
  ];
  const canChange = () => {
    const view = open();
    return view !== undefined && mayChangeView(view, me);
  };
  /** What the list looks like now, as a view keeps it. */
  const content = () => {
    const calculations = fromCalculations(props.state.calculations());
    return {
      noun: props.entity.noun,
      kind: props.kind,
      filter: props.state.filter() ?? null,
      sort: props.state.sort().length ? fromSort(props.state.sort()).split(',') : null,
      shownColumns: [...props.state.shown()],
      groupBy: props.state.groupBy() ?? null,
      calculations: calculations.length ? [...calculations] : null,
      dateField: props.state.dateField() ?? null,
    };
  };
  const change = async (patch: Readonly<Record<string, unknown>>) => {
    const view = open();
    if (!view) return;
    try {
      const saved = await recordsOf('savedView').update({
        params: { id: view.id },
        ifMatch: view.version,
        body: patch,
      });
      tookPlace(saved);
      // the tab shows the view as it is now before the address forgets what was changed
      queryClient.setQueryData<readonly AnyRecord[]>(viewsQuery(props.entity.noun).queryKey, (views) =>
        views?.map((one) => (one.id === saved.id ? saved : one)),
      );
      showToast({ title: strings.view.saved(String(saved['name'] ?? '')) });
      if ('filter' in patch) props.state.discard();
    } catch (error) {
      showProblem(error);
    }
  };
  const menu = (view: AnyRecord) =>
    viewMenu(props.entity.noun, view, props.views, me, {
      change: (patch) => void change(patch),
      rename: () => setAsking('rename'),
      duplicate: () => setAsking('save'),
      copyLink: () => {
        void navigator.clipboard.writeText(`${location.origin}/${props.entity.plural}?view=${view.id}`);
        showToast({ title: strings.record.copied });
      },
      remove: () => {
        props.state.openView(undefined);
        void removeRecord(view);
      },
    });
  return (
    <>
      <TabList
        class="h-full"
        label={strings.list.views}
        name="views"
        items={items()}
        selected={selected()}
        onSelect={(id) => props.state.openView(id === allId ? undefined : id)}
        onMove={(id, to, isAfter) => {
          if (id !== allId) moveTab(props.entity.noun, props.views, id, to, isAfter);
        }}
        after={
          <span class="flex shrink-0 items-center">
            <Show when={open()}>
              {(view) => (
                <Menu
                  label={strings.view.options}
                  class={iconTriggerClass}
                  placement="bottom-start"
                  items={menu(view())}
                >
                  <Icon of={Ellipsis} size={15} />
                </Menu>
              )}
            </Show>
            <Show when={props.state.isChanged()}>
              <Show when={canChange()}>
                <Button variant="ghost" size="sm" class="text-accent-text" onClick={() => void change(content())}>
                  {strings.view.update}
                </Button>
              </Show>
              <Show when={me.can('create', 'savedView')}>
                <Button variant="ghost" size="sm" icon={Bookmark} onClick={() => setAsking('save')}>
                  {strings.view.saveAs}
                </Button>
              </Show>
              <Button variant="ghost" size="sm" onClick={() => props.state.discard()}>
                {strings.view.discard}
              </Button>
            </Show>
          </span>
        }
      />
      <Show when={asking()} keyed>
        <Suspense>
          <SaveViewDialog
            isOpen
            onOpenChange={() => setAsking(undefined)}
            content={content()}
            view={asking() === 'rename' ? open() : undefined}
            onSaved={(id) => props.state.openView(id)}
          />
        </Suspense>
      </Show>
    </>
  );
}
