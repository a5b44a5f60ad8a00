import { isCustomKey } from '#shared/contract/custom-key.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { bulkTableOf } from '#shared/predicate/to-sql.ts';
import { unknownKey, writeRow } from './apply-record.ts';
import { definingNoun, definitionsIn } from './definitions.ts';
import type { ReadModel } from './model.ts';
import { indexedText, isSearched } from './search-text.ts';

/** Fields of which values may stand in records without being filtered or found by them as they should. */
const staleFields = ({ db }: ReadModel, before: Entity, after: Entity): string[] => {
  const keys = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)].filter(isCustomKey));
  return [...keys].filter((key) => {
    const was = before.fields[key];
    const is = after.fields[key];
    if (was?.search !== is?.search) return true;
    return !was && db.get('SELECT 1 FROM meta WHERE key = ?', [unknownKey(after.noun, key)]) !== undefined;
  });
};

/** Writes the rows of records anew that have a value in one of the fields, or those of all. */
const rewrite = (model: ReadModel, before: Entity, after: Entity, keys: readonly string[], isAll: boolean): void => {
  const { db } = model;
  const { noun } = after;
  const table = bulkTableOf(noun);
  const where = isAll ? '1' : keys.map((key) => `json_extract(record, '$."${key}"') IS NOT NULL`).join(' OR ');
  // the numbers first: rows are replaced while others are read
  for (const { n } of db.all(`SELECT _n AS n FROM ${table} WHERE ${where}`)) {
    const row = db.get(`SELECT record, schema FROM ${table} WHERE _n = ?`, [Number(n)]);
    // the column holds what `writeRow` put there
    const record = JSON.parse(String(row?.record)) as AnyRecord;
    writeRow(model, after, Number(n), record, Number(row?.schema), indexedText(before, record));
  }
};

/** Where a record that was just applied defines a field: its noun has the field from now on, also in records that came before. */
export const redefine = (model: ReadModel, record: AnyRecord): void => {
  if (record.type !== definingNoun) return;
  const noun = String(record.noun);
  const before = model.findEntity(noun);
  model.define(noun, definitionsIn(model.db, noun).get(noun) ?? []);
  const after = model.findEntity(noun);
  if (!before || !after) return;
  const keys = staleFields(model, before, after);
  const isAll = isSearched(before) !== isSearched(after);
  if (keys.length === 0 && !isAll) return;
  rewrite(model, before, after, keys, isAll);
  for (const key of keys)
    if (after.fields[key]) model.db.run('DELETE FROM meta WHERE key = ?', [unknownKey(noun, key)]);
};
