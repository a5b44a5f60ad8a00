import { inTodaysForm } from '#functions/platform/upcast.ts';
import { isCustomKey } from '#shared/contract/custom-key.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { comparableOf } from '#shared/predicate/comparable.ts';
import { bulkTableOf, isBulky, tableOf } from '#shared/predicate/to-sql.ts';
import type { Value } from './database.ts';
import type { ReadModel } from './model.ts';
import {
  bulkyColumnsOf,
  type Column,
  columnsOf,
  currencyField,
  currencyName,
  customColumnsOf,
  isMoney,
} from './schema.ts';
import { type Indexed, indexedText } from './search-text.ts';
import { addWords } from './vocabulary.ts';

type Values = Readonly<Record<string, unknown>>;

const currencyOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'currency' in value && typeof value.currency === 'string'
    ? value.currency
    : null;

const valuesOf = (columns: readonly Column[], record: Values): Value[] =>
  columns.flatMap((column): Value[] => {
    const value = comparableOf(column.field, record[column.key]);
    return isMoney(column) ? [value, currencyOf(record[column.key])] : [value];
  });
const namesOf = (columns: readonly Column[]): string[] =>
  columns.flatMap((column) =>
    isMoney(column) ? [`"${column.key}"`, `"${currencyName(column.key)}"`] : [`"${column.key}"`],
  );

/** The comparable values of custom fields together; null where the record has none of them. */
const customOf = (columns: readonly Column[], record: Values): string | null => {
  const values = columns.flatMap((column): [string, Value][] => {
    const value = comparableOf(column.field, record[column.key]);
    if (value === null) return [];
    return isMoney(column)
      ? [
          [column.key, value],
          [currencyName(column.key), currencyOf(record[column.key])],
        ]
      : [[column.key, value]];
  });
  return values.length === 0 ? null : JSON.stringify(Object.fromEntries(values));
};

type Plan = {
  readonly columns: readonly Column[];
  readonly bulky: readonly Column[];
  readonly custom: readonly Column[];
  readonly customBulky: readonly Column[];
  readonly money: readonly Column[];
  readonly find: string;
  readonly row: string;
  readonly bulk: string;
};

const plans = new WeakMap<Entity, Plan>();
const planOf = (entity: Entity): Plan => {
  const known = plans.get(entity);
  if (known) return known;
  const columns = columnsOf(entity);
  const bulky = bulkyColumnsOf(entity);
  const insert = (table: string, names: readonly string[]): string =>
    `INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  const custom = customColumnsOf(entity);
  const plan = {
    columns,
    bulky,
    custom: custom.filter(({ field }) => !isBulky(field)),
    customBulky: custom.filter(({ field }) => isBulky(field)),
    money: [...columns, ...custom].filter(isMoney),
    find: `SELECT t._n AS n, t."version" AS version FROM ${tableOf(entity.noun)} t WHERE t.id = ?`,
    row: insert(tableOf(entity.noun), ['_n', 'id', '_deleted', '_custom', ...namesOf(columns)]),
    bulk: insert(bulkTableOf(entity.noun), ['_n', 'record', 'schema', '_custom', ...namesOf(bulky)]),
  };
  plans.set(entity, plan);
  return plan;
};

const rememberCurrencies = ({ db }: ReadModel, entity: Entity, record: Values): void => {
  for (const { key } of planOf(entity).money) {
    const currency = currencyOf(record[key]);
    if (currency !== null)
      db.prepare('INSERT OR IGNORE INTO currency (field, code) VALUES (?, ?)').run(
        currencyField(entity.noun, key),
        currency,
      );
  }
};

/** What a value of a custom field that is not known (yet, or any more) is remembered by. */
export const unknownKey = (noun: string, key: string): string => `unknown:${noun}.${key}`;

/** A record may come before the definition of its fields: the definition then looks for such records. */
const rememberUnknown = ({ db }: ReadModel, entity: Entity, record: Values): void => {
  for (const key of Object.keys(record))
    if (isCustomKey(key) && !Object.hasOwn(entity.allFields, key))
      db.prepare(`INSERT OR IGNORE INTO meta (key, value) VALUES (?, '')`).run(unknownKey(entity.noun, key));
};

const isEmpty = ({ title, keys, body }: Indexed): boolean => title === '' && keys === '' && body === '';

/** Takes a record's text into the search, in place of what was there before. */
export const indexText = (model: ReadModel, n: number, text: Indexed, before: Indexed | undefined): void => {
  const { db } = model;
  if (before && before.title === text.title && before.keys === text.keys && before.body === text.body) return;
  if (before && !isEmpty(before)) db.prepare('DELETE FROM search WHERE rowid = ?').run(n);
  if (isEmpty(text)) return;
  db.prepare('INSERT INTO search (rowid, title, keys, body) VALUES (?, ?, ?, ?)').run(
    n,
    text.title,
    text.keys,
    text.body,
  );
  addWords(model, text);
};

const textBefore = (model: ReadModel, entity: Entity, n: number): Indexed | undefined => {
  const json = model.db.prepare(`SELECT record FROM ${bulkTableOf(entity.noun)} WHERE _n = ?`).get(n)?.record;
  // the column holds what `writeRow` put there
  return typeof json === 'string' ? indexedText(entity, JSON.parse(json) as Values) : undefined;
};

/** Writes a record's row under a number, in place of what is there. */
export const writeRow = (
  model: ReadModel,
  entity: Entity,
  n: number,
  record: AnyRecord,
  schemaVersion: number,
  before: Indexed | undefined,
): void => {
  const { db } = model;
  const plan = planOf(entity);
  const current = inTodaysForm(entity, record, schemaVersion);
  const isDeleted = current.deletedAt === undefined ? 0 : 1;
  db.prepare(plan.row).run(
    n,
    current.id,
    isDeleted,
    customOf(plan.custom, current),
    ...valuesOf(plan.columns, current),
  );
  db.prepare(plan.bulk).run(
    n,
    JSON.stringify(current),
    entity.schemaVersion,
    customOf(plan.customBulky, current),
    ...valuesOf(plan.bulky, current),
  );
  rememberUnknown(model, entity, current);
  rememberCurrencies(model, entity, current);
  const text = indexedText(entity, current);
  if (text.title !== before?.title)
    db.prepare(
      'INSERT INTO doc (n, noun, title) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET title = excluded.title',
    ).run(n, entity.noun, text.title.trim());
  indexText(model, n, text, before);
};

/** The number of a record's rows; undefined where the model does not know it. */
export const numberOf = (model: ReadModel, noun: string, id: string): number | undefined => {
  const entity = model.findEntity(noun);
  const row = entity && model.db.prepare(planOf(entity).find).get(id);
  return row && Number(row.n);
};

/** The version of a record that the model has; 0 where it has none. */
export const versionOf = (model: ReadModel, noun: string, id: string): number => {
  const entity = model.findEntity(noun);
  const version = entity && model.db.prepare(planOf(entity).find).get(id)?.version;
  return typeof version === 'number' ? version : 0;
};

/** Puts a record in place of an older version of it; a newer one stays. So any order and any repetition come to the same. */
export const applyRecord = (model: ReadModel, noun: string, record: AnyRecord, schemaVersion: number): boolean => {
  const entity = model.findEntity(noun);
  if (!entity) return false;
  const { db } = model;
  const known = db.prepare(planOf(entity).find).get(record.id);
  if (known && Number(known.version) >= record.version) return false;
  const n = known
    ? Number(known.n)
    : Number(db.prepare('INSERT INTO doc (noun, title) VALUES (?, ?)').run(noun, '').lastInsertRowid);
  writeRow(model, entity, n, record, schemaVersion, known ? textBefore(model, entity, n) : undefined);
  return true;
};

/** Takes a record out that the table no longer has, and what happened to it. */
export const dropRecord = (model: ReadModel, noun: string, n: number): void => {
  const { db } = model;
  model.totals.clear();
  db.run(`DELETE FROM ${tableOf(noun)} WHERE _n = ?`, [n]);
  db.run(`DELETE FROM ${bulkTableOf(noun)} WHERE _n = ?`, [n]);
  db.run('DELETE FROM doc WHERE n = ?', [n]);
  db.run('DELETE FROM search WHERE rowid = ?', [n]);
  // what it touched goes with its events, without which it shows nowhere
  db.run('DELETE FROM event WHERE n = ?', [n]);
  db.run('DELETE FROM fact_stage WHERE deal = ?', [n]);
};
