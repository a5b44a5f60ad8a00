import { isCustomKey } from '#shared/contract/custom-key.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { bulkTableOf } from '#shared/predicate/to-sql.ts';
import { unknownKey, writeRow } from './apply-record.ts';
import { definingNoun, definitionsIn } from './definitions.ts';
import type { ReadModel } from './model.ts';
import { indexAnew } from './reindex.ts';
import { indexedText, isSearched } from './search-text.ts';

/** Fields that records came with before they were defined. */
const missedFields = ({ db }: ReadModel, before: Entity, after: Entity): string[] =>
  Object.keys(after.fields).filter(
    (key) =>
      isCustomKey(key) &&
      !before.fields[key] &&
      db.get('SELECT 1 FROM meta WHERE key = ?', [unknownKey(after.noun, key)]) !== undefined,
  );

/** Fields that are searched and were not, or the other way round. */
const searchChanges = (before: Entity, after: Entity): string[] =>
  [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])].filter(
    (key) => isCustomKey(key) && before.fields[key]?.search !== after.fields[key]?.search,
  );

/** Writes the rows of records anew that have a value in one of the fields: they are filtered and ordered by it from then on. */
const rewrite = (model: ReadModel, before: Entity, after: Entity, keys: readonly string[]): void => {
  const { db } = model;
  const table = bulkTableOf(after.noun);
  const where = keys.map((key) => `json_extract(record, '$."${key}"') IS NOT NULL`).join(' OR ');
  // the numbers first: rows are replaced while others are read
  for (const { n } of db.all(`SELECT _n AS n FROM ${table} WHERE ${where}`)) {
    const row = db.get(`SELECT record, schema FROM ${table} WHERE _n = ?`, [Number(n)]);
    // the column holds what `writeRow` put there
    const record = JSON.parse(String(row?.record)) as AnyRecord;
    writeRow(model, after, Number(n), record, Number(row?.schema), indexedText(before, record));
  }
  for (const key of keys) db.run('DELETE FROM meta WHERE key = ?', [unknownKey(after.noun, key)]);
};

/** Where a record that was just applied defines a field: its noun has the field from now on, also in records that came before. */
export const redefine = (model: ReadModel, record: AnyRecord): void => {
  if (record.type !== definingNoun) return;
  const noun = String(record.noun);
  const before = model.findEntity(noun);
  model.define(noun, definitionsIn(model.db, noun).get(noun) ?? []);
  const after = model.findEntity(noun);
  if (!before || !after) return;
  const missed = missedFields(model, before, after);
  if (missed.length > 0) rewrite(model, before, after, missed);
  const searched = searchChanges(before, after);
  if (searched.length > 0) indexAnew(model, noun, isSearched(before) === isSearched(after) ? searched : 'all');
};
