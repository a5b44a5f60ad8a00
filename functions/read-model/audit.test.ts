import { expect, test } from 'vitest';
import { type AuditQuery, auditLog } from './audit.ts';
import { afterEvent, anEvent, everyone, idOf, modelOf, noon, person } from './test-model.ts';

const acme = anEvent('company', 'Acme', { name: 'Acme Steel', ownerId: idOf('me') });
const renamed = afterEvent(acme, { name: 'Acme Iron', website: 'https://canary.example' });
const hidden = afterEvent(renamed, { website: 'https://other.example' });
const binned = afterEvent(hidden, { deletedAt: new Date(noon).toISOString() }, { verb: 'removed' });
const deal = anEvent(
  'deal',
  'Big',
  { name: 'Big', companyId: idOf('Acme'), ownerId: idOf('them') },
  { atMs: noon + 1 },
);
const model = modelOf(deal, hidden, acme, binned, renamed);

const log = (query: AuditQuery = {}, viewer = everyone) => auditLog(model, query, viewer);
const types = (query?: AuditQuery, viewer = everyone) => log(query, viewer).items.map((e) => e.type);

test('the log has the changes of all nouns, newest first, in whatever order they came', () => {
  expect(types()).toEqual(['company.removed', 'company.updated', 'company.updated', 'deal.created', 'company.created']);
});

test('an entry says who changed what from what to what, of which record and version', () => {
  const entry = log().items.find((e) => e.version === 2);

  expect(entry).toMatchObject({
    type: 'company.updated',
    noun: 'company',
    recordId: idOf('Acme'),
    title: 'Acme Iron',
    actor: { kind: 'user', name: 'Somebody' },
    changes: [
      { field: 'name', before: 'Acme Steel', after: 'Acme Iron' },
      { field: 'website', after: 'https://canary.example' },
    ],
  });
});

test.each<[AuditQuery, string[]]>([
  [{ noun: 'deal' }, ['deal.created']],
  [{ record: idOf('Big') }, ['deal.created']],
  [{ kinds: 'removed,created' }, ['company.removed', 'deal.created', 'company.created']],
  [{ actor: idOf('somebody'), noun: 'deal' }, ['deal.created']],
  [{ actor: idOf('nobody') }, []],
  [{ noun: 'company', field: 'name' }, ['company.updated']],
  [{ q: 'iron ACM' }, ['company.removed', 'company.updated', 'company.updated', 'company.created']],
  [{ q: "'; DROP TABLE event; --" }, []],
  [{ to: new Date(noon).toISOString() }, ['company.created']],
  [{ from: new Date(noon + 1).toISOString(), to: new Date(noon + 2).toISOString() }, ['deal.created']],
])('%j leaves these', (query, expected) => {
  expect(types(query)).toEqual(expected);
});

test('pages put together are the log', () => {
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const page = log({ limit: 2, ...(before && { before }) });
    ids.push(...page.items.map((e) => e.id));
    before = page.cursor;
  } while (before);

  expect(ids).toEqual(log().items.map((e) => e.id));
  expect(ids).toHaveLength(5);
});

test('a record that one may not read has no changes, and neither has a field that is hidden', () => {
  const some = person(['company:read:all', 'deal:read:own'], { limits: ['company.website:none'] });

  expect(types({}, some)).toEqual(['company.removed', 'company.updated', 'company.created']);
  expect(JSON.stringify(log({}, some))).not.toContain('canary');
  expect(() => log({ noun: 'company', field: 'website' }, some)).toThrow();
  expect(() => log({ noun: 'company', field: 'surely' })).toThrow();
});

test('nothing is found by a title that is hidden, whether it is spelt out or masked', () => {
  for (const access of ['none', 'masked']) {
    const some = person(['company:read:all'], { limits: [`company.name:${access}`] });

    expect(types({ q: 'acme' }, some)).toEqual([]);
    expect(log({}, some).items.every((e) => !e.title.includes('Acme'))).toBe(true);
  }
});

test('a page comes from the index, so that a long log is as quick as a short one', () => {
  const plan = model.db.all('EXPLAIN QUERY PLAN SELECT e.n FROM event e WHERE e.ulidMs <= 5 ORDER BY e.ulidMs DESC');

  expect(JSON.stringify(plan)).toContain('i_event_time');
});
