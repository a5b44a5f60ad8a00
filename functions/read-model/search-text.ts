import { type Entity, titleOf } from '#shared/contract/entity.ts';
import type { Field } from '#shared/contract/field.ts';
import { shapeOf } from '#shared/predicate/comparable.ts';
import { digitsOf, fold, plainText } from '#shared/predicate/fold.ts';

type Values = Readonly<Record<string, unknown>>;

/** A text of a record that is searched, with the field that it stands in. */
export type Searched = {
  readonly key: string;
  readonly weight: number;
  readonly text: string;
  readonly isPhone: boolean;
};

/** More of a long text is not indexed: what tells a record from others stands at its beginning. */
const maxIndexed = 2000;

/** True for nouns whose records are found by the search over all nouns. */
export const isSearched = (entity: Entity): boolean =>
  Object.values(entity.allFields).some((f) => f.search !== undefined && f !== entity.allFields.tags);

const rawTexts = (field: Field, value: unknown): string[] => {
  if (typeof value === 'string') return [field.kind === 'richText' ? plainText(value) : value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [entry];
    return typeof entry === 'object' && entry !== null && 'value' in entry && typeof entry.value === 'string'
      ? [entry.value]
      : [];
  });
};

const remembered = new WeakMap<Entity, readonly (readonly [string, Field])[]>();

/** Fields that are searched besides the title. */
export const searchedFields = (entity: Entity): readonly (readonly [string, Field])[] => {
  const known = remembered.get(entity);
  if (known) return known;
  const fields = Object.entries(entity.allFields).filter(
    ([key, f]) => key !== entity.title && f.search !== undefined && ['text', 'texts'].includes(shapeOf(f)),
  );
  remembered.set(entity, fields);
  return fields;
};

/** The texts of a record that are searched besides its title, as they were written. */
export const searchedTexts = (entity: Entity, record: Values): Searched[] =>
  searchedFields(entity).flatMap(([key, field]) =>
    record[key] === undefined
      ? []
      : rawTexts(field, record[key]).map((text) => ({
          key,
          weight: field.search ?? 1,
          text: text.length > maxIndexed ? text.slice(0, maxIndexed) : text,
          isPhone: field.kind === 'phone',
        })),
  );

/**
 * Words apart by one blank each, with a blank before and behind: ` acme corp `. So a blank and the first letters of a word find where a word
 * begins, by the same index that finds parts of words. Dots and `@` stay within words, so that an e-mail address is one.
 */
export const asWords = (text: string): string => {
  const words = fold(text)
    .replace(/[^\p{L}\p{N}@.]+/gu, ' ')
    .replace(/\.+(?= |$)/g, '')
    .trim();
  return words === '' ? '' : ` ${words} `;
};

/** The length of a word as the index counts it, in characters and not in halves of them. */
export const lengthOf = (word: string): number => [...word].length;

/** A phone number in the form that is searched: its digits alone. */
export const phoneWords = (text: string): string => {
  const digits = digitsOf(text);
  return digits === '' ? '' : ` ${digits} `;
};

/** The digits of a query that may be a phone number, in any spelling, without the zeros that stand for the own country. */
export const phoneDigits = (q: string): string | undefined => {
  if (!/^[\d\s()+./-]{4,40}$/.test(q)) return undefined;
  const digits = digitsOf(q.replace(/\(0\)/g, '')).replace(/^0+/, '');
  return digits.length >= 4 ? digits : undefined;
};

export type Indexed = { readonly title: string; readonly keys: string; readonly body: string };

const strongWeight = 5;
const nothing: Indexed = { title: '', keys: '', body: '' };

/** What the search index holds of a record: its title, what identifies it, and the rest. Nothing of what is in the bin. */
export const indexedText = (entity: Entity, record: Values): Indexed => {
  if (record.deletedAt !== undefined || !isSearched(entity)) return nothing;
  const texts = searchedTexts(entity, record);
  const words = (of: readonly Searched[]): string =>
    of.length === 0
      ? ''
      : of
          .map((s) => (s.isPhone ? phoneWords(s.text) : asWords(s.text)))
          .join('')
          .replaceAll('  ', ' ');
  return {
    title: asWords(titleOf(entity, record)),
    keys: words(texts.filter((t) => t.weight >= strongWeight)),
    body: words(texts.filter((t) => t.weight < strongWeight)),
  };
};
