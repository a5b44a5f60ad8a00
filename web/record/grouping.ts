import type { Predicate } from '#shared/predicate/predicate.ts';
import type { Group } from '#web/app/api.ts';
import { strings } from '#web/app/strings.ts';
import type { FieldInfo } from '#web/ui/field.ts';
import { plainValue } from '#web/ui/plain-value.ts';

/** Most groups that the server answers with. */
export const mostGroups = 500;

/** Fields of which each value can stand over the records that have it. */
export const isGroupable = (field: FieldInfo): boolean =>
  ['enum', 'multiEnum', 'ref', 'multiRef', 'boolean', 'date', 'text', 'percent'].includes(field.kind) ||
  field.isLabels === true;

/** Stands for a group in keys. */
export const groupId = (key: Group['key']): string => JSON.stringify(key);

/** What the records of a group have in common. */
export const groupFilter = (field: string, key: Group['key']): Predicate =>
  key === null ? { field, op: 'isEmpty' } : { field, op: 'eq', value: key };

/** Both, where there are two. */
export const both = (one: Predicate | undefined, other: Predicate): Predicate => (one ? { and: [one, other] } : other);

const places = (field: FieldInfo): ReadonlyMap<unknown, number> =>
  new Map((field.options ?? []).map((option, index) => [option.id, index]));

/**
 * Groups as they follow one another: choices as they are declared, records as they are `ranked` (stages have an order of their own), days and
 * numbers from low to high, the rest by how many they are.
 */
export const ordered = (
  field: FieldInfo,
  groups: readonly Group[],
  ranked: readonly string[] = [],
): readonly Group[] => {
  const place = ranked.length > 0 ? new Map<unknown, number>(ranked.map((id, index) => [id, index])) : places(field);
  const isEmpty = (group: Group) => (group.key === null ? 1 : 0);
  const compare = (a: Group, b: Group): number => {
    if (place.size > 0) return (place.get(a.key) ?? place.size) - (place.get(b.key) ?? place.size);
    if (field.kind === 'date') return String(a.key).localeCompare(String(b.key));
    if (field.kind === 'percent') return Number(a.key) - Number(b.key);
    return b.count - a.count;
  };
  return [...groups].sort((a, b) => isEmpty(a) - isEmpty(b) || compare(a, b));
};

/** A group in words. */
export const groupLabel = (
  field: FieldInfo,
  key: Group['key'],
  titleOf: (noun: string, id: string) => string | undefined,
): string => {
  if (key === null) return strings.grouping.empty;
  const isList = ['multiEnum', 'multiRef'].includes(field.kind) || field.isLabels === true;
  return plainValue(field, isList ? [key] : key, titleOf) || String(key);
};
