import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { defineRoute } from '#shared/contract/route.ts';
import { standardRoutes } from '#shared/contract/standard-routes.ts';
import { task } from '#shared/task/task.ts';
import { user } from '#shared/user/user.ts';
import { type AnswerBody, ask, type SentRequest } from '#test/fakes/http.ts';
import { idOf, putPerson, putRecord, putRoles, storedRecord } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { implement, implementPublic } from './handle.ts';
import { standardHandlers } from './standard-handlers.ts';
import { type Table, Throttled } from './table.ts';

const rep = idOf(1, 'A');
const admin = idOf(2, 'A');
const boom = defineRoute({
  method: 'GET',
  path: '/v1/boom',
  permission: 'signed-in:any',
  area: 'people',
  summary: '',
  response: z.object({}),
});
const open = defineRoute({
  method: 'GET',
  path: '/v1/public/open',
  permission: null,
  area: 'public',
  summary: '',
  response: z.object({ address: z.string() }),
});
const odd = defineRoute({ ...boom, path: '/v1/odd', permission: 'nothing:everything' });
const routes = [
  ...standardHandlers(contact, standardRoutes(contact)),
  ...standardHandlers(company, standardRoutes(company)),
  ...standardHandlers(task, standardRoutes(task)),
  implement(boom, async () => {
    throw new Error('SELECT * FROM secrets WHERE arn:aws:dynamodb');
  }),
  implement(odd, async () => ({})),
  implementPublic(open, async (_, { address }) => ({ address })),
];

let ports: FakePorts;
beforeEach(async () => {
  ports = fakePorts();
  await putRoles(ports);
  await putPerson(ports, rep, 'sales');
  await putPerson(ports, admin, 'admin');
});
const as = (id: string, sent: SentRequest, on = ports) => ask(on, routes, { ...sent, sub: `sub-${id}` });
const snapshot = (): string => JSON.stringify(ports.store.all());

test('an answer says its type, is not to be kept, and names the request', async () => {
  const { status, headers } = await as(admin, { method: 'POST', path: '/v1/contacts', body: { givenName: 'Ada' } });

  expect(status).toBe(201);
  expect(headers).toEqual({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-request-id': expect.stringMatching(/^request-/),
  });
});

test('a problem has the media type of problems, its code, and no more than is meant for the caller', async () => {
  const { status, headers, text, body } = await as(admin, { method: 'GET', path: '/v1/boom' });

  expect(status).toBe(500);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(body).toEqual({
    type: '/problems/internal',
    code: 'internal',
    title: 'Something went wrong',
    status: 500,
    detail: 'The error was logged. Give the request id when you ask about it.',
  });
  expect(text).not.toMatch(/secret|arn|at /);
  expect(ports.logged.at(-1)?.fields).toMatchObject({ code: 'internal', error: expect.stringContaining('secrets') });
});

describe('who may call', () => {
  test('without a token nobody learns what a request should look like', async () => {
    for (const sent of [
      { method: 'POST', path: '/v1/contacts', body: { wrong: 1 } },
      { method: 'GET', path: `/v1/contacts/${idOf(1, 'E')}` },
      { method: 'PATCH', path: `/v1/contacts/${idOf(1, 'E')}`, raw: '{' },
    ])
      expect(await ask(ports, routes, sent)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  test('a permission that nobody was granted is granted to nobody', async () => {
    expect(await as(rep, { method: 'GET', path: '/v1/odd' })).toMatchObject({
      status: 403,
      body: { permission: 'nothing:everything' },
    });
  });

  test('a public route needs no token and gets the address that CloudFront wrote, not what a client says', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect((await ask(ports, routes, { method: 'GET', path: '/v1/public/open', headers })).body).toEqual({
      address: '192.0.2.1',
    });
    expect(
      (
        await ask(ports, routes, {
          method: 'GET',
          path: '/v1/public/open',
          headers: { ...headers, 'x-viewer-address': '198.51.100.7' },
        })
      ).body,
    ).toEqual({
      address: '198.51.100.7',
    });
  });

  test('past CloudFront nobody gets in, whatever they ask for', async () => {
    const guarded = fakePorts({ environment: { CRM_ORIGIN_SECRET: 'the secret' } });
    const sent = { method: 'GET', path: '/v1/public/open' };
    for (const secret of [undefined, '', 'the secre', 'the secret ', 'THE SECRET'])
      expect(
        (await ask(guarded, routes, { ...sent, headers: secret === undefined ? {} : { 'x-origin-verify': secret } }))
          .status,
      ).toBe(403);
    expect((await ask(guarded, routes, { method: 'GET', path: '/v1/none' })).status).toBe(403);

    expect((await ask(guarded, routes, { ...sent, headers: { 'x-origin-verify': 'the secret' } })).status).toBe(200);
  });
});

test('a record that one may not know and one that does not exist answer byte for byte alike', async () => {
  const [known, unknown] = [idOf(1, 'K'), idOf(9, 'K')];
  await putRecord(ports, task, known, { title: 'Call', ownerId: admin });
  const before = snapshot();
  for (const sent of [
    { method: 'GET', path: '' },
    { method: 'GET', path: '/history' },
    { method: 'PATCH', path: '', headers: { 'if-match': '1' }, body: { title: 'x' } },
    { method: 'PATCH', path: '', headers: { 'if-match': '7' }, body: { title: 'x' } },
    { method: 'DELETE', path: '', headers: { 'if-match': '1' } },
    { method: 'POST', path: '/restore', headers: { 'if-match': '1' } },
    { method: 'POST', path: '/revert', headers: { 'if-match': '1' }, body: { toVersion: 1 } },
  ]) {
    const answers = [];
    for (const id of [known, unknown]) answers.push(await as(rep, { ...sent, path: `/v1/tasks/${id}${sent.path}` }));
    expect(answers[0]?.status).toBe(404);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  }
  expect((await as(rep, { method: 'GET', path: `/v1/tasks/${known}` })).status).toBe(404);
  expect(snapshot()).toBe(before);
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'k1' };
  const create = (more: Partial<SentRequest> = {}, id = admin) =>
    as(id, { method: 'POST', path: '/v1/contacts', headers, body: { givenName: 'Ada' }, ...more });

  test('gives the first answer again, byte for byte, and writes nothing more', async () => {
    const first = await create();
    const before = snapshot();
    const second = await create();

    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(snapshot()).toBe(before);
  });

  test('gives the first answer also after the record has changed', async () => {
    const first = await create();
    await as(admin, {
      method: 'PATCH',
      path: `/v1/contacts/${first.body.id}`,
      headers: { 'if-match': '1' },
      body: { title: 'Countess' },
    });

    expect((await create()).text).toBe(first.text);
  });

  test('with another request is refused', async () => {
    await create();
    const before = snapshot();

    expect(await create({ body: { givenName: 'Grace' } })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-mismatch' },
    });
    expect(snapshot()).toBe(before);
  });

  test('is each person’s own and each route’s own', async () => {
    const first = await create();
    const second = await create({}, rep);
    const third = await create({ path: '/v1/companies', body: { name: 'Acme' } });

    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect(third.body).toMatchObject({ type: 'company' });
  });

  test('of a request that failed is still free', async () => {
    expect((await create({ body: { givenName: 1 } })).status).toBe(400);
    expect((await create()).status).toBe(201);
  });

  test('is forgotten after a day', async () => {
    const first = await create();
    ports.time.now += 24 * 3_600_000;

    const second = await create();
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test('shows nothing any more of what the person may not see any more', async () => {
    const { body } = await create({ path: '/v1/companies', body: { name: 'Acme' } }, rep);
    expect(body.ownerId).toBe(rep);
    await putRecord(ports, user, rep, { roleIds: [] }, await storedRecord(ports, 'user', rep));

    expect((await create({ path: '/v1/companies', body: { name: 'Acme' } }, rep)).status).toBe(403);
  });
});

test('a table that asks for less is answered with 503 and when to come again', async () => {
  const busy = {
    ...ports,
    table: { ...ports.table, transact: () => Promise.reject(new Throttled('slow')) } satisfies Table,
  };

  const answer = await as(admin, { method: 'POST', path: '/v1/contacts', body: { givenName: 'Ada' } }, busy);

  expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '1' } });
});

describe('bulk', () => {
  const ids = [1, 2, 3].map((n) => idOf(n, 'C'));
  const resultsOf = (body: AnswerBody) =>
    body.results as { id: string; status: number; version?: number; problem?: AnswerBody }[];
  beforeEach(async () => {
    for (const id of ids) await putRecord(ports, company, id, { name: id, ownerId: id === ids[1] ? admin : rep });
  });

  test('does what may be done and answers for each record alone', async () => {
    const unknown = idOf(99, 'C');
    const { status, body } = await as(rep, {
      method: 'POST',
      path: '/v1/companies/bulk',
      body: { action: 'update', ids: [...ids, unknown, ids[0]], patch: { tier: 'gold' } },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ done: 2, failed: 2 });
    expect(resultsOf(body).map((r) => [r.id, r.status, r.version ?? r.problem?.code])).toEqual([
      [ids[0], 200, 2],
      [ids[1], 403, 'forbidden'],
      [ids[2], 200, 2],
      [unknown, 404, 'not-found'],
    ]);
  });

  test('a record that could not be written just now is one of the answers, and the others are done', async () => {
    let calls = 0;
    const busy: FakePorts = {
      ...ports,
      table: {
        ...ports.table,
        transact: (items) =>
          ++calls >= 2 && calls < 60 ? Promise.reject(new Throttled('slow')) : ports.table.transact(items),
      },
    };
    const { status, body } = await as(
      admin,
      { method: 'POST', path: '/v1/companies/bulk', body: { action: 'remove', ids } },
      busy,
    );

    expect(status).toBe(200);
    expect(resultsOf(body).some((r) => r.status === 503)).toBe(true);
    expect(resultsOf(body).some((r) => r.status === 200)).toBe(true);
  });
});
