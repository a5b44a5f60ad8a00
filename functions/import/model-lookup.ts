import { type FollowPorts, follow } from '#functions/read-model/follow.ts';
import type { ReadModel } from '#functions/read-model/model.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { titleOf } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import { nameKey, sameName } from '#shared/import/similar.ts';
import { comparableText, separator, shapeOf } from '#shared/predicate/comparable.ts';
import { bulkTableOf, columnSql, tableOf } from '#shared/predicate/to-sql.ts';
import type { Lookup, Named } from './lookup.ts';

const fewRecords = 5000;
const maxCandidates = 2000;
const maxReferring = 3;

// the column holds what the read model put there
const parse = (json: unknown): AnyRecord[] => (typeof json === 'string' ? [JSON.parse(json) as AnyRecord] : []);

const textsIn = (field: Field, value: unknown): string[] => {
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) => {
    const text = typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : entry;
    return typeof text === 'string' || typeof text === 'number'
      ? [field.kind === 'phone' ? String(text) : sameName(String(text))]
      : [];
  });
};

/** A value as the column holds it; the column of several values holds each between separators. */
const comparable = (field: Field, value: string): string | number => {
  const shape = shapeOf(field);
  if (shape === 'number') return Number(value);
  return shape === 'text' || shape === 'texts' ? comparableText(field, value.trim().replace(/\s+/g, ' ')) : value;
};

/** Row numbers of records with one of the values. */
const rowsWith = (
  { db }: ReadModel,
  entity: Entity,
  key: string,
  field: Field,
  values: readonly (string | number)[],
): number[] => {
  const column = columnSql(entity.noun, key, field, 't');
  const from = `FROM ${tableOf(entity.noun)} t WHERE t._deleted = 0 AND`;
  if (shapeOf(field) !== 'texts')
    return db
      .all(`SELECT t._n AS n ${from} ${column} IN (SELECT value FROM json_each(?))`, [JSON.stringify(values)])
      .map((r) => Number(r.n));
  const wanted = new Set(values.map(String));
  const found: number[] = [];
  for (const row of db.prepare(`SELECT t._n AS n, ${column} AS texts ${from} ${column} IS NOT NULL`).iterate())
    if (
      String(row.texts)
        .split(separator)
        .some((text) => text !== '' && wanted.has(text))
    )
      found.push(Number(row.n));
  return found;
};

const recordsAt = ({ db }: ReadModel, noun: string, rows: readonly number[]): AnyRecord[] =>
  db
    .all(`SELECT b.record FROM ${bulkTableOf(noun)} b WHERE b._n IN (SELECT value FROM json_each(?))`, [
      JSON.stringify(rows),
    ])
    .flatMap((row) => parse(row.record));

/** Ref fields of all nouns by the noun that they point at. */
const refsTo = (
  model: ReadModel,
  noun: string,
): { readonly entity: Entity; readonly key: string; readonly field: Field }[] =>
  model.entities.flatMap((entity) =>
    Object.entries(entity.allFields).flatMap(([key, field]) =>
      field.kind === 'ref' && field.target === noun && key !== 'ownerId' ? [{ entity, key, field }] : [],
    ),
  );

/** Looks records up in the read model. */
export const createModelLookup = (model: ReadModel, ports: FollowPorts): Lookup => {
  const entityOf = (noun: string): Entity => {
    const entity = model.findEntity(noun);
    if (!entity) throw new Error(`there is no noun ${noun}`);
    return entity;
  };
  return {
    refresh: () => follow(model, ports),
    byField: async (noun, key, values) => {
      const entity = entityOf(noun);
      const field = entity.allFields[key];
      const found = new Map<string, AnyRecord[]>();
      if (!field || values.length === 0) return found;
      const wanted = new Set(values.map((v) => (field.kind === 'phone' ? v : sameName(v))));
      const rows = rowsWith(model, entity, key, field, [...new Set(values.map((v) => comparable(field, v)))]);
      for (const record of recordsAt(model, noun, rows))
        for (const text of new Set(textsIn(field, record[key])))
          if (wanted.has(text)) found.set(sameName(text), [...(found.get(sameName(text)) ?? []), record]);
      return found;
    },
    all: async (noun) =>
      recordsAt(
        model,
        noun,
        model.db
          .all(`SELECT t._n AS n FROM ${tableOf(noun)} t WHERE t._deleted = 0 LIMIT ${fewRecords}`)
          .map((r) => Number(r.n)),
      ),
    candidates: async (noun, name) => {
      const entity = entityOf(noun);
      const field = entity.allFields[entity.title];
      if (!field) return [];
      const column = columnSql(noun, entity.title, field, 't');
      const [{ count = 0 } = {}] = model.db.all(
        `SELECT count(*) AS count FROM ${tableOf(noun)} t WHERE t._deleted = 0`,
      );
      // of many, those that begin alike; a typo in the first letters is then not found
      const start = comparableText(field, name.trim()).slice(0, 3);
      const isMany = Number(count) > fewRecords;
      const where = isMany ? `AND ${column} >= ? AND ${column} < ?` : '';
      const rows = model.db.all(
        `SELECT t._n AS n FROM ${tableOf(noun)} t WHERE t._deleted = 0 ${where} LIMIT ${isMany ? maxCandidates : fewRecords}`,
        isMany ? [start, `${start}\uffff`] : [],
      );
      if (nameKey(name) === '') return [];
      return recordsAt(
        model,
        noun,
        rows.map((r) => Number(r.n)),
      ).map((record): Named => ({ id: record.id, title: titleOf(entity, record) }));
    },
    referring: async (noun, ids, isIgnored) => {
      const found = new Map<string, (Named & { noun: string })[]>();
      for (const { entity, key, field } of refsTo(model, noun)) {
        for (const record of recordsAt(model, entity.noun, rowsWith(model, entity, key, field, ids))) {
          if (isIgnored(record)) continue;
          const id = String(record[key]);
          const list = found.get(id) ?? [];
          if (list.length < maxReferring)
            found.set(id, [...list, { noun: entity.noun, id: record.id, title: titleOf(entity, record) }]);
        }
      }
      return found;
    },
  };
};
