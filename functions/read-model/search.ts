import { type AnyRecord, type Entity, titleOf } from '#shared/contract/entity.ts';
import { readableSql, type Sql, tableOf } from '#shared/predicate/to-sql.ts';
import type { Row } from './database.ts';
import { hintsOf } from './hint.ts';
import type { ReadModel } from './model.ts';
import { type Match, rate, rateForgiving } from './rate.ts';
import { recordAt } from './records.ts';
import { asWords, isSearched, lengthOf, phoneDigits, searchedFields } from './search-text.ts';
import { phrase } from './selection.ts';
import { type Viewer, viewOf } from './view.ts';
import { meantBy, shortestForgiven } from './vocabulary.ts';

export type SearchQuery = {
  readonly q: string;
  readonly nouns?: string | undefined;
  readonly limit?: number | undefined;
};
export type Hit = { noun: string; id: string; title: string; hint: string; match?: { field: string; text: string } };

const most = 20;
/** Candidates of one step that are looked at closely; the newest ones where there are more. */
const candidates = 80;
/** Where a hidden field may have brought some of them about, more are looked at, since those will be dropped. */
const candidatesOfRestricted = 400;
/** Below this many hits, typing errors are thought of. */
const few = 5;
const shortest = 3;

type Found = { readonly entity: Entity; readonly record: AnyRecord; readonly match: Match };

type Search = {
  readonly model: ReadModel;
  readonly viewer: Viewer;
  readonly readable: Sql;
  readonly limit: number;
  readonly candidates: number;
  readonly found: Map<number, Found>;
};

/** Nouns and records that the actor may read, over `doc` as `d`. */
const readableDocs = (model: ReadModel, viewer: Viewer, nouns: readonly string[]): Sql => {
  const parts = model.entities.flatMap((entity): Sql[] => {
    const { noun } = entity;
    if (!isSearched(entity) || (nouns.length > 0 && !nouns.includes(noun))) return [];
    const readable = readableSql(noun, viewOf(model, entity, viewer).sql, 't');
    if (readable.sql === '0') return [];
    if (readable.sql === '1') return [{ sql: 'd.noun = ?', params: [noun] }];
    return [
      {
        sql: `d.noun = ? AND EXISTS (SELECT 1 FROM ${tableOf(noun)} t WHERE t._n = d.n AND (${readable.sql}))`,
        params: [noun, ...readable.params],
      },
    ];
  });
  return { sql: parts.map((p) => `(${p.sql})`).join(' OR ') || '0', params: parts.flatMap((p) => p.params) };
};

type Candidate = { readonly n: number; readonly noun: string };

const consider = (
  { model, viewer, found }: Search,
  candidates: readonly Candidate[],
  rateOne: (entity: Entity, record: AnyRecord) => Match | undefined,
): void => {
  for (const { n, noun } of candidates) {
    if (found.has(n)) continue;
    const entity = model.findEntity(noun);
    const stored = entity && recordAt(model, noun, n);
    if (!entity || !stored) continue;
    // whatever is hidden from the actor is gone before anything is compared
    const record = viewer.policy.project(noun, stored);
    const match = rateOne(entity, record);
    if (match) found.set(n, { entity, record, match });
  }
};

const candidateOf = (row: Row): Candidate => ({ n: Number(row.n), noun: String(row.noun) });

const byTitle = (search: Search, start: string): Candidate[] =>
  search.model.db
    .all(
      `SELECT d.n AS n, d.noun AS noun FROM doc d WHERE d.title >= ? AND d.title < ? AND (${search.readable.sql}) ORDER BY d.title LIMIT ?`,
      [start, `${start}\u{10ffff}`, ...search.readable.params, search.candidates],
    )
    .map(candidateOf);

const byText = (search: Search, expression: string): Candidate[] =>
  search.model.db
    .all(
      `SELECT s.rowid AS n, d.noun AS noun FROM search s CROSS JOIN doc d ON d.n = s.rowid
       WHERE s.search MATCH ? AND (${search.readable.sql}) ORDER BY s.rowid DESC LIMIT ?`,
      [expression, ...search.readable.params, search.candidates],
    )
    .map(candidateOf);

const all = (phrases: readonly string[]): string => phrases.join(' AND ');

/** From the likeliest to the farthest; later steps are left out when there is enough. */
const stepsOf = (search: Search, words: readonly string[], phone: string | undefined): (() => void)[] => {
  const begins = words.filter((w) => lengthOf(w) >= shortest - 1).map((w) => phrase(` ${w}`));
  const contains = words.filter((w) => lengthOf(w) >= shortest).map(phrase);
  const isWhole = begins.length > 0;
  const take = (rows: Candidate[]) => consider(search, rows, (entity, record) => rate(entity, record, words, phone));
  return [
    ...(phone
      ? [
          () =>
            take(
              byText(search, `keys : (${phrase(phone)}${phone.length >= 9 ? ` OR ${phrase(phone.slice(-8))}` : ''})`),
            ),
        ]
      : []),
    ...(words.length > 0 ? [() => take(byTitle(search, words.join(' ')))] : []),
    ...(isWhole
      ? [() => take(byText(search, `title : (${all(begins)})`)), () => take(byText(search, all(begins)))]
      : []),
    ...(contains.length > 0 ? [() => take(byText(search, all(contains)))] : []),
  ];
};

/** Searches once more with each word as it may have been meant. */
const forgive = (search: Search, words: readonly string[]): void => {
  // a short word alone is as good as any other; among others it is not
  const shortestHere = words.length > 1 ? shortestForgiven - 1 : shortestForgiven;
  if (!words.some((w) => w.length >= shortestHere)) return;
  const meant = words.map((word) => (word.length >= shortestHere ? meantBy(search.model, word) : [word]));
  if (meant.some((m) => m.length === 0)) return;
  const parts = meant.flatMap((variants) => {
    const long = variants.filter((v) => lengthOf(v) >= shortest - 1);
    return long.length > 0 ? [`(${long.map((v) => phrase(` ${v}`)).join(' OR ')})`] : [];
  });
  if (parts.length === 0) return;
  consider(search, byText(search, all(parts)), (entity, record) => rateForgiving(entity, record, meant));
};

const isRestricted = (model: ReadModel, { policy }: Viewer): boolean =>
  model.entities.some((e) =>
    [e.title, ...searchedFields(e).map(([key]) => key)].some((key) => !policy.readable(e.noun, key)),
  );

/**
 * Searches all nouns at once, best hits first: the title itself, its beginning, beginnings of words, parts of words, then with typing errors
 * put right; among equals by the weight of the field, by how much of the title was typed, then the latest change. Only what the actor may read is compared at all.
 */
export const searchRecords = (model: ReadModel, query: SearchQuery, viewer: Viewer): Hit[] => {
  const limit = Math.min(query.limit ?? most, most);
  const words = asWords(query.q).trim().split(' ').filter(Boolean).slice(0, 8);
  const phone = phoneDigits(query.q);
  if (words.length === 0 && !phone) return [];
  const search: Search = {
    model,
    viewer,
    limit,
    readable: readableDocs(model, viewer, query.nouns?.split(',').filter(Boolean) ?? []),
    candidates: isRestricted(model, viewer) ? candidatesOfRestricted : candidates,
    found: new Map(),
  };
  if (search.readable.sql === '0') return [];
  for (const step of stepsOf(search, words, phone)) {
    step();
    if (search.found.size >= limit) break;
  }
  if (search.found.size < few) forgive(search, words);

  const best = [...search.found.values()]
    .sort((a, b) => b.match.score - a.match.score || (a.record.id < b.record.id ? 1 : -1))
    .slice(0, limit);
  const hints = hintsOf(model, viewer, best);
  return best.map(({ entity, record, match }, i) => ({
    noun: entity.noun,
    id: record.id,
    title: titleOf(entity, record),
    hint: hints[i] ?? '',
    ...(match.in && { match: match.in }),
  }));
};
