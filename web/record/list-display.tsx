import { lazy, Suspense } from 'solid-js';
import { useMe } from '#web/app/me.tsx';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { buttonClass } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { ArrowUpDown, Columns, Group } from '#web/ui/icons.ts';
import { Menu } from '#web/ui/menu.tsx';
import { Popover } from '#web/ui/popover.tsx';
import { isGroupable } from './grouping.ts';
import { columnsOf } from './layout.ts';
import { isSortable } from './list-columns.tsx';
import type { ListState } from './list-state.ts';

const ColumnChooser = lazy(() =>
  import('#web/ui/column-chooser.tsx').then((module) => ({ default: module.ColumnChooser })),
);
const SortEditor = lazy(() => import('#web/ui/sort-editor.tsx').then((module) => ({ default: module.SortEditor })));

type Props = { entity: EntityInfo; state: ListState };

const visibleColumns = (me: ReturnType<typeof useMe>, entity: EntityInfo) =>
  columnsOf(entity).filter((entry) => me.canSee(entity.noun, entry.key));

/** What a list is ordered by, to see and to change. */
export function SortButton(props: Props) {
  const me = useMe();
  return (
    <Popover
      label={strings.sorting.title}
      placement="bottom-end"
      triggerClass={buttonClass('ghost', 'sm')}
      trigger={
        <>
          <Icon of={ArrowUpDown} size={14} />
          {strings.sorting.button(props.state.sort().length)}
        </>
      }
    >
      <Suspense fallback={<div class="h-40 w-84" />}>
        <SortEditor
          fields={visibleColumns(me, props.entity)
            .filter(({ field }) => isSortable(field))
            .map(({ key, field }) => ({ id: key, label: field.label }))}
          value={props.state.sort()}
          words={strings.sorting}
          onChange={props.state.setSort}
        />
      </Suspense>
    </Popover>
  );
}

/** What the rows of a list are grouped by. */
export function GroupButton(props: Props) {
  const me = useMe();
  const fields = () => visibleColumns(me, props.entity).filter(({ field }) => isGroupable(field));
  const label = () => {
    const chosen = fields().find(({ key }) => key === props.state.groupBy());
    return chosen ? strings.grouping.by(chosen.field.label) : strings.grouping.button;
  };
  return (
    <Menu
      label={label()}
      class={buttonClass('ghost', 'sm')}
      items={[
        {
          label: strings.grouping.none,
          isChecked: props.state.groupBy() === undefined,
          onSelect: () => props.state.setGroupBy(undefined),
        },
        ...fields().map(({ key, field }) => ({
          label: field.label,
          isChecked: props.state.groupBy() === key,
          onSelect: () => props.state.setGroupBy(key),
        })),
      ]}
    >
      <Icon of={Group} size={14} />
      {label()}
    </Menu>
  );
}

/** Which columns a list has, and in which order. */
export function ColumnsButton(props: Props) {
  const me = useMe();
  return (
    <Popover
      label={strings.list.columns}
      placement="bottom-end"
      triggerClass={buttonClass('ghost', 'sm')}
      trigger={
        <>
          <Icon of={Columns} size={14} />
          {strings.list.columns}
        </>
      }
    >
      <Suspense fallback={<div class="h-40 w-72" />}>
        <ColumnChooser
          all={visibleColumns(me, props.entity).map((entry) => ({ id: entry.key, label: entry.field.label }))}
          shown={props.state.shown()}
          onChange={props.state.setShown}
          onReset={() => props.state.setShown(undefined)}
        />
      </Suspense>
    </Popover>
  );
}
