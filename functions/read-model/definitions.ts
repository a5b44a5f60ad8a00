import type { AnyRecord } from '#shared/contract/entity.ts';
import { definitionOf, type FieldDefinition, inOrder } from '#shared/custom-field/definition.ts';
import { bulkTableOf } from '#shared/predicate/to-sql.ts';
import type { Database } from './database.ts';

/** The noun whose records define fields. */
export const definingNoun = 'customField';

/** Custom fields by noun, as the rows of the file define them; of one noun alone where it is named. */
export const definitionsIn = (db: Database, noun?: string): Map<string, FieldDefinition[]> => {
  const table = `w_${definingNoun}`;
  // a file of older declarations has no such table, nor has one that is still being made
  if (!db.get(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`, [table])) return new Map();
  const found = new Map<string, FieldDefinition[]>();
  for (const row of db.all(`SELECT record FROM ${bulkTableOf(definingNoun)}`)) {
    // the column holds what `writeRow` put there
    const record = JSON.parse(String(row.record)) as AnyRecord;
    const of = String(record.noun);
    if (noun !== undefined && of !== noun) continue;
    found.set(of, [...(found.get(of) ?? []), definitionOf(record)]);
  }
  return new Map([...found].map(([of, definitions]) => [of, inOrder(definitions)]));
};
