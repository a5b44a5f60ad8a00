import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, EyeOff, Group, Pin } from '#web/ui/icons.ts';
import type { MenuItem } from '#web/ui/menu.tsx';
import { isGroupable } from './grouping.ts';
import { columnKeys } from './list-columns.tsx';
import { prefer, preferencesOf } from './list-preferences.ts';
import type { ListState } from './list-state.ts';

const step = 40;

/** Puts a column before or behind another one of those that are shown. */
export const movedColumn = (
  shown: readonly string[],
  column: string,
  to: string,
  isAfter: boolean,
): readonly string[] => {
  const rest = shown.filter((key) => key !== column);
  const at = rest.indexOf(to) + (isAfter ? 1 : 0);
  // before the first column that is not among the shown ones there is nothing
  return [...rest.slice(0, Math.max(0, at)), column, ...rest.slice(Math.max(0, at))];
};

/** What can be done with a column of a list. */
export const columnMenu = (
  entity: EntityInfo,
  state: ListState,
  key: string,
  field: FieldInfo,
  isSortable: boolean,
  width: number,
): readonly MenuItem[] => {
  const { pinned, widths } = preferencesOf(entity.noun);
  const isTitle = key === entity.title;
  const isPinned = pinned.includes(key);
  const keys = columnKeys(entity, state.shown(), pinned);
  const at = keys.indexOf(key);
  const neighbour = (by: number) => {
    const other = keys[at + by];
    return other !== undefined && other !== entity.title && pinned.includes(other) === isPinned ? other : undefined;
  };
  const move = (by: number) => {
    const other = neighbour(by);
    if (other) state.setShown(movedColumn(state.shown(), key, other, by > 0));
  };
  const resize = (by: number) =>
    prefer(entity.noun, { widths: { ...widths, [key]: Math.max(60, Math.min(800, width + by)) } });
  return [
    ...(isSortable
      ? [
          {
            label: strings.column.ascending,
            icon: ArrowUp,
            onSelect: () => state.setSort([{ field: key, isDescending: false }]),
          },
          {
            label: strings.column.descending,
            icon: ArrowDown,
            onSelect: () => state.setSort([{ field: key, isDescending: true }]),
          },
        ]
      : []),
    ...(isGroupable(field)
      ? [
          state.groupBy() === key
            ? { label: strings.column.ungroup, icon: Group, onSelect: () => state.setGroupBy(undefined) }
            : { label: strings.column.group, icon: Group, onSelect: () => state.setGroupBy(key) },
        ]
      : []),
    ...(isTitle
      ? []
      : [
          {
            label: isPinned ? strings.column.unpin : strings.column.pin,
            icon: Pin,
            onSelect: () =>
              prefer(entity.noun, { pinned: isPinned ? pinned.filter((other) => other !== key) : [...pinned, key] }),
          },
          {
            label: strings.column.left,
            icon: ArrowLeft,
            isDisabled: neighbour(-1) === undefined,
            onSelect: () => move(-1),
          },
          {
            label: strings.column.right,
            icon: ArrowRight,
            isDisabled: neighbour(1) === undefined,
            onSelect: () => move(1),
          },
        ]),
    { label: strings.column.wider, onSelect: () => resize(step) },
    { label: strings.column.narrower, onSelect: () => resize(-step) },
    ...(isTitle
      ? []
      : [
          {
            label: strings.column.hide,
            icon: EyeOff,
            onSelect: () => state.setShown(state.shown().filter((other) => other !== key)),
          },
        ]),
  ];
};
