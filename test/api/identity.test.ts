import { expect, test } from 'vitest';
import { isProblem } from '#shared/contract/problem.ts';
import { roleIdOf } from '#test/demo/people.ts';
import { signInWithTemporaryPassword } from './sign-in.ts';
import { as, send, since, unique, until } from './world.ts';

const admin = as('admin@demo.example');
const rep1 = as('rep1@demo.example');
const rep2 = as('rep2@demo.example');

test('a rep sees the deals of the own team and no others, on any path', async () => {
  const tag = unique();
  const theirs = await rep2.deal.create({ body: { name: `Zebra ${tag}`, nextStep: 'Secret step' } });
  const filter = JSON.stringify({ field: 'name', op: 'contains', value: tag });
  const query = { filter, 'at-least': since(theirs) };
  expect((await rep2.deal.list({ query })).items).toHaveLength(1);
  expect((await rep1.deal.list({ query })).items).toHaveLength(0);
  expect((await rep1.deal.count({ query })).count).toBe(0);
  expect((await rep1.deal.groups({ query: { filter, by: 'stageId' } })).groups).toEqual([]);
  expect((await rep1.search.search({ query: { q: `Zebra ${tag}` } })).hits).toEqual([]);
  expect((await admin.search.search({ query: { q: `Zebra ${tag}` } })).hits.map((h) => h.id)).toContain(theirs.id);
});

test('somebody who is invited gets an account, works, and is out with the first request after being suspended', async () => {
  const email = `leaver.${unique()}@demo.example`;
  const person = await admin.user.create({ body: { name: 'Leaver', email, roleIds: [roleIdOf('sales')] } });
  const invited = await until(async () => {
    const now = await admin.user.get({ params: { id: person.id }, query: {} });
    return now.cognitoSub ? now : undefined;
  });
  const token = await signInWithTemporaryPassword(email, 'Another-Light-43');
  expect((await send('GET', '/v1/me', { token })).status).toBe(200);
  const active = await admin.user.get({ params: { id: person.id }, query: {} });
  expect([invited.status, active.status]).toEqual(['invited', 'active']);
  await admin.user.update({ params: { id: person.id }, ifMatch: active.version, body: { status: 'suspended' } });
  expect((await send('GET', '/v1/me', { token })).status).toBe(401);
});

test('a role that is taken away or changed holds with the next request', async () => {
  const role = await admin.role.create({
    body: { name: `Nosy ${unique()}`, group: 'readonly', grants: [{ noun: 'company', action: 'read', scope: 'all' }] },
  });
  const email = `nosy.${unique()}@demo.example`;
  const person = await admin.user.create({ body: { name: 'Nosy', email, roleIds: [role.id] } });
  await until(async () => (await admin.user.get({ params: { id: person.id }, query: {} })).cognitoSub);
  const token = await signInWithTemporaryPassword(email, 'Another-Light-44');
  expect((await send('GET', '/v1/companies?limit=1', { token })).status).toBe(200);
  await admin.role.update({ params: { id: role.id }, ifMatch: role.version, body: { grants: [] } });
  expect((await send('GET', '/v1/companies?limit=1', { token })).status).toBe(403);
});

test('a field that a role hides is nowhere to be seen, sorted or filtered by', async () => {
  const canary = `Canary${unique()}`;
  const role = await admin.role.create({
    body: {
      name: `Blind ${unique()}`,
      group: 'readonly',
      grants: [{ noun: 'company', action: 'read', scope: 'all' }],
      fieldAccess: [{ noun: 'company', field: 'taxId', access: 'none' }],
    },
  });
  const email = `blind.${unique()}@demo.example`;
  const person = await admin.user.create({ body: { name: 'Blind', email, roleIds: [role.id] } });
  await until(async () => (await admin.user.get({ params: { id: person.id }, query: {} })).cognitoSub);
  const token = await signInWithTemporaryPassword(email, 'Another-Light-45');
  const firm = await admin.company.create({ body: { name: `Firm ${unique()}`, taxId: canary } });
  const paths = [
    `/v1/companies/${firm.id}`,
    `/v1/companies/${firm.id}?asOf=${new Date(Date.now() + 1000).toISOString()}`,
    `/v1/companies/${firm.id}/history`,
    `/v1/companies/${firm.id}/timeline?at-least=${since(firm)}`,
    `/v1/companies?at-least=${since(firm)}&limit=200`,
    `/v1/search?q=${canary}`,
    '/v1/changes?nouns=company&limit=500',
  ];
  for (const path of paths) {
    const answer = await send('GET', path, { token });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.text).not.toContain(canary);
  }
  for (const query of [
    'sort=taxId',
    'q=x&sort=-taxId',
    `filter=${encodeURIComponent(JSON.stringify({ field: 'taxId', op: 'startsWith', value: 'C' }))}`,
  ])
    expect((await send('GET', `/v1/companies?${query}`, { token })).status).toBe(400);
  expect((await send('GET', '/v1/companies/groups?by=taxId', { token })).status).toBe(400);
});

test('nobody takes away their own access', async () => {
  const me = await admin.me.get();
  const problem = await admin.user
    .update({ params: { id: String(me.user.id) }, ifMatch: Number(me.user.version), body: { status: 'suspended' } })
    .then(
      () => undefined,
      (e: unknown) => e,
    );
  expect(isProblem(problem) && problem.code).toBe('conflict');
});
