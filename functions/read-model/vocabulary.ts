import type { ReadModel } from './model.ts';
import type { Indexed } from './search-text.ts';

/** Typing errors are looked for in words of this length. */
export const shortestForgiven = 4;
/** From this length on two errors are forgiven; such words are found by the trigrams that they share. */
const shortestForTwo = 8;
const maxWordLength = 30;
const maxVariants = 12;
const last = '\u{10ffff}';

const wordsIn = (text: string): string[] =>
  text.split(/[ @.]+/).filter((w) => w.length >= 3 && w.length <= maxWordLength && !/^\d+$/.test(w));

const gramsOf = (word: string): string[] => {
  const padded = ` ${word} `;
  return [...new Set(Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3)))];
};

/** Adds the words of titles and identifying texts to the vocabulary. Words stay when the last record that has them goes: nothing is found by them. */
export const addWords = ({ db }: ReadModel, { title, keys }: Indexed): void => {
  const insert = db.prepare('INSERT OR IGNORE INTO word (word) VALUES (?)');
  for (const word of new Set([...wordsIn(title), ...wordsIn(keys)])) {
    const { changes, lastInsertRowid } = insert.run(word);
    if (Number(changes) === 0 || word.length < shortestForTwo - 2) continue;
    const gram = db.prepare('INSERT INTO gram (gram, w) VALUES (?, ?)');
    for (const g of gramsOf(word)) gram.run(g, lastInsertRowid);
  }
};

const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];

/** Every text that is one typing error away: a letter too many, missing or wrong, or two in the wrong order. */
export const oneErrorAway = (word: string): Set<string> => {
  const letters = [...word];
  const all = [...new Set([...alphabet, ...letters])];
  const variants = new Set<string>();
  const put = (from: number, to: number, between: readonly string[]) =>
    variants.add([...letters.slice(0, from), ...between, ...letters.slice(to)].join(''));
  for (let i = 0; i <= letters.length; i++) {
    const here = letters[i];
    const next = letters[i + 1];
    for (const c of all) {
      put(i, i, [c]);
      if (here !== undefined) put(i, i + 1, [c]);
    }
    if (here !== undefined) put(i, i + 1, []);
    if (here !== undefined && next !== undefined) put(i, i + 2, [next, here]);
  }
  variants.delete(word);
  return variants;
};

/** Typing errors between two words (optimal string alignment), or more than `most`. */
export const errorsBetween = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : most + 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? most + 1;
};

const isKnown = ({ db }: ReadModel, word: string): boolean =>
  db.prepare('SELECT 1 FROM word WHERE word >= ? AND word < ? LIMIT 1').get(word, word + last) !== undefined;

const oneErrorWords = ({ db }: ReadModel, word: string): string[] => {
  const variants = JSON.stringify([...oneErrorAway(word)].filter((v) => v.length >= 3));
  const whole = db
    .prepare('SELECT word FROM word WHERE word IN (SELECT value FROM json_each(?)) LIMIT ?')
    .all(variants, 4 * maxVariants);
  const begun = db
    .prepare(
      `SELECT v.value AS word FROM json_each(?) v
       WHERE EXISTS (SELECT 1 FROM word w WHERE w.word > v.value AND w.word < v.value || ?) LIMIT ?`,
    )
    .all(variants, last, 4 * maxVariants);
  const sameStart = (w: string): number => (w[0] === word[0] ? 0 : 1);
  const ranked = (rows: typeof whole): string[] =>
    rows.map((r) => String(r.word)).sort((a, b) => sameStart(a) - sameStart(b) || b.length - a.length);
  return [...new Set([...ranked(whole), ...ranked(begun)])].slice(0, maxVariants);
};

const twoErrorWords = ({ db }: ReadModel, word: string): string[] => {
  if (word.length < shortestForTwo) return [];
  const grams = gramsOf(word);
  return (
    db
      .prepare(
        `SELECT w.word AS word FROM (
         SELECT w, count(*) AS shared FROM gram WHERE gram IN (SELECT value FROM json_each(?)) GROUP BY w HAVING shared >= ? ORDER BY shared DESC LIMIT 200
       ) g JOIN word w ON w.w = g.w WHERE length(w.word) BETWEEN ? AND ?`,
      )
      // an error spoils three trigrams at most
      .all(JSON.stringify(grams), Math.max(2, grams.length - 6), word.length - 2, word.length + 2)
      .map((row) => String(row.word))
      .filter((candidate) => errorsBetween(word, candidate, 2) <= 2)
      .slice(0, maxVariants)
  );
};

/** Beginnings of known words that a word may have been meant as: itself where there is any, else with one or two typing errors put right. */
export const meantBy = (model: ReadModel, word: string): string[] => {
  if (word.length > maxWordLength || isKnown(model, word)) return [word];
  const close = oneErrorWords(model, word);
  return close.length > 0 ? close : twoErrorWords(model, word);
};
