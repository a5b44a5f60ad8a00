import type { JSX } from 'solid-js';
import type { Group } from '#web/app/api.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { FieldValue } from '#web/ui/field-value.tsx';
import { useRefSource } from '#web/ui/ref-source.ts';
import { groupLabel } from './grouping.ts';

function Words(props: { field: FieldInfo; value: Group['key'] }) {
  const source = useRefSource();
  return <span class="truncate">{groupLabel(props.field, props.value, source.titleOf)}</span>;
}

/** What stands over the rows of a group: the value as a cell shows it, where that says it all. */
export const groupHead =
  (field: FieldInfo, value: Group['key']): (() => JSX.Element) =>
  () =>
    value !== null && (field.kind === 'ref' || field.kind === 'enum') ? (
      <FieldValue field={field} value={value} isInert />
    ) : (
      <Words field={field} value={value} />
    );
