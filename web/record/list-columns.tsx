import type { JSX } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Me } from '#web/app/me.tsx';
import { hrefOf, shapeOf, titleOfRecord } from '#web/app/refs.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { fieldOf } from '#web/lib/declarations.ts';
import { A } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { type FieldInfo, isNumeric } from '#web/ui/field.ts';
import { isEditable } from '#web/ui/field-kinds.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import type { GridColumn } from '#web/ui/grid-types.ts';
import { FieldEditor } from '#web/ui/inline-edit.tsx';
import type { MenuItem } from '#web/ui/menu.tsx';
import { saveEdit } from './record.mutations.ts';

const widthOf = (entity: EntityInfo, key: string, field: FieldInfo): number => {
  if (key === entity.title) return 260;
  switch (field.kind) {
    case 'boolean':
      return 90;
    case 'number':
    case 'percent':
    case 'date':
      return 120;
    case 'money':
    case 'dateTime':
    case 'enum':
      return 140;
    case 'email':
    case 'url':
      return 220;
    default:
      return 180;
  }
};

const Title = (props: { entity: EntityInfo; record: AnyRecord }): JSX.Element => (
  <A
    href={hrefOf(props.entity.noun, props.record.id)}
    class="flex min-w-0 items-center gap-2 rounded-sm hover:underline"
    tabindex="-1"
  >
    <Avatar name={titleOfRecord(props.record)} size={18} isSquare={shapeOf(props.entity.noun) !== 'person'} />
    <span class="truncate">{titleOfRecord(props.record)}</span>
  </A>
);

/** What the columns of a list depend on beyond its fields; the functions are asked when a column is drawn, and not when it is made. */
type ColumnSettings = {
  readonly entity: EntityInfo;
  readonly me: Me;
  readonly shown: readonly string[];
  readonly pinned: readonly string[];
  readonly isBin: boolean;
  readonly widths: () => Readonly<Record<string, number>>;
  readonly footerOf: (key: string, field: FieldInfo) => JSX.Element;
  readonly menuOf: (key: string, field: FieldInfo, width: number) => readonly MenuItem[];
};

/** Fields that a list can be ordered by. */
export const isSortable = (field: FieldInfo): boolean => !['json', 'address', 'multiRef', 'file'].includes(field.kind);

/** The columns of a list in their order: what names a row, what stays at the left, the rest. */
export const columnKeys = (
  entity: EntityInfo,
  shown: readonly string[],
  pinned: readonly string[],
): readonly string[] => {
  const rest = shown.filter((key) => key !== entity.title);
  return [entity.title, ...rest.filter((key) => pinned.includes(key)), ...rest.filter((key) => !pinned.includes(key))];
};

/** The columns of a noun's grid. */
export const gridColumns = (settings: ColumnSettings): readonly GridColumn<AnyRecord>[] => {
  const { entity, me, shown, pinned, isBin } = settings;
  return columnKeys(entity, shown, pinned).flatMap((key): GridColumn<AnyRecord>[] => {
    const field = fieldOf(entity, key);
    if (!field || !me.canSee(entity.noun, key)) return [];
    const canEdit =
      !isBin &&
      isEditable(field) &&
      entity.standard?.update !== false &&
      me.canEdit(entity.noun, key) &&
      !key.includes('.');
    const width = () => settings.widths()[key] ?? widthOf(entity, key, field);
    return [
      {
        id: key,
        label: field.label,
        // read when drawn: another width or sum is no reason to make the cells anew
        get width() {
          return width();
        },
        isNumeric: isNumeric(field.kind),
        isSortable: isSortable(field),
        isPinned: pinned.includes(key),
        cell: (record) =>
          key === entity.title ? (
            <Title entity={entity} record={record} />
          ) : (
            <FieldValue field={field} value={record[key]} isLinked={field.kind === 'ref'} isQuiet />
          ),
        ...(canEdit &&
          field.kind === 'boolean' && {
            onToggle: (record: AnyRecord) => void saveEdit(record, { [key]: record[key] !== true }, false),
          }),
        ...(canEdit && {
          editor: (record: AnyRecord, close: () => void) => (
            <FieldEditor
              field={field}
              value={record[key]}
              onSave={(value, hasChanged) => void saveEdit(record, { [key]: value }, hasChanged)}
              onClose={close}
            />
          ),
        }),
        get footer() {
          return settings.footerOf(key, field);
        },
        get menu() {
          return settings.menuOf(key, field, width());
        },
      },
    ];
  });
};
