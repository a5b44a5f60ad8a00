import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { deal } from '#shared/deal/deal.ts';
import { applyEvents } from './apply-event.ts';
import { countRecords } from './count.ts';
import { groupRecords } from './groups.ts';
import { type ListQuery, listRecords } from './list.ts';
import type { ReadModel } from './model.ts';
import { goOnIndexing } from './reindex.ts';
import { searchRecords } from './search.ts';
import { anEvent, everyone, idOf, modelOf, person, secret } from './test-model.ts';
import { timelineOf } from './timeline.ts';
import type { Viewer } from './view.ts';

type Fields = Readonly<Record<string, unknown>>;
const field = (key: string, kind: string, more: Fields = {}, version = 1): StoredEvent =>
  anEvent(
    'customField',
    `field ${key}`,
    { noun: 'company', key, label: `The ${key}`, kind, order: 1, ...more },
    { version },
  );
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const aCompany = (name: string, fields: Fields) => anEvent('company', name, { name, ...fields });

const options = ['low', 'high'].map((id) => ({ id, label: id }));
const definitions = [
  field('x_code', 'text', { isSearchable: true }),
  field('x_story', 'longText'),
  field('x_size', 'number'),
  field('x_budget', 'money'),
  field('x_day', 'date'),
  field('x_level', 'enum', { options }),
  field('x_tags', 'multiEnum', { options }),
  field('x_partner', 'ref', { target: 'company' }),
];
const companies = [
  aCompany('Zeta', {
    x_code: 'Äpfel-17',
    x_story: 'Once upon a time',
    x_size: 10,
    x_budget: eur(100),
    x_level: 'low',
    x_tags: ['low', 'high'],
  }),
  aCompany('alpha', {
    x_code: 'B',
    x_size: 9,
    x_budget: eur(50),
    x_level: 'high',
    x_day: '2026-03-04',
    x_tags: ['high'],
  }),
  aCompany('Mid', { x_partner: idOf('Zeta') }),
];
const entityIn = (model: ReadModel, noun = 'company') => model.findEntity(noun) ?? company;
const names = (model: ReadModel, query: ListQuery, viewer: Viewer = everyone) =>
  listRecords(model, entityIn(model), { sort: ['name'], ...query }, viewer, secret).items.map((r) => r.name);
const found = (model: ReadModel, q: string, viewer: Viewer = everyone) =>
  searchRecords(model, { q }, viewer).map((h) => h.title);
const isRefused = (run: () => unknown): boolean => {
  try {
    run();
  } catch (error) {
    return error instanceof ProblemError && error.code === 'invalid-request';
  }
  return false;
};

describe('a custom field', () => {
  const model = modelOf(...definitions, ...companies);

  test('is filtered by like any other of its kind', () => {
    expect(names(model, { filter: { field: 'x_code', op: 'contains', value: 'apfel' } })).toEqual(['Zeta']);
    expect(names(model, { filter: { field: 'x_story', op: 'startsWith', value: 'once' } })).toEqual(['Zeta']);
    expect(names(model, { filter: { field: 'x_size', op: 'gt', value: 9 } })).toEqual(['Zeta']);
    expect(names(model, { filter: { field: 'x_budget', op: 'between', value: [40, 60] } })).toEqual(['alpha']);
    expect(names(model, { filter: { field: 'x_day', op: 'within', value: { this: 'month' } } })).toEqual(['alpha']);
    expect(names(model, { filter: { field: 'x_level', op: 'ne', value: 'low' } })).toEqual(['alpha', 'Mid']);
    expect(names(model, { filter: { field: 'x_tags', op: 'in', value: ['low'] } })).toEqual(['Zeta']);
    expect(names(model, { filter: { field: 'x_partner.x_code', op: 'isNotEmpty' } })).toEqual(['Mid']);
    expect(isRefused(() => names(model, { filter: { field: 'x_size', op: 'contains', value: 'a' } }))).toBe(true);
  });

  test('orders a list: numbers as numbers, choices as they were given, links by their titles, and pages go on where they ended', () => {
    expect(names(model, { sort: ['x_size'] })).toEqual(['alpha', 'Zeta', 'Mid']);
    expect(names(model, { sort: ['-x_level'] })).toEqual(['alpha', 'Zeta', 'Mid']);
    expect(names(model, { sort: ['x_partner', 'name'] })).toEqual(['Mid', 'alpha', 'Zeta']);
    const first = listRecords(model, entityIn(model), { sort: ['-x_size'], limit: 1 }, everyone, secret);
    const query = { sort: ['-x_size'], limit: 1, cursor: String(first.cursor) };
    expect([first.items, listRecords(model, entityIn(model), query, everyone, secret).items]).toMatchObject([
      [{ name: 'Zeta' }],
      [{ name: 'alpha' }],
    ]);
  });

  test('groups, and its numbers and money are summed', () => {
    const by = (key: string) => groupRecords(model, entityIn(model), { by: key, sum: ['x_budget'] }, everyone);
    expect(by('x_level').groups).toContainEqual({ key: 'high', count: 1, sums: { x_budget: [eur(50)] } });
    expect(by('x_tags').groups).toContainEqual({ key: 'high', count: 2, sums: { x_budget: [eur(150)] } });
    expect(by('x_code').groups.map((g) => g.key)).toContain('Äpfel-17');
    expect(by('x_partner').refs[idOf('Zeta')]?.title).toBe('Zeta');
    expect(countRecords(model, entityIn(model), { sum: ['x_size', 'x_budget'] }, everyone).sums).toEqual({
      x_size: 19,
      x_budget: [eur(150)],
    });
  });

  test('is found by the search where it is searched, and names itself', () => {
    expect(searchRecords(model, { q: 'apfel' }, everyone)).toMatchObject([
      { title: 'Zeta', match: { field: 'x_code', text: 'Äpfel-17' } },
    ]);
    expect(found(model, 'once')).toEqual([]);
    expect(names(model, { q: 'apfel' })).toEqual(['Zeta']);
  });
});

test('whoever may not see a custom field learns nothing of it by any question', () => {
  const model = modelOf(...definitions, ...companies);
  applyEvents(model, [
    anEvent('company', 'Zeta', { name: 'Zeta', x_code: 'secret' }, { version: 2, before: { x_code: 'Äpfel-17' } }),
  ]);
  const blind = person(['company:read:all'], { limits: ['company.x_code:none', 'company.x_budget:none'] });

  for (const query of [
    { filter: { field: 'x_code', op: 'isNotEmpty' } as const },
    { sort: ['x_code'] },
    { columns: ['x_code'] },
    { filter: { field: 'x_partner.x_code', op: 'isNotEmpty' } as const },
  ])
    expect(isRefused(() => names(model, query, blind))).toBe(true);
  expect(isRefused(() => groupRecords(model, entityIn(model), { by: 'x_code' }, blind))).toBe(true);
  expect(isRefused(() => countRecords(model, entityIn(model), { sum: ['x_budget'] }, blind))).toBe(true);
  expect(found(model, 'secret', blind)).toEqual([]);
  expect(names(model, { q: 'secret' }, blind)).toEqual([]);
  const said = [
    listRecords(model, entityIn(model), {}, blind, secret),
    timelineOf(model, entityIn(model), idOf('Zeta'), {}, blind),
  ];
  expect(JSON.stringify(said)).not.toMatch(/x_code|x_budget|secret/);
});

test('a field that becomes searched finds what stands in it already, and one that is so no longer finds nothing', () => {
  const model = modelOf(field('x_code', 'text'), ...companies);
  expect(found(model, 'apfel')).toEqual([]);

  applyEvents(model, [field('x_code', 'text', { isSearchable: true }, 2)]);
  expect(found(model, 'apfel')).toEqual(['Zeta']);
  expect(names(model, { q: 'apfel' })).toEqual(['Zeta']);

  applyEvents(model, [field('x_code', 'text', { isSearchable: true, isRetired: true }, 3)]);
  expect(found(model, 'apfel')).toEqual([]);
  expect(names(model, { q: 'apfel' })).toEqual([]);
});

test('of many records all are found by and by, and none is found by what is searched no more', () => {
  const many = Array.from({ length: 1200 }, (_, i) => aCompany(`${i} Company`, { x_code: `code${i}` }));
  const model = modelOf(field('x_code', 'text'), ...many);
  applyEvents(model, [field('x_code', 'text', { isSearchable: true }, 2)]);
  while (!goOnIndexing(model));
  expect(names(model, { q: 'code1199' })).toHaveLength(1);
  expect(names(model, { q: 'code7' })).toHaveLength(50);

  applyEvents(model, [field('x_code', 'text', {}, 3)]);
  while (!goOnIndexing(model));
  expect(names(model, { q: 'code1199' })).toEqual([]);
  expect(names(model, { q: '1199 company' })).toHaveLength(1);
});

test('a retired field is no field of lists; back again it is what it was, also where a record changed meanwhile', () => {
  const model = modelOf(...definitions, ...companies);
  applyEvents(model, [field('x_size', 'number', { isRetired: true }, 2)]);
  expect(isRefused(() => names(model, { sort: ['x_size'] }))).toBe(true);
  applyEvents(model, [anEvent('company', 'Zeta', { name: 'Zeta', x_size: 10 }, { version: 2 })]);

  applyEvents(model, [field('x_size', 'number', {}, 3)]);
  expect(names(model, { filter: { field: 'x_size', op: 'gte', value: 9 } })).toEqual(['alpha', 'Zeta']);
});

test('the order in which definitions and records come to be known does not matter', () => {
  const events = [...definitions, ...companies];
  const ask = (model: ReadModel) => [
    names(model, { filter: { field: 'x_size', op: 'gt', value: 9 } }),
    names(model, { sort: ['-x_budget'] }),
    found(model, 'apfel'),
    groupRecords(model, entityIn(model), { by: 'x_level', sum: ['x_budget'] }, everyone).groups,
  ];
  const expected = ask(modelOf(...events));
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(ask(modelOf(...shuffled))).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

test('a field of one noun is no field of another', () => {
  const model = modelOf(...definitions, ...companies);
  expect(model.findEntity('deal')).toBe(deal);
});
