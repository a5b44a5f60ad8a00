import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { bulkTableOf, tableOf } from '#shared/predicate/to-sql.ts';
import { writeRow } from './apply-record.ts';
import type { ReadModel } from './model.ts';
import { createIndexes, createNoun, staleNouns } from './schema.ts';

const hasTable = ({ db }: ReadModel, noun: string): boolean =>
  db.get(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`, [`w_${noun}`]) !== undefined;

const dropNoun = ({ db }: ReadModel, noun: string): void => {
  db.exec(
    `DROP TABLE IF EXISTS ${tableOf(noun)}; DROP TABLE IF EXISTS ${bulkTableOf(noun)}; DROP TABLE IF EXISTS "old_${noun}";`,
  );
};

/** Makes a noun's tables anew and fills them from the records' JSON that the old ones held. */
const refill = (model: ReadModel, entity: Entity): void => {
  const { db } = model;
  const { noun } = entity;
  const isKnown = hasTable(model, noun);
  if (isKnown)
    db.exec(
      `DROP TABLE IF EXISTS "old_${noun}"; ALTER TABLE ${bulkTableOf(noun)} RENAME TO "old_${noun}"; DROP TABLE ${tableOf(noun)};`,
    );
  createNoun(db, entity);
  if (!isKnown) return;
  for (const row of db.prepare(`SELECT _n AS n, record, schema FROM "old_${noun}"`).iterate()) {
    const n = Number(row.n);
    db.prepare('DELETE FROM search WHERE rowid = ?').run(n);
    // the column holds what `writeRow` put there
    writeRow(model, entity, n, JSON.parse(String(row.record)) as AnyRecord, Number(row.schema), undefined);
  }
  db.exec(`DROP TABLE "old_${noun}"`);
};

/** Brings a file that older declarations made up to today's, without reading the table. */
export const migrate = (model: ReadModel): void => {
  const { db, entities } = model;
  const known = new Set(entities.map((e) => e.noun));
  const gone = db
    .all(`SELECT substr(key, 6) AS noun FROM meta WHERE key LIKE 'noun:%'`)
    .map((row) => String(row.noun))
    .filter((noun) => !known.has(noun));
  db.transaction(() => {
    for (const noun of gone) {
      db.run('DELETE FROM search WHERE rowid IN (SELECT n FROM doc WHERE noun = ?)', [noun]);
      db.run('DELETE FROM event WHERE n IN (SELECT n FROM doc WHERE noun = ?)', [noun]);
      db.run('DELETE FROM doc WHERE noun = ?', [noun]);
      dropNoun(model, noun);
      db.run('DELETE FROM meta WHERE key = ?', [`noun:${noun}`]);
    }
    for (const entity of staleNouns(db, entities)) refill(model, entity);
    createIndexes(db, entities);
  });
};
