import type { Entity } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import { checkPredicate } from '#shared/predicate/check-predicate.ts';
import type { Predicate } from '#shared/predicate/predicate.ts';
import { columnSql, readableSql, type Sql, toSql } from '#shared/predicate/to-sql.ts';
import { asWords, isSearched, lengthOf, phoneDigits, searchedFields } from './search-text.ts';
import { refuse, type View } from './view.ts';

/** What narrows a list, as its query says it. */
export type Selection = {
  readonly filter?: Predicate | undefined;
  readonly q?: string | undefined;
  readonly deleted?: boolean | undefined;
};

const and = (parts: readonly Sql[]): Sql => ({
  sql: parts.map((p) => `(${p.sql})`).join(' AND '),
  params: parts.flatMap((p) => p.params),
});

/** A phrase of the full-text query language; quotes are doubled, nothing else in it has a meaning. */
export const phrase = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A trigram index finds nothing shorter. */
const shortest = 3;

const wordsOf = (q: string): string[] => asWords(q).trim().split(' ').filter(Boolean);

const indexSql = (words: readonly string[]): Sql => ({
  sql: 't._n IN (SELECT rowid FROM search WHERE search MATCH ?)',
  params: [words.map(phrase).join(' AND ')],
});

const searched = (entity: Entity): (readonly [string, Field])[] => {
  const title = entity.allFields[entity.title];
  return [...(title ? [[entity.title, title] as const] : []), ...searchedFields(entity)];
};

/** Each word somewhere in the fields that the actor may see; slower, and never by a field that is hidden. */
const scanSql = (view: View, words: readonly string[]): Sql => {
  const { entity, policy } = view;
  const columns = searched(entity)
    .filter(([key]) => policy.readable(entity.noun, key))
    .map(([key, field]) => columnSql(entity.noun, key, field, 't'));
  const anywhere = columns.map((c) => `instr(${c}, ?) > 0`).join(' OR ') || '0';
  return and(words.map((word) => ({ sql: anywhere, params: columns.map(() => word) })));
};

/** The index holds neither what is in the bin nor the nouns that nobody searches, and cannot leave out a field that is hidden. */
const isIndexed = ({ entity, policy }: View, { deleted }: Selection): boolean =>
  deleted !== true && isSearched(entity) && searched(entity).every(([key]) => policy.readable(entity.noun, key));

const wordsSql = (view: View, selection: Selection, q: string): Sql => {
  const phone = phoneDigits(q);
  const words = phone ? [phone] : wordsOf(q);
  if (words.length === 0) return { sql: '1', params: [] };
  if (!isIndexed(view, selection)) return scanSql(view, words);
  const long = words.filter((w) => lengthOf(w) >= shortest);
  const short = words.filter((w) => lengthOf(w) < shortest);
  return and([...(long.length > 0 ? [indexSql(long)] : []), ...(short.length > 0 ? [scanSql(view, short)] : [])]);
};

/**
 * Condition for the records of a selection that the actor may read, over the noun's table as `t`. Throws `invalid-request` for a filter that
 * is wrong or looks at a field which the actor may not see.
 */
export const selectionSql = (view: View, selection: Selection): Sql => {
  const { filter, q, deleted } = selection;
  const issues = filter ? checkPredicate(filter, view.check) : [];
  if (issues.length > 0) throw refuse(issues);
  const readable = readableSql(view.entity.noun, view.sql, 't');
  const words = q === undefined ? undefined : wordsSql(view, selection, q);
  return and([
    // the plus keeps SQLite from going through an index of what nearly all records are, which takes four times as long as a scan
    { sql: `+t._deleted = ${deleted ? 1 : 0}`, params: [] },
    ...(readable.sql === '1' ? [] : [readable]),
    ...(filter ? [toSql(filter, view.sql)] : []),
    ...(words && words.sql !== '1' ? [words] : []),
  ]);
};
