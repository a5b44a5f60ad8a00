import { lazy, Show } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { entityOf } from '#web/lib/declarations.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { LayoutSwitcher, layoutOf } from '#web/record/list-layout.tsx';
import { useListState } from '#web/record/list-state.ts';
import { viewsQuery } from '#web/record/record.queries.ts';

const NounList = lazy(() => import('#web/record/noun-list.tsx').then((module) => ({ default: module.NounList })));
const BoardPage = lazy(() => import('./board-page.tsx').then((module) => ({ default: module.BoardPage })));

/** Deals as a board, a table or a calendar; the address says which, else what was chosen last. */
export default function DealsPage() {
  const me = useMe();
  return (
    <Show when={me.can('read', 'deal')} fallback={<NoAccess noun="deal" />}>
      <Show when={entityOf('deal')}>{(entity) => <Layouts entity={entity()} />}</Show>
    </Show>
  );
}

function Layouts(props: { entity: NonNullable<ReturnType<typeof entityOf>> }) {
  const views = createQuery(() => viewsQuery('deal'));
  const view = (id: string) => dataOf(views)?.find((v) => v.id === id);
  const state = useListState(() => props.entity, view);
  return (
    <Show when={layoutOf(props.entity, state) === 'board'} fallback={<NounList entity={props.entity} />}>
      <BoardPage
        entity={props.entity}
        state={state}
        views={dataOf(views) ?? []}
        switcher={<LayoutSwitcher entity={props.entity} state={state} />}
      />
    </Show>
  );
}
