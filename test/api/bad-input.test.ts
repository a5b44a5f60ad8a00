import { expect, test } from 'vitest';
import { as, origin, send, since, tokensOf, unique } from './world.ts';

const rep = 'rep1@demo.example';
const rep1 = as(rep);

test('whatever is wrong is named, and nothing is changed', async () => {
  const firm = await rep1.company.create({ body: { name: `Solid ${unique()}` } });
  const wrong: [unknown, string][] = [
    [{ nickname: 'x' }, '/nickname'],
    [{ name: ['x'] }, '/name'],
    [{ name: { $gt: '' } }, '/name'],
    [{ name: '' }, '/name'],
    [{ name: 'a\u0000b' }, '/name'],
    [{ name: 'x'.repeat(300) }, '/name'],
    [{ employees: '12' }, '/employees'],
    [{ employees: -1 }, '/employees'],
    [{ employees: 1.5 }, '/employees'],
    [{ kind: 'friend' }, '/kind'],
    [{ website: 'javascript:alert(1)' }, '/website'],
    [{ annualRevenue: { amountMinor: 1.5, currency: 'EUR' } }, '/annualRevenue/amountMinor'],
    [{ annualRevenue: { amountMinor: 1, currency: 'euro' } }, '/annualRevenue/currency'],
    [{ parentId: '../x' }, '/parentId'],
    [{ customerSince: '2026-02-30' }, '/customerSince'],
    [{ constructor: { prototype: { x: 1 } } }, '/constructor'],
  ];
  for (const [body, pointer] of wrong) {
    const answer = await send('PATCH', `/v1/companies/${firm.id}`, { as: rep, body, headers: { 'if-match': '1' } });
    expect([pointer, answer.status]).toEqual([pointer, 400]);
    expect(answer.json).toMatchObject({ code: 'invalid-request', issues: [{ pointer }] });
  }
  expect((await rep1.company.get({ params: { id: firm.id }, query: {} })).version).toBe(1);
});

test('bodies that are no JSON, no object, too large, of another type or with hidden prototypes are refused', async () => {
  const post = (rawBody: string, headers: Record<string, string> = {}) =>
    send('POST', '/v1/companies', { as: rep, rawBody, headers });
  expect((await post('{"name":')).status).toBe(400);
  expect((await post('[]')).status).toBe(400);
  expect((await post('null')).status).toBe(400);
  expect((await post('{"name":"x","employees":1e309}')).status).toBe(400);
  expect((await post('{"name":"\\ud800"}')).status).toBe(400);
  expect((await post('{"name":"x","__proto__":{"isAdmin":true}}')).status).toBe(400);
  expect((await post('{"name":"x","\\u005f_proto__":{"isAdmin":true}}')).status).toBe(400);
  expect((await post('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  expect((await post(`{"name":"${'x'.repeat(2_000_000)}"}`)).status).toBe(413);
  expect((await post(`{"name":"${'x'.repeat(10_500_000)}"}`)).status).toBe(413);
  expect((await post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).status).toBe(400);
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
});

test('a write says which version it changes', async () => {
  const firm = await rep1.company.create({ body: { name: `Versioned ${unique()}` } });
  const patch = (headers: Record<string, string>) =>
    send('PATCH', `/v1/companies/${firm.id}`, { as: rep, body: { tier: 'A' }, headers });
  expect((await patch({})).status).toBe(428);
  expect((await patch({ 'if-match': '*' })).status).toBe(400);
  expect((await patch({ 'if-match': '2' })).status).toBe(412);
  expect((await patch({ 'if-match': '"1"' })).status).toBe(200);
});

test('a cursor that was changed, or is of another person, list or order, is refused', async () => {
  const page = await rep1.company.list({ query: { limit: 3, sort: 'name' } });
  const cursor = page.cursor ?? '';
  expect(cursor).not.toBe('');
  const get = (path: string, who: Parameters<typeof as>[0] = rep) => send('GET', path, { as: who });
  const encoded = encodeURIComponent(cursor);
  expect((await get(`/v1/companies?limit=3&sort=name&cursor=${encoded}`)).status).toBe(200);
  const flipped = cursor.slice(0, 5) + (cursor[5] === 'A' ? 'B' : 'A') + cursor.slice(6);
  const others: [string, Parameters<typeof as>[0]][] = [
    [`/v1/companies?limit=3&sort=name&cursor=${encodeURIComponent(flipped)}`, rep],
    [`/v1/companies?limit=3&sort=name&cursor=${encoded}`, 'manager@demo.example'],
    [`/v1/contacts?limit=3&sort=name&cursor=${encoded}`, rep],
    [`/v1/companies?limit=3&sort=-name&cursor=${encoded}`, rep],
    ['/v1/companies?cursor=x', rep],
    ['/v1/changes?since=x', rep],
  ];
  for (const [path, who] of others) expect([path, (await get(path, who)).status]).toEqual([path, 400]);
});

test('walking a list by cursor gives every record once', async () => {
  const tag = unique();
  const made: string[] = [];
  for (let i = 0; i < 7; i++) {
    const body = { name: `Walk ${tag} ${i % 3}`, industry: i % 2 ? 'a' : undefined };
    made.push(since(await rep1.company.create({ body })));
  }
  const filter = JSON.stringify({ field: 'name', op: 'contains', value: tag });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof rep1.company.list>> = await rep1.company.list({
      query: {
        filter,
        sort: 'industry,-name',
        limit: 2,
        'at-least': made.join(','),
        ...(cursor && { cursor }),
      },
    });
    seen.push(...page.items.map((i) => i.id));
    cursor = page.cursor;
  } while (cursor);
  expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
});

test('filters, sorts and groups take only what they know', async () => {
  const wrong = [
    'filter={}',
    'filter={"field":"nope","op":"eq","value":1}',
    'filter={"field":"name","op":"like","value":"x"}',
    'filter={"field":"employees","op":"eq","value":"x OR 1=1"}',
    'filter={"field":"name);drop table company;--","op":"eq","value":"x"}',
    'sort=nope',
    'sort=name desc',
    'columns=nope',
    'limit=0',
    'limit=100000',
    'limit=1&limit=2',
    'at-least=company/x@1',
    'surely=unknown',
  ];
  for (const query of wrong) {
    const answer = await send('GET', `/v1/companies?${encodeURI(query)}`, { as: rep });
    expect([query, answer.status]).toEqual([query, 400]);
  }
  expect((await send('GET', '/v1/companies/groups?by=nope', { as: rep })).status).toBe(400);
});

test('tokens that are not ours, not of today or not for access let nobody in', async () => {
  const { access, id } = await tokensOf(rep);
  const [head = '', body = '', mac = ''] = access.split('.');
  const claims: Record<string, unknown> = JSON.parse(Buffer.from(body, 'base64url').toString());
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tokens = [
    id,
    `${head}.${body}`,
    `${head}.${body}.`,
    `${encode({ alg: 'none' })}.${body}.`,
    `${encode({ alg: 'HS256', typ: 'JWT' })}.${body}.${mac}`,
    `${head}.${encode({ ...claims, sub: 'x' })}.${mac}`,
    `${head}.${encode({ ...claims, exp: 1 })}.${mac}`,
    access.slice(0, -4),
  ];
  for (const token of tokens) expect((await send('GET', '/v1/me', { token })).status).toBe(401);
  expect((await fetch(`${origin()}/v1/me?access_token=${access}`)).status).toBe(401);
  expect((await send('GET', '/v1/me', { token: access })).status).toBe(200);
});

test('every answer carries the security headers, and the app a policy without exceptions', async () => {
  for (const path of ['/', '/v1/me', '/v1/openapi.json', '/deals/x']) {
    const { headers } = await send('GET', path);
    expect(headers.get('strict-transport-security')).toContain('max-age=');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-/);
  }
});

test('the API describes itself: OpenAPI 3.1, every event with its schema, and a page', async () => {
  const { json } = await send('GET', '/v1/openapi.json');
  expect(json).toMatchObject({
    openapi: expect.stringMatching(/^3\.1/),
    paths: { '/v1/deals/{id}/move': { post: { operationId: 'deal.move' } } },
  });
  const events = (await send('GET', '/v1/events.json')).json;
  expect(events).toMatchObject({
    events: expect.arrayContaining([
      expect.objectContaining({ type: 'deal.won', version: 1, data: expect.any(Object) }),
    ]),
  });
  const page = await send('GET', '/v1/docs');
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.text).toContain('/v1/companies');
});

test('delta sync gives every change that one may read, once the walk is through', async () => {
  const firm = await rep1.company.create({ body: { name: `Synced ${unique()}` } });
  const hidden = await as('rep2@demo.example').deal.create({ body: { name: `Unsynced ${unique()}` } });
  let since: string | undefined;
  const walk = async () => {
    const seen: { recordId: string; recordVersion: number }[] = [];
    for (let hasMore = true; hasMore; ) {
      const page: Awaited<ReturnType<typeof rep1.changes.list>> = await rep1.changes.list({
        query: { limit: 500, ...(since && { since }) },
      });
      seen.push(...page.items);
      ({ hasMore, cursor: since } = page);
    }
    return seen;
  };
  const first = await walk();
  expect(first.some((i) => i.recordId === firm.id)).toBe(true);
  expect(first.some((i) => i.recordId === hidden.id)).toBe(false);
  const later = await rep1.company.update({ params: { id: firm.id }, ifMatch: 1, body: { tier: 'B' } });
  expect((await walk()).some((i) => i.recordId === firm.id && i.recordVersion === later.version)).toBe(true);
});
