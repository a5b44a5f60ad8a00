import { declarations } from 'virtual:declarations';
import { expect, test } from 'vitest';
import { de } from './de.ts';
import { fieldsIn, type Labelled, nounIn } from './labels.ts';

type Declared = {
  readonly features: Readonly<
    Record<
      string,
      {
        readonly entity?: {
          readonly noun: string;
          readonly label: { readonly one: string; readonly many: string };
          readonly fields: Readonly<Record<string, Labelled>>;
        };
      }
    >
  >;
  readonly baseFields: Readonly<Record<string, Labelled>>;
};
// written by build/declarations.ts in this shape
const { features, baseFields } = declarations as Declared;
const entities = Object.values(features).flatMap(({ entity }) => (entity ? [entity] : []));
const labels = de.labels ?? { nouns: {}, words: {}, at: {} };

/** All that the declarations say, each with the place where it is said. */
const said = (): readonly (readonly [english: string, at: string])[] => {
  const found: (readonly [string, string])[] = [];
  const listening = {
    nouns: {},
    at: {},
    words: new Proxy<Record<string, string>>({}, { get: (_, english) => void found.push([String(english), '']) }),
  };
  const places = new Proxy<Record<string, string>>({}, { get: (_, at) => void found.push(['', String(at)]) });
  for (const [noun, fields] of [['*', baseFields], ...entities.map((e) => [e.noun, e.fields] as const)] as const)
    fieldsIn({ ...listening, at: places }, noun, fields);
  // each word is asked for by its place first
  return found.flatMap(([, at], i) => (at ? [[found[i + 1]?.[0] ?? '', at] as const] : []));
};

test('every noun, field, choice, section and hint that is declared has a German word', () => {
  const missing = said().filter(
    ([english, at]) => !Object.hasOwn(labels.at, at) && !Object.hasOwn(labels.words, english),
  );

  expect(said().length).toBeGreaterThan(300);
  expect(missing).toEqual([]);
  expect(entities.filter(({ noun }) => !labels.nouns[noun]).map(({ noun }) => noun)).toEqual([]);
});

test('no German word is for something that is not declared', () => {
  const all = said();
  const words = new Set(all.map(([english]) => english));
  const places = new Set(all.map(([, at]) => at));

  expect(Object.keys(labels.words).filter((english) => !words.has(english))).toEqual([]);
  expect(Object.keys(labels.at).filter((at) => !places.has(at))).toEqual([]);
});

test('labels are translated in lists, parts and choices, and stay English where there is no other language', () => {
  const fields = {
    roles: {
      label: 'Contact roles',
      item: { label: 'Contact role', parts: { role: { label: 'Role', options: [{ id: 'x', label: 'Champion' }] } } },
    },
  };

  expect(fieldsIn(labels, 'deal', fields).roles).toMatchObject({
    label: 'Kontaktrollen',
    item: { label: 'Kontaktrolle', parts: { role: { label: 'Rolle', options: [{ id: 'x', label: 'Förderer' }] } } },
  });
  expect(fieldsIn(undefined, 'deal', fields)).toBe(fields);
  expect(nounIn(undefined, 'deal', { one: 'Deal', many: 'Deals' })).toEqual({ one: 'Deal', many: 'Deals' });
});
