import { lazy, Show } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { NoAccess } from '#web/app/no-access.tsx';
import { strings } from '#web/app/strings.ts';
import { entityOf } from '#web/lib/declarations.ts';
import { createQuery, dataOf } from '#web/lib/query.ts';
import { useListState } from '#web/record/list-state.ts';
import { viewsQuery } from '#web/record/record.queries.ts';
import { Columns, Rows } from '#web/ui/icons.ts';
import { Segmented } from '#web/ui/segmented.tsx';

const NounList = lazy(() => import('#web/record/noun-list.tsx').then((module) => ({ default: module.NounList })));
const BoardPage = lazy(() => import('./board-page.tsx').then((module) => ({ default: module.BoardPage })));

type Layout = 'board' | 'table';

/** Deals as a board or as a table; the address says which, else what was chosen last. */
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
  const layout = (): Layout => {
    const asked = state.layout();
    if (asked === 'board' || asked === 'table') return asked;
    const open = state.viewId();
    const kind = open === undefined ? undefined : view(open)?.['kind'];
    if (state.isBin() || kind === 'table') return 'table';
    return kind === 'board' || localStorage.getItem('deals.layout') !== 'table' ? 'board' : 'table';
  };
  const Switcher = () => (
    <Segmented<Layout>
      label={strings.list.layout}
      value={layout()}
      onChange={(next) => {
        localStorage.setItem('deals.layout', next);
        state.setLayout(next);
      }}
      options={[
        { value: 'board', label: strings.list.board, icon: Columns },
        { value: 'table', label: strings.list.table, icon: Rows },
      ]}
    />
  );
  return (
    <Show when={layout() === 'board'} fallback={<NounList entity={props.entity} switcher={<Switcher />} />}>
      <BoardPage entity={props.entity} state={state} views={dataOf(views) ?? []} switcher={<Switcher />} />
    </Show>
  );
}
