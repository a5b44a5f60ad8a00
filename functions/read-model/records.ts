import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { titleOf } from '#shared/contract/entity.ts';
import { isActor } from '#shared/predicate/comparable.ts';
import { bulkTableOf, readableSql, tableOf } from '#shared/predicate/to-sql.ts';
import type { ReadModel } from './model.ts';
import { type View, type Viewer, viewOf } from './view.ts';

type Values = Readonly<Record<string, unknown>>;
export type RefTitles = Record<string, { noun: string; title: string }>;

// the column holds what `writeRow` put there
const parse = (json: unknown): AnyRecord | undefined =>
  typeof json === 'string' ? (JSON.parse(json) as AnyRecord) : undefined;

/** A record by the number of its row. */
export const recordAt = ({ db }: ReadModel, noun: string, n: number): AnyRecord | undefined =>
  parse(db.prepare(`SELECT record FROM ${bulkTableOf(noun)} WHERE _n = ?`).get(n)?.record);

/** Records of a noun by their ids, as far as the actor may read them, as the actor sees them. */
export const readableRecords = (view: View, ids: readonly string[]): Map<string, AnyRecord> => {
  if (ids.length === 0) return new Map();
  const { noun } = view.entity;
  const readable = readableSql(noun, view.sql, 't');
  const rows = view.model.db.all(
    `SELECT b.record FROM ${tableOf(noun)} t JOIN ${bulkTableOf(noun)} b ON b._n = t._n WHERE t.id IN (SELECT value FROM json_each(?)) AND (${readable.sql})`,
    [JSON.stringify(ids), ...readable.params],
  );
  return new Map(
    rows.flatMap((row): [string, AnyRecord][] => {
      const record = parse(row.record);
      return record ? [[record.id, view.policy.project(noun, record)]] : [];
    }),
  );
};

/** True where the actor may read the record, in the bin or not. */
export const isReadable = (view: View, id: string): boolean => {
  const readable = readableSql(view.entity.noun, view.sql, 't');
  return (
    view.model.db.get(`SELECT 1 FROM ${tableOf(view.entity.noun)} t WHERE t.id = ? AND (${readable.sql})`, [
      id,
      ...readable.params,
    ]) !== undefined
  );
};

const collect = (found: Map<string, Set<string>>, noun: string, value: unknown): void => {
  for (const id of Array.isArray(value) ? value : [value]) {
    if (typeof id !== 'string') continue;
    const ids = found.get(noun) ?? new Set();
    found.set(noun, ids.add(id));
  }
};

const collectRefs = (entity: Entity, records: readonly Values[], found: Map<string, Set<string>>): void => {
  for (const [key, field] of Object.entries(entity.allFields)) {
    if (!field.target && !isActor(field)) continue;
    for (const record of records) {
      const value = record[key];
      if (field.target) collect(found, field.target, value);
      else if (typeof value === 'object' && value !== null && 'id' in value) collect(found, 'user', value.id);
    }
  }
};

/** Titles of records, by id: only of those that the actor may read. */
export const titlesOf = (
  model: ReadModel,
  viewer: Viewer,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): RefTitles => {
  const titles: RefTitles = {};
  for (const [noun, ids] of wanted) {
    const entity = model.findEntity(noun);
    if (!entity) continue;
    for (const [id, record] of readableRecords(viewOf(model, entity, viewer), [...ids]))
      titles[id] = { noun, title: titleOf(entity, record) };
  }
  return titles;
};

/** Titles of what records refer to, so that a list needs no second call. The records are as the actor sees them. */
export const refsOf = (
  model: ReadModel,
  viewer: Viewer,
  lists: readonly { readonly entity: Entity; readonly records: readonly Values[] }[],
): RefTitles => {
  const found = new Map<string, Set<string>>();
  for (const { entity, records } of lists) collectRefs(entity, records, found);
  return titlesOf(model, viewer, found);
};
