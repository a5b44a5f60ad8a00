import type { JSX } from 'solid-js';
import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Sums } from '#web/app/api.ts';
import type { Me } from '#web/app/me.tsx';
import { hrefOf, shapeOf, titleOfRecord } from '#web/app/refs.ts';
import { strings } from '#web/app/strings.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { fieldOf } from '#web/lib/declarations.ts';
import { formatMoney, formatMoneyShort, formatNumber } from '#web/lib/format.ts';
import { A } from '#web/lib/router.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { type FieldInfo, isNumeric } from '#web/ui/field.ts';
import { isEditable } from '#web/ui/field-kinds.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import type { GridColumn } from '#web/ui/grid-types.ts';
import { FieldEditor } from '#web/ui/inline-edit.tsx';
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

/** A sum at the foot of a column: numbers as one, money as one a currency. */
const sumText = (sum: Sums[string] | undefined, money: typeof formatMoney): string =>
  sum === undefined ? '' : typeof sum === 'number' ? formatNumber(sum) : sum.map(money).join(' + ');

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

/** Fields whose sum over a whole list says something. */
export const summable = (entity: EntityInfo, shown: readonly string[]): readonly string[] =>
  shown.filter((key) => {
    const field = fieldOf(entity, key);
    return field?.kind === 'money' || (field?.kind === 'number' && !field.isPlain);
  });

/** The columns of a noun's grid. */
export const gridColumns = (
  entity: EntityInfo,
  me: Me,
  shown: readonly string[],
  widths: Readonly<Record<string, number>>,
  sums: Sums,
  isBin: boolean,
): readonly GridColumn<AnyRecord>[] => {
  const keys = [entity.title, ...shown.filter((key) => key !== entity.title)];
  return keys.flatMap((key): GridColumn<AnyRecord>[] => {
    const field = fieldOf(entity, key);
    if (!field || !me.canSee(entity.noun, key)) return [];
    const canEdit =
      !isBin &&
      isEditable(field) &&
      entity.standard?.update !== false &&
      me.canEdit(entity.noun, key) &&
      !key.includes('.');
    const full = sumText(sums[key], formatMoney);
    // what does not fit its column is written short, and whole in the tooltip
    const total = full.length > 13 ? sumText(sums[key], formatMoneyShort) : full;
    return [
      {
        id: key,
        label: field.label,
        width: widths[key] ?? widthOf(entity, key, field),
        isNumeric: isNumeric(field.kind),
        isSortable:
          field.kind !== 'json' && field.kind !== 'address' && field.kind !== 'multiRef' && field.kind !== 'file',
        cell: (record) =>
          key === entity.title ? (
            <Title entity={entity} record={record} />
          ) : (
            <FieldValue field={field} value={record[key]} isLinked={field.kind === 'ref'} isQuiet />
          ),
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
        ...(total && {
          footer: (
            <>
              <span>{strings.list.sum}</span>
              <span class="truncate font-medium text-ink-2" title={full}>
                {total}
              </span>
            </>
          ),
        }),
      },
    ];
  });
};
