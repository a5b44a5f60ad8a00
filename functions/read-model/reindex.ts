import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { bulkTableOf } from '#shared/predicate/to-sql.ts';
import { indexText } from './apply-record.ts';
import type { ReadModel } from './model.ts';
import { writeMeta } from './schema.ts';
import { indexedText } from './search-text.ts';

/** What is left to do: records of a noun after a number, all of them or those that have one of the fields. */
type Pending = { readonly after: number; readonly keys: readonly string[] | 'all' };

const prefix = 'reindex:';
/** About 50 ms: a request may wait for so much, and nothing waits for all of it. */
const rowsAtOnce = 500;

const pendingIn = ({ db }: ReadModel): { readonly noun: string; readonly pending: Pending }[] =>
  db.all('SELECT key, value FROM meta WHERE key >= ? AND key < ?', [prefix, `${prefix}~`]).map((row) => ({
    noun: String(row.key).slice(prefix.length),
    // written by this file alone
    pending: JSON.parse(String(row.value)) as Pending,
  }));

const put = ({ db }: ReadModel, noun: string, pending: Pending): void =>
  writeMeta(db, `${prefix}${noun}`, JSON.stringify(pending));

const indexRow = (model: ReadModel, entity: Entity, n: number, record: AnyRecord): void => {
  const text = indexedText(entity, record);
  model.db.prepare('DELETE FROM search WHERE rowid = ?').run(n);
  model.db.prepare('UPDATE doc SET title = ? WHERE n = ?').run(text.title.trim(), n);
  indexText(model, n, text, undefined);
};

const indexSome = (model: ReadModel, noun: string, { after, keys }: Pending): void => {
  const { db } = model;
  const entity = model.findEntity(noun);
  const where = keys === 'all' ? '1' : keys.map((key) => `json_extract(record, '$."${key}"') IS NOT NULL`).join(' OR ');
  const rows = entity
    ? db.all(`SELECT _n AS n, record FROM ${bulkTableOf(noun)} WHERE _n > ? AND (${where}) ORDER BY _n LIMIT ?`, [
        after,
        rowsAtOnce,
      ])
    : [];
  // the column holds what `writeRow` put there
  for (const row of rows)
    if (entity) indexRow(model, entity, Number(row.n), JSON.parse(String(row.record)) as AnyRecord);
  const last = rows.length < rowsAtOnce ? undefined : rows.at(-1);
  if (last) put(model, noun, { after: Number(last.n), keys });
  else db.run('DELETE FROM meta WHERE key = ?', [`${prefix}${noun}`]);
};

/** Goes on with what is to be searched anew, some records of each noun; answers whether all is done. */
export const goOnIndexing = (model: ReadModel): boolean => {
  const pending = pendingIn(model);
  if (pending.length === 0) return true;
  model.totals.clear();
  model.db.transaction(() => {
    for (const { noun, pending: left } of pending) indexSome(model, noun, left);
  });
  return pendingIn(model).length === 0;
};

/** The search over a noun's records has changed: the first of them are taken in at once, the others with the requests that follow. */
export const indexAnew = (model: ReadModel, noun: string, keys: readonly string[] | 'all'): void => {
  const before = pendingIn(model).find((p) => p.noun === noun)?.pending.keys ?? [];
  put(model, noun, { after: 0, keys: before === 'all' || keys === 'all' ? 'all' : [...new Set([...before, ...keys])] });
  goOnIndexing(model);
};
