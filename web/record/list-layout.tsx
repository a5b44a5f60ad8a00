import { Show } from 'solid-js';
import { strings } from '#web/app/strings.ts';
import { hasCalendar } from '#web/calendar/placing.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { CalendarDays, Columns, Rows } from '#web/ui/icons.ts';
import { Segmented } from '#web/ui/segmented.tsx';
import { prefer, preferencesOf } from './list-preferences.ts';
import type { ListState } from './list-state.ts';

export type Layout = 'board' | 'table' | 'calendar';

const looks = {
  board: { label: strings.list.board, icon: Columns },
  table: { label: strings.list.table, icon: Rows },
  calendar: { label: strings.calendar.name, icon: CalendarDays },
} as const;

/** The layouts that a noun's list has, the usual one first. */
export const layoutsOf = (entity: EntityInfo): readonly Layout[] => [
  ...(entity.noun === 'deal' ? (['board'] as const) : []),
  'table',
  ...(hasCalendar(entity) ? (['calendar'] as const) : []),
];

/** How the list is laid out: as the address or the view says, else as it was last, else as is usual. */
export const layoutOf = (entity: EntityInfo, state: ListState): Layout => {
  const all = layoutsOf(entity);
  if (state.isBin()) return 'table';
  const known = (text: string | undefined) => all.find((layout) => layout === text);
  return known(state.layout()) ?? known(preferencesOf(entity.noun).layout) ?? all[0] ?? 'table';
};

/** Chooses the layout; nothing where there is only one. */
export const LayoutSwitcher = (props: { entity: EntityInfo; state: ListState }) => (
  <Show when={layoutsOf(props.entity).length > 1}>
    <Segmented<Layout>
      label={strings.list.layout}
      value={layoutOf(props.entity, props.state)}
      onChange={(layout) => {
        prefer(props.entity.noun, { layout });
        props.state.setLayout(layout);
      }}
      options={layoutsOf(props.entity).map((value) => ({ value, ...looks[value] }))}
    />
  </Show>
);
