import { describe, expect, test } from 'vitest';
import { as, send, since, unique } from './world.ts';

const admin = as('admin@demo.example');
const rep = as('rep1@demo.example');

describe('the audit log', () => {
  test('tells of a change at once, with old and new value, and finds it by its record, its words and its kind', async () => {
    const name = `Audited ${unique()}`;
    const created = await admin.company.create({ body: { name } });
    const changed = await admin.company.update({
      params: { id: created.id },
      ifMatch: created.version,
      body: { website: 'https://audited.example' },
    });
    const query = { 'at-least': since(changed), record: created.id };

    const { items } = await admin.audit.list({ query });
    expect(items.map((e) => [e.type, e.version, e.title])).toEqual([
      ['company.updated', 2, name],
      ['company.created', 1, name],
    ]);
    expect(items[0]?.changes).toEqual([{ field: 'website', after: 'https://audited.example' }]);
    const found = await admin.audit.list({ query: { q: name, kinds: 'created', noun: 'company' } });
    expect(found.items.map((e) => e.recordId)).toEqual([created.id]);
    expect(await admin.audit.verify({ params: { noun: 'company', id: created.id } })).toEqual({
      noun: 'company',
      recordId: created.id,
      changes: 2,
    });
  });

  test('is for administrators', async () => {
    for (const email of ['manager@demo.example', 'rep1@demo.example', 'viewer@demo.example'] as const)
      expect([email, (await send('GET', '/v1/audit', { as: email })).status]).toEqual([email, 403]);
  });
});

test('who would get a lead is told without giving it to anybody', async () => {
  const before = await admin.assignmentRule.list({ query: { limit: 200 } });
  const answer = await admin.assignmentRule.preview({ body: { values: { name: 'Nobody yet', country: 'Nowhere' } } });

  expect(answer.rules).toHaveLength(before.items.filter((rule) => rule.isActive !== false).length);
  expect(answer.reason).not.toBe('');
  expect((await send('POST', '/v1/assignment-rules/preview', { as: 'rep1@demo.example', body: {} })).status).toBe(403);
});

test('an administrator sees the records that a person sees', async () => {
  const { user } = await rep.me.get({});
  const own = await rep.deal.list({ query: { sort: 'id', limit: 50 } });
  const params = { kind: 'user' as const, id: String(user['id']) };

  const seen = await admin.viewAs.records({ params, query: { noun: 'deal', sort: 'id', limit: 50 } });

  expect(seen.total).toBe(own.total);
  expect(seen.items.map((deal) => deal['id'])).toEqual(own.items.map((deal) => deal.id));
  expect((await admin.viewAs.rights({ params })).nouns.find((one) => one.noun === 'user')?.scopes).toEqual({
    read: 'all',
  });
});

test('somebody who may change no people still says what they are called', async () => {
  const { user } = await rep.me.get({});
  const title = `Seller ${unique()}`;

  const saved = await rep.me.update({ ifMatch: Number(user['version']), body: { title } });

  expect(saved['title']).toBe(title);
  const id = String(user['id']);
  const direct = await send('PATCH', `/v1/users/${id}`, {
    as: 'rep1@demo.example',
    headers: { 'if-match': String(saved['version']) },
    body: { title: 'By the front door' },
  });
  expect(direct.status).toBe(403);
});
