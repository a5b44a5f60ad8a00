import { detailCatalog } from '#shared/contract/detail.ts';

/** What the server says in English, in another language. */
export type Said = {
  /** By the codes of `shared/contract/detail.ts`. */
  readonly details: Readonly<Record<string, string>>;
  /** By the English sentence, with what varies in braces. */
  readonly sentences: Readonly<Record<string, string>>;
  readonly actions: Readonly<Record<string, string>>;
};

type Sentence = {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly words: string;
  /** Characters that do not vary: who has more of them is tried first. */
  readonly fixed: number;
};

const placePattern = /\{(\w+)\}/g;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const sentenceOf = (english: string, words: string): Sentence => ({
  pattern: new RegExp(
    `^${english
      .split(/\{\w+\}/)
      .map(escaped)
      .join('(.+?)')}$`,
    's',
  ),
  names: [...english.matchAll(placePattern)].map(([, name]) => name ?? ''),
  words,
  fixed: english.replace(placePattern, '').length,
});
/** In the catalogue a number has the name of its bound, here it is a number. */
const detailsOf = (details: Said['details']): Sentence[] =>
  Object.entries(detailCatalog).flatMap(([code, english]) => {
    const words = details[code];
    return words === undefined ? [] : [sentenceOf(english.replace(/\{(max|min)\}/, '{n}'), words)];
  });

/** How what stands in the place of `{name}` is said: a label of a field, a noun, a number … */
export type Place = (name: string, english: string) => string;

/**
 * Translates what the server says: whole, or sentence by sentence, or after the label that stands before it. Undefined where it is not known:
 * a person's own words, or a sentence that only English has.
 */
export const makeSaid = (said: Said, place: Place): ((english: string) => string | undefined) => {
  let sentences: readonly Sentence[] | undefined;
  const whole = (english: string): string | undefined => {
    sentences ??= [
      ...detailsOf(said.details),
      ...Object.entries(said.sentences).map(([from, to]) => sentenceOf(from, to)),
    ].sort((a, b) => b.fixed - a.fixed);
    for (const { pattern, names, words } of sentences) {
      const match = pattern.exec(english);
      if (!match) continue;
      const values = new Map(names.map((name, i) => [name, match[i + 1] ?? '']));
      return words.replace(placePattern, (_, name: string) => inPlace(name, values.get(name) ?? ''));
    }
    return undefined;
  };
  const inPlace = (name: string, english: string): string => {
    if (name === 'detail') return whole(english) ?? english;
    if (name === 'list')
      return english
        .split('; ')
        .map((each) => whole(each) ?? each)
        .join('; ');
    if (name === 'labels')
      return english
        .split(', ')
        .map((label) => place('label', label))
        .join(', ');
    if (name === 'action') return said.actions[english] ?? english;
    return place(name, english);
  };
  const labelled = (english: string): string | undefined => {
    const [, label, rest] = /^([^:“]{1,60}): (.+)$/s.exec(english) ?? [];
    const words = rest && whole(rest);
    return label && words ? `${place('label', label)}: ${words}` : undefined;
  };
  const one = (english: string): string | undefined => whole(english) ?? labelled(english);
  return (english) => {
    const parts = english.split(/(?<=[.!?]) (?=[\p{Lu}“])/u).map((part) => ({ part, words: one(part) }));
    // a sentence would match one with a place at its end, and more after it
    if (parts.every(({ words }) => words !== undefined)) return parts.map(({ words }) => words).join(' ');
    const known = one(english);
    if (known !== undefined) return known;
    return parts.some(({ words }) => words !== undefined)
      ? parts.map(({ part, words }) => words ?? part).join(' ')
      : undefined;
  };
};
