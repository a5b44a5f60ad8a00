import { createHash } from 'node:crypto';
import { isCustomKey } from '#shared/contract/custom-key.ts';
import type { Entity } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import { type Shape, shapeOf } from '#shared/predicate/comparable.ts';
import { bulkTableOf, isBulky, tableOf } from '#shared/predicate/to-sql.ts';
import type { Database } from './database.ts';

/** Raised with every change of the tables that are not derived from the nouns; older snapshots are then of no use. */
const layoutVersion = 3;

const typeOf = (field: Field): string => {
  const shape = shapeOf(field);
  return shape === 'number' || shape === 'instant' || shape === 'boolean' || shape === 'presence' ? 'INTEGER' : 'TEXT';
};

export type Column = { readonly key: string; readonly field: Field };

const allColumnsOf = (entity: Entity): Column[] =>
  Object.entries(entity.allFields).map(([key, field]) => ({ key, field }));
const isDeclared = ({ key }: Column): boolean => !isCustomKey(key);

/** Moments, choices and references first: they are what lists are filtered by, and the shortest. */
const placeOfShape: Readonly<Record<Shape, number>> = {
  instant: 0,
  id: 0,
  number: 0,
  date: 0,
  boolean: 1,
  text: 2,
  ids: 3,
  texts: 3,
  presence: 4,
};

/**
 * Declared fields whose comparable values stand in the noun's own table. SQLite reads a row from its beginning to the column that is asked for,
 * so that the order decides what a scan costs.
 */
export const columnsOf = (entity: Entity): Column[] =>
  allColumnsOf(entity)
    .filter((c) => isDeclared(c) && !isBulky(c.field))
    .sort((a, b) => placeOfShape[shapeOf(a.field)] - placeOfShape[shapeOf(b.field)]);
/** Declared fields whose comparable values stand beside the record's JSON, so that scans of the others stay short. */
export const bulkyColumnsOf = (entity: Entity): Column[] =>
  allColumnsOf(entity).filter((c) => isDeclared(c) && isBulky(c.field));
/** Custom fields, whose comparable values stand together in the column `_custom` of the one table or of the other. */
export const customColumnsOf = (entity: Entity): Column[] => allColumnsOf(entity).filter((c) => !isDeclared(c));

/** Name of the currency of a money field, where sums are kept apart by it. No key of a custom field ends so. */
export const currencyName = (key: string): string => (isCustomKey(key) ? `${key}.currency` : `${key}_currency`);
/** A money field by name, as the table of the currencies that were ever seen has it. */
export const currencyField = (noun: string, key: string): string => `${noun}.${key}`;
export const isMoney = ({ field }: Column): boolean => field.kind === 'money';

const columnSql = (column: Column): string[] => [
  `"${column.key}" ${typeOf(column.field)}`,
  ...(isMoney(column) ? [`"${currencyName(column.key)}" TEXT`] : []),
];

/** True for nouns that something happens around: their records have a timeline of what refers to them. */
export const isBusiness = (entity: Entity | undefined): boolean =>
  entity?.group !== undefined && entity.group !== 'settings';

/** References that a related list of a record page is made of. */
const isIndexed = (field: Field, findEntity: (noun: string) => Entity | undefined): boolean =>
  field.kind === 'ref' && field.target !== undefined && isBusiness(findEntity(field.target));

/** Indexes of a noun's table. They are few: a scan of 100,000 narrow rows takes about 10 ms, and each index makes the snapshot larger. */
export const indexesOf = (entity: Entity, findEntity: (noun: string) => Entity | undefined): string[] => {
  const { noun } = entity;
  const table = tableOf(noun);
  const refs = columnsOf(entity).filter(({ field }) => isIndexed(field, findEntity));
  return [
    `CREATE INDEX IF NOT EXISTS "i_${noun}_owner" ON ${table} (_deleted, "ownerId")`,
    `CREATE INDEX IF NOT EXISTS "i_${noun}_updated" ON ${table} ("updatedAt")`,
    ...(entity.title in entity.allFields && !isBulky(entity.allFields[entity.title] as Field)
      ? [`CREATE INDEX IF NOT EXISTS "i_${noun}_title" ON ${table} ("${entity.title}")`]
      : []),
    // a column of the board, in its order, with what its totals are made of
    ...('stageId' in entity.fields && 'rank' in entity.fields
      ? [
          `CREATE INDEX IF NOT EXISTS "i_${noun}_board" ON ${table} ("stageId", "rank", "amount", "amount_currency", "probability", "pipelineId", _deleted)`,
        ]
      : []),
    ...refs.map(
      ({ key }) => `CREATE INDEX IF NOT EXISTS "i_${noun}_${key}" ON ${table} ("${key}") WHERE "${key}" IS NOT NULL`,
    ),
  ];
};

const tablesOf = (entity: Entity): string[] => {
  const columns = columnsOf(entity).flatMap(columnSql);
  const bulky = bulkyColumnsOf(entity).flatMap(columnSql);
  return [
    `CREATE TABLE ${tableOf(entity.noun)} (_n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, _deleted INTEGER NOT NULL, _custom TEXT, ${columns.join(', ')})`,
    `CREATE TABLE ${bulkTableOf(entity.noun)} (${['_n INTEGER PRIMARY KEY', 'record TEXT NOT NULL', 'schema INTEGER NOT NULL', '_custom TEXT', ...bulky].join(', ')})`,
  ];
};

/**
 * `doc` numbers the records of all nouns; by these numbers everything else refers to them. `event` is what happened, with repeated texts in
 * `term`, and `touch` on whose timeline it shows. An index of a million records lives from such rows being short.
 */
const commonTables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE doc (n INTEGER PRIMARY KEY, noun TEXT NOT NULL, title TEXT NOT NULL);
  CREATE INDEX i_doc_title ON doc (title);
  CREATE VIRTUAL TABLE search USING fts5(title, keys, body, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
  CREATE TABLE word (w INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
  CREATE TABLE gram (gram TEXT NOT NULL, w INTEGER NOT NULL, PRIMARY KEY (gram, w)) WITHOUT ROWID;
  CREATE TABLE currency (field TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (field, code)) WITHOUT ROWID;
  CREATE TABLE term (t INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE event (
    e INTEGER PRIMARY KEY, n INTEGER NOT NULL, version INTEGER NOT NULL, ulidMs INTEGER NOT NULL, ulidRest BLOB NOT NULL,
    type INTEGER NOT NULL, at INTEGER NOT NULL, actor INTEGER NOT NULL, changes TEXT
  );
  CREATE UNIQUE INDEX i_event_version ON event (n, version);
  CREATE TABLE touch (record INTEGER NOT NULL, ulidMs INTEGER NOT NULL, e INTEGER NOT NULL, PRIMARY KEY (record, ulidMs, e)) WITHOUT ROWID;
  CREATE TABLE fact_stage (
    deal INTEGER NOT NULL, version INTEGER NOT NULL, pipelineId TEXT, stageId TEXT, status TEXT,
    enteredAt INTEGER NOT NULL, leftAt INTEGER, durationMs INTEGER, amountMinor INTEGER, currency TEXT, ownerId TEXT,
    PRIMARY KEY (deal, version)
  ) WITHOUT ROWID;
`;

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);

/** What a noun's tables and its part of the search index depend on; custom fields come and go without either being made anew. */
const hashOfNoun = (entity: Entity): string =>
  digest([
    entity.title,
    entity.schemaVersion,
    'with custom fields',
    allColumnsOf(entity)
      .filter(isDeclared)
      .map(({ key, field: f }) => [key, f.kind, f.many, shapeOf(f), f.search, f.target]),
  ]);

/** Digest of the whole schema; a snapshot carries that of the code which made it. */
export const schemaHash = (entities: readonly Entity[]): string =>
  digest([layoutVersion, 'events by time', entities.map((e) => [e.noun, hashOfNoun(e)])]);
export const layoutHash = (): string => digest(layoutVersion);

export const readMeta = (db: Database, key: string): string | undefined => {
  const value = db.get('SELECT value FROM meta WHERE key = ?', [key])?.value;
  return typeof value === 'string' ? value : undefined;
};
export const writeMeta = (db: Database, key: string, value: string): void =>
  db.run('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', [key, value]);

/** Makes the tables of a new noun. */
export const createNoun = (db: Database, entity: Entity): void => {
  for (const statement of tablesOf(entity)) db.exec(statement);
  writeMeta(db, `noun:${entity.noun}`, hashOfNoun(entity));
};

/** Makes the tables in an empty file. Indexes are made apart (`createIndexes`), after a first load. */
export const createTables = (db: Database, entities: readonly Entity[]): void => {
  db.exec(commonTables);
  writeMeta(db, 'schema', schemaHash(entities));
  for (const entity of entities) createNoun(db, entity);
};

export const createIndexes = (db: Database, entities: readonly Entity[]): void => {
  const byNoun = new Map(entities.map((e) => [e.noun, e]));
  // what happened last, over all nouns
  db.exec('CREATE INDEX IF NOT EXISTS i_event_time ON event (ulidMs)');
  for (const entity of entities)
    for (const statement of indexesOf(entity, (noun) => byNoun.get(noun))) db.exec(statement);
};

/** Nouns whose tables were made for another declaration than today's, or not at all. */
export const staleNouns = (db: Database, entities: readonly Entity[]): Entity[] =>
  entities.filter((e) => readMeta(db, `noun:${e.noun}`) !== hashOfNoun(e));
