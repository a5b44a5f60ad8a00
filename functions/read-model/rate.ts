import { type AnyRecord, type Entity, titleOf } from '#shared/contract/entity.ts';
import { asWords, phoneWords, type Searched, searchedTexts } from './search-text.ts';

/** How well a record answers a query; `in` where it is not by its title alone. */
export type Match = { readonly score: number; readonly in?: { readonly field: string; readonly text: string } };

/** From a part of a word to the whole title. */
const quality = { none: 0, forgiven: 1, part: 2, beginning: 3, titleBeginning: 4, whole: 5 } as const;
type Quality = (typeof quality)[keyof typeof quality];

type Text = { readonly words: string; readonly weight: number; readonly source: Searched | undefined };
type WordMatch = { readonly quality: Quality; readonly weight: number; readonly text: Text };

const qualityIn = (words: string, word: string): Quality =>
  words.includes(` ${word}`) ? quality.beginning : words.includes(word) ? quality.part : quality.none;

const better = (a: WordMatch | undefined, b: WordMatch): WordMatch =>
  a && (a.quality > b.quality || (a.quality === b.quality && a.weight >= b.weight)) ? a : b;

const bestOf = (texts: readonly Text[], word: string): WordMatch | undefined => {
  let best: WordMatch | undefined;
  for (const text of texts) {
    const q = qualityIn(text.words, word);
    if (q !== quality.none) best = better(best, { quality: q, weight: text.weight, text });
  }
  return best;
};

const bestPhone = (texts: readonly Text[], digits: string): WordMatch | undefined => {
  for (const text of texts.filter((t) => t.source?.isPhone)) {
    const isWhole = text.words.endsWith(`${digits} `);
    const isInside = text.words.includes(digits) || (digits.length >= 9 && text.words.endsWith(`${digits.slice(-8)} `));
    if (isWhole || isInside) return { quality: isWhole ? quality.whole : quality.beginning, weight: text.weight, text };
  }
  return undefined;
};

/** A part of a long text around what was found, as it was written. */
const excerpt = (text: string, word: string): string => {
  const longest = 120;
  if (text.length <= longest) return text;
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = Math.max(0, at - 40);
  const piece = text.slice(from, from + longest).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
  return `${from > 0 ? '…' : ''}${piece}${from + longest < text.length ? '…' : ''}`;
};

const identifying = 5;

/** What all words together come to: the weakest decides, but the whole of a title or of something identifying stands above all. */
const overall = (title: string, matches: readonly WordMatch[], whole: string): Quality => {
  if (title === ` ${whole} `) return quality.whole;
  if (matches.some((m) => m.weight >= identifying && m.text.source && m.text.words === ` ${whole} `))
    return quality.whole;
  if (title.startsWith(` ${whole}`)) return quality.titleBeginning;
  const weakest = Math.min(...matches.map((m) => m.quality));
  return weakest >= quality.beginning ? quality.beginning : quality.part;
};

/** Among titles that begin with what was typed the one that it makes up most of: the company before its many deals; then the latest change. */
const scoreOf = (level: Quality, weight: number, share: number, record: AnyRecord): number =>
  level * 1e15 + weight * 1e13 + share * 8e12 + (Date.parse(record.updatedAt ?? '') || 0);

const textsOf = (entity: Entity, record: AnyRecord): Text[] => [
  {
    words: typeof record[entity.title] === 'string' ? asWords(titleOf(entity, record)) : '',
    weight: entity.allFields[entity.title]?.search ?? 10,
    source: undefined,
  },
  ...searchedTexts(entity, record).map((s) => ({
    words: s.isPhone ? phoneWords(s.text) : asWords(s.text),
    weight: s.weight,
    source: s,
  })),
];

const matchOf = (
  record: AnyRecord,
  level: Quality,
  matches: readonly WordMatch[],
  words: readonly string[],
  share = 0,
): Match => {
  const weight = Math.min(...matches.map((m) => m.weight));
  const elsewhere = matches.findIndex((m) => m.text.source);
  const source = matches[elsewhere]?.text.source;
  return {
    score: scoreOf(level, weight, share, record),
    ...(source && { in: { field: source.key, text: excerpt(source.text, words[elsewhere] ?? '') } }),
  };
};

/** Rates a record, as the actor sees it, by words and perhaps by the digits of a phone number; undefined where it is no answer. */
export const rate = (
  entity: Entity,
  record: AnyRecord,
  words: readonly string[],
  phone: string | undefined,
): Match | undefined => {
  const texts = textsOf(entity, record);
  const byPhone = phone === undefined ? undefined : bestPhone(texts, phone);
  if (byPhone) return matchOf(record, byPhone.quality, [byPhone], []);
  const matches = words.flatMap((word) => bestOf(texts, word) ?? []);
  if (matches.length === 0 || matches.length < words.length) return undefined;
  const title = texts[0]?.words ?? '';
  const whole = words.join(' ');
  const level = overall(title, matches, whole);
  return matchOf(record, level, matches, words, level === quality.titleBeginning ? whole.length / title.length : 0);
};

/** Rates a record by what each word may have been meant as: below all that match as they are. */
export const rateForgiving = (
  entity: Entity,
  record: AnyRecord,
  meant: readonly (readonly string[])[],
): Match | undefined => {
  const texts = textsOf(entity, record);
  const matches = meant.flatMap(
    (variants) =>
      variants.reduce<WordMatch | undefined>((best, word) => {
        const match = bestOf(texts, word);
        return match ? better(best, match) : best;
      }, undefined) ?? [],
  );
  return matches.length < meant.length ? undefined : matchOf(record, quality.forgiven, matches, []);
};
