import { expect, test } from 'vitest';
import type { StoredEvent } from '#functions/platform/stored.ts';
import { searchRecords } from './search.ts';
import { afterEvent, anEvent, everyone, idOf, modelOf, noon, person } from './test-model.ts';

const contact = (name: string, fields: Record<string, unknown> = {}) => {
  const [givenName, familyName] = name.split(' ');
  return anEvent('contact', name, { name, givenName, familyName, ...fields });
};
const company = (name: string, fields: Record<string, unknown> = {}) => anEvent('company', name, { name, ...fields });

const model = modelOf(
  company('Acme'),
  company('Acme Holding'),
  company('Great Acme Works', { industry: 'Steel' }),
  company('Macmen Tools'),
  company('Straßenbau Müller', { phones: [{ value: '+4930123456' }], domains: ['mueller-bau.example'] }),
  contact('Jörg Müller', {
    emails: [{ value: 'jorg.mueller+crm@post.example' }],
    companyId: idOf('Acme'),
    title: 'Buyer',
  }),
  contact('Johanna Schmidt', {
    phones: [{ value: '+4917612345678' }],
    description: 'Met at the fair. Talks about acme all day.',
  }),
  contact('John Smith', { emails: [{ value: 'js@acme.example' }] }),
  contact('Katharina Wolkenstein'),
  anEvent('note', 'note', {
    body: '<p>Remember the <b>pineapple</b></p>',
    summary: 'Remember the pineapple',
    contactId: idOf('John Smith'),
  }),
  anEvent('deal', 'deal', {
    name: 'Pineapple rollout',
    reference: 'OPP-2024-0017',
    amount: { amountMinor: 1, currency: 'EUR' },
  }),
);
const find = (q: string, viewer = everyone, more = {}) =>
  searchRecords(model, { q, ...more }, viewer).map((h) => h.title);

test('the title itself comes first, then its beginning, then beginnings of words, then parts of words', () => {
  expect(find('acme').slice(0, 3)).toEqual(['Acme', 'Acme Holding', 'Great Acme Works']);
  expect(find('acme')).toContain('John Smith');
  expect(find('acm')).toContain('Macmen Tools');
  // of two parts of words, the one in a title before the one in an e-mail address
  expect(find('acm').slice(-2)).toEqual(['Macmen Tools', 'John Smith']);
});

test('all words must be found, in any order and in any field', () => {
  expect(find('smith john')).toEqual(['John Smith']);
  expect(find('john acme')).toEqual(['John Smith']);
  expect(find('steel works')).toEqual(['Great Acme Works']);
  expect(find('john pineapple')).toEqual([]);
});

test('case and diacritics make no difference', () => {
  for (const q of ['müller', 'MULLER', 'Muller'])
    expect(find(q)).toEqual(expect.arrayContaining(['Jörg Müller', 'Straßenbau Müller']));
  expect(find('strassenbau')).toEqual(['Straßenbau Müller']);
});

test('three letters from the middle of a word are enough, one or two find where words begin', () => {
  expect(find('nst')).toEqual(['Katharina Wolkenstein']);
  expect(find('ka')).toEqual(['Katharina Wolkenstein']);
  expect(find('k')).toEqual(['Katharina Wolkenstein']);
});

test('small typing errors are forgiven', () => {
  for (const q of ['jhon smith', 'john smit', 'jon smith', 'johhn smith', 'john smoth'])
    expect(find(q), q).toContain('John Smith');
  for (const q of ['wolkenstien', 'volkenstein', 'wlkenstein', 'wolkensttein', 'volkenstien'])
    expect(find(q), q).toEqual(['Katharina Wolkenstein']);
  expect(find('katarina wolken')).toEqual(['Katharina Wolkenstein']);
});

test('what is far from everything finds nothing', () => {
  expect(find('xylophone')).toEqual([]);
  expect(find('  ')).toEqual([]);
  expect(find('%')).toEqual([]);
  expect(find('"')).toEqual([]);
  expect(find('NEAR(a b)')).toEqual([]);
});

test('a phone number is found in any spelling', () => {
  for (const q of [
    '+49 176 12345678',
    '0176 12345678',
    '0176/1234-5678',
    '0049 176 12345678',
    '+49 (0)176 12345678',
    '12345678',
    '176 1234',
  ])
    expect(find(q), q).toEqual(['Johanna Schmidt']);
  expect(find('030-123456')).toEqual(['Straßenbau Müller']);
});

test('an e-mail address is found whole, by its parts and by its domain', () => {
  for (const q of [
    'jorg.mueller+crm@post.example',
    'JORG.MUELLER+CRM@POST.EXAMPLE',
    'jorg.mueller',
    '@post.example',
    'post.example',
    'crm@post',
  ])
    expect(find(q), q).toContain('Jörg Müller');
  expect(find('js@acme.example')[0]).toBe('John Smith');
});

test('a hit says where it was found and what tells it from others', () => {
  const [hit] = searchRecords(model, { q: 'js@acme' }, everyone);
  expect(hit).toMatchObject({
    noun: 'contact',
    title: 'John Smith',
    match: { field: 'emails', text: 'js@acme.example' },
  });

  const [joerg] = searchRecords(model, { q: 'jörg' }, everyone);
  expect(joerg).toMatchObject({ hint: 'Acme · Buyer' });
  expect(joerg).not.toHaveProperty('match');
});

test('notes are found by the words that they show, not by their markup', () => {
  expect(find('remember the pineapple', everyone)).toEqual(['Remember the pineapple']);
  expect(find('<b>', everyone)).toEqual([]);
});

test('references are found with and without their hyphens', () => {
  for (const q of ['OPP-2024-0017', 'opp 2024', '2024-0017']) expect(find(q), q).toEqual(['Pineapple rollout']);
});

test('only the nouns that are asked for are searched', () => {
  expect(find('pineapple', everyone, { nouns: 'deal' })).toEqual(['Pineapple rollout']);
  expect(find('pineapple', everyone, { nouns: 'nothing' })).toEqual([]);
});

test('among equals the latest change comes first', () => {
  const old = contact('Twin Peaks', {});
  const younger = anEvent('contact', 'other twin', { name: 'Twin Peaks' }, { atMs: noon + 60_000 });
  const hits = searchRecords(modelOf(younger, old), { q: 'twin' }, everyone);

  expect(hits.map((h) => h.id)).toEqual([idOf('other twin'), idOf('Twin Peaks')]);
});

test('what is in the bin is not found, and is again when it is taken out', () => {
  const made = contact('Bin Man');
  const removed = afterEvent(made, { deletedAt: '2026-03-04T12:01:00.000Z' }, { verb: 'removed' });
  const restored = afterEvent(removed, { deletedAt: undefined }, { verb: 'restored' });
  const search = (...events: readonly StoredEvent[]) =>
    searchRecords(modelOf(...events), { q: 'bin man' }, everyone).length;

  expect(search(made)).toBe(1);
  expect(search(made, removed)).toBe(0);
  expect(search(made, removed, restored)).toBe(1);
});

test('a renamed record is found by its new name alone', () => {
  const made = contact('Maiden Name');
  const renamed = modelOf(made, afterEvent(made, { name: 'Married Now' }));

  expect(searchRecords(renamed, { q: 'married' }, everyone)).toHaveLength(1);
  expect(searchRecords(renamed, { q: 'maiden' }, everyone)).toEqual([]);
});

test('twenty hits are the most', () => {
  const many = modelOf(...Array.from({ length: 30 }, (_, i) => contact(`Same ${i}`)));

  expect(searchRecords(many, { q: 'same' }, everyone)).toHaveLength(20);
  expect(searchRecords(many, { q: 'same', limit: 5 }, everyone)).toHaveLength(5);
});

test('only what the actor may read is found', () => {
  const mine = anEvent('contact', 'mine', { name: 'Secret Mine', ownerId: idOf('me') });
  const theirs = anEvent('contact', 'theirs', { name: 'Secret Theirs', ownerId: idOf('them'), teamIds: [idOf('red')] });
  const both = modelOf(mine, theirs);
  const titles = (...args: Parameters<typeof person>) =>
    searchRecords(both, { q: 'secret' }, person(...args))
      .map((h) => h.title)
      .sort();

  expect(titles(['contact:read:own'])).toEqual(['Secret Mine']);
  expect(titles(['contact:read:team'], { teams: ['red'] })).toEqual(['Secret Mine', 'Secret Theirs']);
  expect(titles(['company:read:all'])).toEqual([]);
});

test('a hidden or masked field is neither searched nor shown', () => {
  const hidden = modelOf(
    contact('Known Person', { emails: [{ value: 'canary@secret.example' }], description: 'canary in the mine' }),
  );
  const viewer = person(['contact:read:all'], { limits: ['contact.emails:none', 'contact.description:masked'] });

  expect(searchRecords(hidden, { q: 'canary' }, everyone)).toHaveLength(1);
  expect(searchRecords(hidden, { q: 'canary' }, viewer)).toEqual([]);
  expect(searchRecords(hidden, { q: 'secret.example' }, viewer)).toEqual([]);
  expect(JSON.stringify(searchRecords(hidden, { q: 'known' }, viewer))).not.toContain('canary');
});

test('a record whose title is hidden is shown by its id', () => {
  const hidden = modelOf(contact('Known Person', { title: 'Plumber' }));
  const viewer = person(['contact:read:all'], { limits: ['contact.name:none'] });

  expect(searchRecords(hidden, { q: 'known' }, viewer)).toEqual([]);
  expect(searchRecords(hidden, { q: 'plumber' }, viewer).map((h) => h.title)).toEqual([idOf('Known Person')]);
});

test('a company stands before the many deals whose names begin with its own', () => {
  const deals = Array.from({ length: 30 }, (_, i) => anEvent('deal', `Isdom ${i}`, { name: `Isdom – GTX Basic ${i}` }));
  const crowded = modelOf(company('Isdom'), ...deals);
  expect(searchRecords(crowded, { q: 'Isd' }, everyone)[0]).toMatchObject({ noun: 'company', title: 'Isdom' });
});
