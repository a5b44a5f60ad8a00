import { expect, test } from 'vitest';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { deal } from '#shared/deal/deal.ts';
import { type ListQuery, listRecords } from './list.ts';
import { anEvent, everyone, idOf, modelOf, secret } from './test-model.ts';

const companies = ['Zeta', 'alpha', 'Beta'];
const deals = Array.from({ length: 1_200 }, (_, n) =>
  anEvent('deal', `deal ${n}`, {
    name: `Deal ${(n * 7919) % 1200}`,
    status: n % 40 === 0 ? 'won' : 'open',
    nextStep: n % 2 === 0 ? `Step ${(n * 31) % 50}` : undefined,
    companyId: idOf(companies[n % 3] ?? ''),
  }),
).map((event, n) => {
  // names that sound alike stand for one id
  const id = `01${String(n).padStart(24, '0')}`;
  return { ...event, recordId: id, record: { ...event.record, id }, eventId: id, feedKey: id };
});
const model = modelOf(...companies.map((name) => anEvent('company', name, { name })), ...deals);

const list = (query: ListQuery) => listRecords(model, deal, query, everyone, secret);
/** All pages; what each counts by itself, as if something had changed before it, is in `totals`. */
const walk = (query: ListQuery): { items: AnyRecord[]; totals: Set<number | undefined> } => {
  const items: AnyRecord[] = [];
  const totals = new Set<number | undefined>();
  let cursor: string | undefined;
  do {
    model.totals.clear();
    const page = list({ ...query, cursor, limit: 100 });
    items.push(...page.items);
    totals.add(page.total);
    cursor = page.cursor;
  } while (cursor);
  return { items, totals };
};

const filters: readonly ListQuery['filter'][] = [
  undefined,
  { field: 'status', op: 'eq', value: 'open' },
  { field: 'status', op: 'eq', value: 'won' },
  { field: 'nextStep', op: 'contains', value: 'step 1' },
  { field: 'companyId.name', op: 'eq', value: 'alpha' },
];
const orders = [['name'], ['-updatedAt'], ['nextStep'], ['-companyId', 'name'], ['status']];

test.each(filters.flatMap((filter) => orders.map((sort) => ({ filter, sort }))))(
  'a long list has every record once and its total on each page: $filter by $sort',
  ({ filter, sort }) => {
    const { items, totals } = walk({ filter, sort });

    expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
    expect([...totals]).toEqual([items.length]);
    expect(items.length).toBeGreaterThan(0);
  },
);

test.each(orders.map((sort) => ({ sort })))(
  'the order by $sort is the same whether a total is counted, remembered or left out',
  ({ sort }) => {
    for (const filter of filters) {
      const ids = (total: boolean) => list({ filter, sort, total, limit: 200 }).items.map((item) => item.id);
      model.totals.clear();
      const counted = ids(true);
      const remembered = ids(true);

      expect(counted).toEqual(ids(false));
      expect(remembered).toEqual(counted);
    }
  },
);
