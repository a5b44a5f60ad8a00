import type { Values } from '#functions/platform/rules.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { sameName } from '#shared/import/similar.ts';

/** Records that have a value of a field, by field and `sameName(value)`. */
export type Known = ReadonlyMap<string, ReadonlyMap<string, readonly AnyRecord[]>>;

/** The texts by which a value of any kind is compared with others: one, or one of each element. */
export const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (!Array.isArray(value)) return [];
  return value.flatMap((v: unknown) =>
    typeof v === 'string'
      ? [v]
      : typeof v === 'object' && v !== null && 'value' in v && typeof v.value === 'string'
        ? [v.value]
        : [],
  );
};

/** The values by which a row is matched; undefined where one of them is missing. */
export const matchKey = (fields: readonly string[], values: Values): string | undefined => {
  const parts = fields.map((f) => textsOf(values[f])[0]);
  return fields.length === 0 || parts.includes(undefined)
    ? undefined
    : parts.map((p) => sameName(p ?? '')).join('\u0000');
};
