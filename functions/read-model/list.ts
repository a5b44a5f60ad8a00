import { createHash } from 'node:crypto';
import { sign, verify } from '#functions/platform/signing.ts';
import { isCustomKey } from '#shared/contract/custom-key.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { invalid } from '#shared/contract/problem.ts';
import type { Value } from './database.ts';
import type { ReadModel } from './model.ts';
import { type Place, readPage } from './page.ts';
import { type RefTitles, recordAt, refsOf } from './records.ts';
import { type Selection, selectionSql } from './selection.ts';
import { sortKeysOf } from './sort.ts';
import { refuse, type View, type Viewer, viewOf } from './view.ts';

export type ListQuery = Selection & {
  readonly sort?: readonly string[] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly total?: boolean | undefined;
};
export type ListResult = { items: AnyRecord[]; cursor?: string; total?: number; refs: RefTitles };

const usualLimit = 50;

/** A cursor serves one person, one list, one filter and one order. */
const purposeOf = ({ entity, actor }: View, { filter, q, deleted, sort }: ListQuery): string => {
  const digest = createHash('sha256')
    .update(JSON.stringify([filter ?? null, q ?? null, deleted ?? false, sort ?? null]))
    .digest('base64url');
  return `list ${entity.noun} ${actor.id} ${digest}`;
};

const isPlace = (value: unknown, keys: number): value is Place =>
  typeof value === 'object' &&
  value !== null &&
  'k' in value &&
  Array.isArray(value.k) &&
  value.k.length === keys &&
  'id' in value &&
  typeof value.id === 'string';

const placeOf = (cursor: string, purpose: string, secret: string, keys: number): Place => {
  const place = verify(secret, purpose, cursor);
  if (!isPlace(place, keys)) throw invalid('query/cursor', 'The cursor is not one of this list.');
  return place;
};

const columnIssues = (
  { entity: { noun, plural, allFields }, policy }: View,
  columns: readonly string[],
): { pointer: string; detail: string }[] =>
  columns
    .filter((c) => c !== 'id' && c !== 'type')
    // who may not see a custom field is not told that there is one
    .filter((c) => !Object.hasOwn(allFields, c) || (isCustomKey(c) && policy.accessOf(noun, c) === 'none'))
    .map((c) => ({ pointer: 'query/columns', detail: `${c} is not a field of ${plural} (${noun})` }));

const pick = (record: AnyRecord, columns: readonly string[] | undefined): AnyRecord => {
  if (!columns) return record;
  const wanted = new Set(['id', 'type', 'version', ...columns]);
  // fewer fields than the record has is what was asked for
  return Object.fromEntries(Object.entries(record).filter(([key]) => wanted.has(key))) as AnyRecord;
};

/** A page of a noun's records. Throws `invalid-request` for a filter, order, column or cursor that is wrong or not open to the actor. */
export const listRecords = (
  model: ReadModel,
  entity: Entity,
  query: ListQuery,
  viewer: Viewer,
  secret: string,
): ListResult => {
  const view = viewOf(model, entity, viewer);
  const where = selectionSql(view, query);
  const keys = sortKeysOf(view, query.sort);
  const issues = columnIssues(view, query.columns ?? []);
  if (issues.length > 0) throw refuse(issues);
  const purpose = purposeOf(view, query);
  const place = query.cursor === undefined ? undefined : placeOf(query.cursor, purpose, secret, keys.length);
  const limit = query.limit ?? usualLimit;

  const wanted = { place, limit: limit + 1, withTotal: query.total !== false };
  const { rows: found, total } = readPage(view, where, keys, wanted);
  const rows = found.slice(0, limit);
  const items = rows.flatMap((row) => {
    const record = recordAt(model, entity.noun, Number(row.n));
    return record ? [pick(view.policy.project(entity.noun, record), query.columns)] : [];
  });
  const last = found.length > limit ? rows.at(-1) : undefined;
  // the keys are comparable values: texts, numbers or null
  const next: Place | undefined = last && {
    k: keys.map((_, i) => (last[`k${i}`] ?? null) as Value),
    id: String(last.id),
    ...(total !== undefined && { t: total }),
  };
  return {
    items,
    ...(next && { cursor: sign(secret, purpose, next) }),
    ...(total !== undefined && { total }),
    refs: refsOf(model, viewer, [{ entity, records: items }]),
  };
};
