import { createSignal, lazy, Show, Suspense } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { recordsOf } from '#web/app/api.ts';
import { useMe } from '#web/app/me.tsx';
import { showProblem } from '#web/app/problems.ts';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Bookmark, Ellipsis, Pencil, Pin, Trash } from '#web/ui/icons.ts';
import { iconTriggerClass, Menu } from '#web/ui/menu.tsx';
import { TabList } from '#web/ui/tabs.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { fromSort, type ListState } from './list-state.ts';
import { removeRecord } from './record.mutations.ts';
import { tookPlace } from './record.queries.ts';

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
  kind: 'table' | 'board';
  allLabel?: string;
}) {
  const me = useMe();
  const [asking, setAsking] = createSignal<'save' | 'rename'>();
  const open = () => props.views.find((view) => view.id === props.state.viewId());
  const selected = () => open()?.id ?? allId;
  const items = () => [
    {
      id: allId,
      label: props.allLabel ?? strings.list.all(props.entity.label.many),
      ...(selected() === allId && props.total !== undefined && { count: props.total }),
    },
    ...props.views.map((view) => ({
      id: view.id,
      label: String(view['name'] ?? ''),
      ...(selected() === view.id && props.total !== undefined && { count: props.total }),
    })),
  ];
  const canChange = () => {
    const view = open();
    return view !== undefined && view['isLocked'] !== true && (view.ownerId === me.id || me.can('delete', 'settings'));
  };
  /** What the list looks like now, as a view keeps it. */
  const content = () => ({
    noun: props.entity.noun,
    kind: props.kind,
    filter: props.state.filter() ?? null,
    sort: props.state.sort().length ? fromSort(props.state.sort()).split(',') : null,
    shownColumns: [...props.state.shown()],
  });
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
      showToast({ title: strings.view.saved(String(saved['name'] ?? '')) });
      if ('filter' in patch) props.state.discard();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <>
      <TabList
        class="h-full"
        label={strings.list.views}
        name="views"
        items={items()}
        selected={selected()}
        onSelect={(id) => props.state.openView(id === allId ? undefined : id)}
        after={
          <span class="flex shrink-0 items-center">
            <Show when={open() && canChange()}>
              <Menu
                label={strings.view.options}
                class={iconTriggerClass}
                placement="bottom-start"
                items={[
                  { label: strings.view.rename, icon: Pencil, onSelect: () => setAsking('rename') },
                  {
                    label: open()?.['isPinned'] === true ? strings.view.unpin : strings.view.pin,
                    icon: Pin,
                    onSelect: () => void change({ isPinned: open()?.['isPinned'] !== true }),
                  },
                  {
                    label: strings.view.remove,
                    icon: Trash,
                    isDanger: true,
                    onSelect: () => {
                      const view = open();
                      if (!view) return;
                      props.state.openView(undefined);
                      void removeRecord(view);
                    },
                  },
                ]}
              >
                <Icon of={Ellipsis} size={15} />
              </Menu>
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
