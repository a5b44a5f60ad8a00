import { expect, test } from 'vitest';
import { detail, detailCatalog } from '#shared/contract/detail.ts';
import { details } from '#web/strings/de/details.ts';
import { de } from '#web/strings/de.ts';
import { makeSaid, type Place } from '#web/strings/said.ts';

const words: Readonly<Record<string, string>> = { amount: 'Betrag', 'annual revenue': 'Jahresumsatz', deals: 'Deals' };
const place: Place = (_, english) => words[english.toLowerCase()] ?? english;
const said = makeSaid(de.said ?? { details: {}, sentences: {}, actions: {} }, place);

test('every detail of the catalogue is said in German', () => {
  const values = { label: 'Amount', max: 255, min: 3, choices: 'a, b', type: 'text' };

  expect(Object.keys(details).sort()).toEqual(Object.keys(detailCatalog).sort());
  for (const code of Object.keys(detailCatalog) as (keyof typeof detailCatalog)[])
    expect(said(detail(code, values)), code).toBeDefined();
});

test.each([
  ['must have at most 255 characters', 'darf höchstens 255 Zeichen haben'],
  ['Annual revenue is needed.', 'Jahresumsatz fehlt.'],
  ['Amount is needed before a deal enters Won.', 'Betrag fehlt noch, bevor der Deal in „Won“ kommt.'],
  ['Amount: “abc” is not an amount.', 'Betrag: „abc“ ist kein Betrag.'],
  [
    'Rule “EMEA” (version 3): Riley, next in turn among 2 available. Before it: “Big” does not apply; “US” has nobody available.',
    'Regel „EMEA“ (Version 3): Riley, als Nächstes an der Reihe, 2 verfügbar. Davor: „Big“ trifft nicht zu; bei „US“ ist niemand verfügbar.',
  ],
  [
    'No rule gave this lead to anybody. There are no active rules.',
    'Keine Regel hat diesen Lead vergeben. Es gibt keine aktiven Regeln.',
  ],
  ['Ada changed it since: Amount, Annual revenue.', 'Ada hat es seitdem geändert: Betrag, Jahresumsatz.'],
  [
    'The numbers are in millions, says the data dictionary: each is multiplied. Is that right?',
    'Die Zahlen sind in Millionen, sagt das Datenverzeichnis: Jede wird multipliziert. Ist das richtig?',
  ],
  ['Ada gave it by hand. She knows them.', 'Ada hat ihn von Hand vergeben. She knows them.'],
])('%s', (english, german) => {
  expect(said(english)).toBe(german);
});

test('what only English has, or a person wrote, is not known', () => {
  expect(said('A won deal needs a signed offer.')).toBeUndefined();
});
