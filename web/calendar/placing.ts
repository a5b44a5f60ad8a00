import type { AnyRecord } from '#shared/contract/entity.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { addDays, dayOf } from '#web/lib/day.ts';
import type { EntityInfo } from '#web/lib/declarations.ts';
import { instantOf, wallOf } from '#web/lib/zone.ts';
import type { FieldInfo } from '#web/ui/field.ts';

export type DateField = { readonly key: string; readonly field: FieldInfo };

const isDate = (field: FieldInfo | undefined): field is FieldInfo =>
  field?.kind === 'date' || field?.kind === 'dateTime';

/** The fields by which a calendar can place records of a noun, the one that its lists show first. */
export const dateFieldsOf = (entity: EntityInfo): readonly DateField[] => {
  const keys = [...new Set([...entity.columns, ...entity.ownFields])].filter((key) => entity.ownFields.includes(key));
  return keys.flatMap((key) => {
    const field = entity.fields[key];
    return isDate(field) ? [{ key, field }] : [];
  });
};

/** A noun has a calendar where its lists show a date of its own. */
export const hasCalendar = (entity: EntityInfo): boolean =>
  dateFieldsOf(entity).some(({ key }) => entity.columns.includes(key));

/** The condition on which a record lies between two days, both included. */
export const between = ({ key, field }: DateField, first: string, last: string): Predicate => {
  if (field.kind === 'date') return { field: key, op: 'between', value: [first, last] };
  const end = Date.parse(instantOf(addDays(last, 1), '00:00')) - 1;
  return { field: key, op: 'between', value: [instantOf(first, '00:00'), new Date(end).toISOString()] };
};

/** The day of a record here. */
export const dayIn = (record: AnyRecord, { key, field }: DateField): string | undefined => {
  const value = record[key];
  if (typeof value !== 'string' || value === '') return undefined;
  return field.kind === 'date' ? value : dayOf(new Date(value));
};

/** The value that puts a record on another day; of an instant the time of day stays. */
export const valueOn = (record: AnyRecord, { key, field }: DateField, day: string): string => {
  const value = record[key];
  if (field.kind === 'date') return day;
  return instantOf(day, wallOf(typeof value === 'string' ? new Date(value) : new Date()).time);
};

/** Records by their days. */
export const byDay = (
  records: readonly AnyRecord[],
  dateField: DateField,
): ReadonlyMap<string, readonly AnyRecord[]> => {
  const days = new Map<string, AnyRecord[]>();
  for (const record of records) {
    const day = dayIn(record, dateField);
    if (day === undefined) continue;
    const there = days.get(day);
    if (there) there.push(record);
    else days.set(day, [record]);
  }
  return days;
};
