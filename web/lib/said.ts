import { dictionary } from '#web/strings/dictionary.ts';
import { makeSaid, type Place } from '#web/strings/said.ts';
import { formatNumber } from './format.ts';

const labels = dictionary.labels ?? { nouns: {}, words: {}, at: {} };
let words: ReadonlyMap<string, string> | undefined;
let nouns: ReadonlyMap<string, string> = new Map();

/** Takes in how nouns are called in English and in the language of the app: the declarations tell it once they are there. */
export const learnNouns = (
  known: readonly { readonly noun: string; readonly label: { readonly one: string; readonly many: string } }[],
): void => {
  nouns = new Map(
    known.flatMap(({ noun, label }) => {
      const [one, many] = labels.nouns[noun] ?? [label.one, label.many];
      return [
        [label.one.toLowerCase(), one],
        [label.many.toLowerCase(), many],
      ] as const;
    }),
  );
};

const place: Place = (name, english) => {
  if (name === 'n' || name === 'm') {
    const count = Number(english.replaceAll(',', ''));
    return Number.isFinite(count) ? formatNumber(count) : english;
  }
  const lower = english.toLowerCase();
  if (name === 'noun') return nouns.get(lower) ?? english;
  if (name !== 'label') return english;
  // sentences may have a label in small letters
  words ??= new Map(Object.entries(labels.words).map(([from, to]) => [from.toLowerCase(), to]));
  return words.get(lower) ?? nouns.get(lower) ?? english;
};

const translated = dictionary.said && makeSaid(dictionary.said, place);

/** What the server says, in the language of the app; undefined where only English has it. */
export const saidOf = (english: string): string | undefined => (translated ? translated(english) : english);

/** What the server says, in the language of the app where that has it. */
export const said = (english: string): string => saidOf(english) ?? english;
