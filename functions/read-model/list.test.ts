import fc from 'fast-check';
import { expect, test } from 'vitest';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { deal } from '#shared/deal/deal.ts';
import { product } from '#shared/product/product.ts';
import { stage } from '#shared/stage/stage.ts';
import { task } from '#shared/task/task.ts';
import { applyEvents } from './apply-event.ts';
import { type ListQuery, listRecords } from './list.ts';
import { afterEvent, anEvent, everyone, idOf, modelOf, person, secret } from './test-model.ts';
import type { Viewer } from './view.ts';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const aDeal = (name: string, fields: Record<string, unknown> = {}) =>
  anEvent('deal', name, { name, status: 'open', ...fields });

const deals = modelOf(
  anEvent('company', 'Zeta', { name: 'Zeta', industry: 'Energy', annualRevenue: eur(10) }),
  anEvent('company', 'alpha', { name: 'alpha', industry: 'Media', ownerId: idOf('me'), annualRevenue: eur(20) }),
  aDeal('small', { amount: eur(100), companyId: idOf('Zeta'), ownerId: idOf('me'), dealType: 'renewal' }),
  aDeal('Large', { amount: eur(900), companyId: idOf('alpha'), ownerId: idOf('them'), dealType: 'newBusiness' }),
  aDeal('medium', { amount: eur(500), ownerId: idOf('them'), teamIds: [idOf('red')] }),
  aDeal('unknown', { ownerId: idOf('me'), tags: ['hot', 'new'], dealType: 'expansion' }),
);
const list = (query: ListQuery, viewer: Viewer = everyone) => listRecords(deals, deal, query, viewer, secret);
const names = (query: ListQuery, viewer?: Viewer) => list(query, viewer).items.map((r) => r.name);
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid-request')
      return error.issues.map((i) => `${i.pointer}: ${i.detail}`).join('; ');
    throw error;
  }
  return 'accepted';
};

test('a list is filtered, sorted and counted', () => {
  const result = list({ filter: { field: 'amount', op: 'gte', value: 500 }, sort: ['-amount'] });

  expect(result.items.map((r) => r.name)).toEqual(['Large', 'medium']);
  expect(result.total).toBe(2);
  expect(result).not.toHaveProperty('cursor');
});

test('missing values come last in either direction, texts are ordered without case', () => {
  expect(names({ sort: ['amount'] })).toEqual(['small', 'medium', 'Large', 'unknown']);
  expect(names({ sort: ['-amount'] })).toEqual(['Large', 'medium', 'small', 'unknown']);
  expect(names({ sort: ['name'] })).toEqual(['Large', 'medium', 'small', 'unknown']);
});

test('choices are ordered as they were declared, references by their titles', () => {
  expect(names({ sort: ['dealType', 'name'] })).toEqual(['Large', 'small', 'unknown', 'medium']);
  expect(names({ sort: ['companyId', 'name'] })).toEqual(['Large', 'small', 'medium', 'unknown']);
  expect(names({ sort: ['-companyId.industry', 'name'] })).toEqual(['Large', 'small', 'medium', 'unknown']);
});

test('a list says what its references are called, as far as the actor may know', () => {
  const mine = person(['deal:read:all', 'company:read:own']);

  expect(list({}).refs[idOf('Zeta')]).toEqual({ noun: 'company', title: 'Zeta' });
  expect(Object.keys(list({}, mine).refs)).toEqual([idOf('alpha')]);
});

test('only the columns that are asked for come, and always id, type and version', () => {
  const [first] = list({ columns: ['amount'], sort: ['amount'] }).items;

  expect(first).toEqual({ id: idOf('small'), type: 'deal', version: 1, amount: eur(100) });
});

test('the total is that of the list as it is now', () => {
  const made = aDeal('counted', { amount: eur(1) });
  const model = modelOf(made);
  const total = () =>
    listRecords(model, deal, { filter: { field: 'amount', op: 'lt', value: 5 } }, everyone, secret).total;

  expect([total(), total()]).toEqual([1, 1]);
  applyEvents(model, [aDeal('another', { amount: eur(2) })]);
  expect(total()).toBe(2);
  applyEvents(model, [afterEvent(made, { amount: eur(9) })]);
  expect(total()).toBe(1);
});

test('the bin is a list of its own', () => {
  const made = aDeal('gone', { name: 'gone away' });
  const model = modelOf(made, afterEvent(made, { deletedAt: '2026-03-04T12:01:00.000Z' }, { verb: 'removed' }));
  const titles = (query: ListQuery) => listRecords(model, deal, query, everyone, secret).items.length;

  expect([titles({}), titles({ deleted: true }), titles({ deleted: true, q: 'away' }), titles({ q: 'away' })]).toEqual([
    0, 1, 1, 0,
  ]);
});

test('words are looked for in all that is searchable', () => {
  expect(names({ q: 'larg' })).toEqual(['Large']);
  expect(names({ q: 'hot new' })).toEqual(['unknown']);
  expect(names({ q: 'arge hot' })).toEqual([]);
  expect(names({ q: 'me' })).toEqual(['medium']);
});

test('what has a place of its own is listed by that, what is set up by its name', () => {
  const model = modelOf(
    anEvent('stage', 'b', { name: 'First', order: 1 }),
    anEvent('stage', 'a', { name: 'Second', order: 2 }),
    anEvent('product', 'p', { name: 'Old' }, { atMs: 1 }),
    anEvent('product', 'q', { name: 'New' }),
  );

  expect(listRecords(model, stage, {}, everyone, secret).items.map((r) => r.name)).toEqual(['First', 'Second']);
  expect(listRecords(model, product, {}, everyone, secret).items.map((r) => r.name)).toEqual(['New', 'Old']);
});

test('pages put together are the list, whatever the order', () => {
  const some = fc.constantFrom(undefined, 100, 200, 300);
  fc.assert(
    fc.property(
      fc.array(fc.record({ amount: some, closeDate: fc.constantFrom(undefined, '2024-01-01', '2024-02-01') }), {
        maxLength: 12,
      }),
      fc.subarray(['amount', '-closeDate', 'name', '-companyId'], { maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      (rows, sort, limit) => {
        const model = modelOf(
          ...rows.map((row, i) =>
            aDeal(`deal ${i}`, {
              name: `deal ${i % 3}`,
              ...(row.amount && { amount: eur(row.amount) }),
              ...(row.closeDate && { closeDate: row.closeDate }),
            }),
          ),
        );
        const whole = listRecords(model, deal, { sort, limit: 200 }, everyone, secret);

        const pieces: string[] = [];
        let cursor: string | undefined;
        do {
          const page = listRecords(model, deal, { sort, limit, ...(cursor && { cursor }) }, everyone, secret);
          expect(page.total).toBe(rows.length);
          pieces.push(...page.items.map((r) => r.id));
          cursor = page.cursor;
        } while (cursor);

        expect(pieces).toEqual(whole.items.map((r) => r.id));
        model.db.close();
      },
    ),
    { numRuns: 60 },
  );
});

test('a cursor that was changed in any place is refused', () => {
  const { cursor = '' } = list({ limit: 1 });

  for (let i = 0; i < cursor.length; i++) {
    const other = cursor[i] === 'A' ? 'B' : 'A';
    const changed = cursor.slice(0, i) + other + cursor.slice(i + 1);
    expect(
      refusal(() => list({ limit: 1, cursor: changed })),
      changed,
    ).toMatch('query/cursor');
  }
  for (const made of ['', 'x', '.', 'e30.e30', `${cursor}A`, cursor.split('.')[0] ?? ''])
    expect(refusal(() => list({ limit: 1, cursor: made }))).toMatch('query/cursor');
});

test('a cursor serves its own list, order, filter and person only', () => {
  const { cursor = '' } = list({ limit: 1, sort: ['amount'] });
  const somebody = person(['deal:read:all', 'contact:read:all', 'company:read:all']);

  expect(refusal(() => list({ limit: 1, sort: ['amount'], cursor }))).toBe('accepted');
  expect(refusal(() => list({ limit: 2, sort: ['amount'], cursor }))).toBe('accepted');
  expect(refusal(() => list({ limit: 1, sort: ['-amount'], cursor }))).toMatch('query/cursor');
  expect(refusal(() => list({ limit: 1, sort: ['amount'], cursor, q: 'large' }))).toMatch('query/cursor');
  expect(refusal(() => list({ limit: 1, sort: ['amount'], cursor, deleted: true }))).toMatch('query/cursor');
  expect(
    refusal(() => list({ limit: 1, sort: ['amount'], cursor, filter: { field: 'name', op: 'isNotEmpty' } })),
  ).toMatch('query/cursor');
  expect(refusal(() => list({ limit: 1, sort: ['amount'], cursor }, somebody))).toMatch('query/cursor');
  expect(refusal(() => listRecords(deals, company, { limit: 1, cursor }, everyone, secret))).toMatch('query/cursor');
  expect(
    refusal(() => listRecords(deals, deal, { limit: 1, sort: ['amount'], cursor }, everyone, 'another secret')),
  ).toMatch('query/cursor');
});

test('a cursor from before a role changed shows only what may be read now', () => {
  const all = person(['deal:read:all']);
  const own = person(['deal:read:own']);
  const { cursor = '' } = list({ limit: 1, sort: ['name'] }, all);

  expect(names({ limit: 10, sort: ['name'], cursor }, own)).toEqual(['small', 'unknown']);
});

test('only what the actor may read is listed and counted', () => {
  expect(names({ sort: ['name'] }, person(['deal:read:own']))).toEqual(['small', 'unknown']);
  expect(list({}, person(['deal:read:own'])).total).toBe(2);
  expect(names({ sort: ['name'] }, person(['deal:read:team'], { teams: ['red'] }))).toEqual([
    'medium',
    'small',
    'unknown',
  ]);
  expect(names({}, person([]))).toEqual([]);
});

test('what stands in a record that may not be read cannot be found out by reaching there', () => {
  const viewer = person(['deal:read:all', 'company:read:own']);
  const reach = (value: number) => names({ filter: { field: 'companyId.annualRevenue', op: 'gte', value } }, viewer);

  // Zeta, whose revenue is 10, is somebody else's: the answers do not depend on it
  expect([reach(5), reach(15)]).toEqual([['Large'], ['Large']]);
  expect(names({ filter: { field: 'companyId.industry', op: 'ne', value: 'energy' }, sort: ['name'] }, viewer)).toEqual(
    ['Large', 'medium', 'small', 'unknown'],
  );
});

test('filtering or sorting by a hidden or masked field is refused by name', () => {
  const viewer = person(['deal:read:all', 'company:read:all'], {
    limits: ['deal.amount:none', 'deal.closeDate:masked', 'company.annualRevenue:none'],
  });

  expect(refusal(() => list({ filter: { field: 'amount', op: 'gt', value: 1 } }, viewer))).toBe(
    'query/filter: amount is not open to you',
  );
  expect(refusal(() => list({ filter: { not: { field: 'closeDate', op: 'isEmpty' } } }, viewer))).toBe(
    'query/filter/not: closeDate is not open to you',
  );
  expect(refusal(() => list({ filter: { field: 'companyId.annualRevenue', op: 'gt', value: 1 } }, viewer))).toMatch(
    'not open',
  );
  expect(refusal(() => list({ sort: ['-amount'] }, viewer))).toBe('query/sort: amount is not open to you');
  expect(refusal(() => list({ sort: ['companyId.annualRevenue'] }, viewer))).toMatch('not open');
});

test('unknown fields are refused in every place', () => {
  for (const query of [
    { sort: ['wings'] },
    { sort: ['constructor'] },
    { columns: ['wings'] },
    { filter: { field: 'wings', op: 'isEmpty' as const } },
  ])
    expect(refusal(() => list(query))).toMatch('is not a field');
});

test('a long text can be filtered by and sorted by, and rich text by its words', () => {
  const model = modelOf(
    anEvent('contact', 'a', { name: 'A', description: 'Second' }),
    anEvent('contact', 'b', { name: 'B', description: 'First' }),
    anEvent('task', 't', { title: 'T', body: 'Plan' }),
  );

  expect(listRecords(model, contact, { sort: ['description'] }, everyone, secret).items.map((r) => r.name)).toEqual([
    'B',
    'A',
  ]);
  expect(
    listRecords(model, contact, { filter: { field: 'description', op: 'startsWith', value: 'fir' } }, everyone, secret)
      .total,
  ).toBe(1);
  expect(
    listRecords(model, task, { filter: { field: 'body', op: 'contains', value: 'PLAN' } }, everyone, secret).total,
  ).toBe(1);
});
