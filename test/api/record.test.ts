import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { isProblem, type ProblemError } from '#shared/contract/problem.ts';
import { as, send, since, unique, until } from './world.ts';

const manager = as('manager@demo.example');
const rep1 = as('rep1@demo.example');
const rep2 = as('rep2@demo.example');

const problemOf = async (promise: Promise<unknown>): Promise<ProblemError> => {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isProblem(outcome)) throw new Error(`expected a problem, got ${String(outcome)}`);
  return outcome;
};

const aContact = (more: Record<string, unknown> = {}) => {
  const tag = unique();
  return {
    givenName: 'Ada',
    familyName: `Byron-${tag}`,
    emails: [{ value: `ada.${tag}@example.org`, isPrimary: true }],
    ...more,
  };
};

test('what is typed is stored in its normal form', async () => {
  const tag = unique();
  const made = await rep1.contact.create({
    body: {
      givenName: '  Ada ',
      familyName: 'Byron',
      emails: [{ value: ` Ada.${tag}@EXAMPLE.org ` }],
      phones: [{ value: '+44 20 7946 0958' }],
    },
  });
  expect(made).toMatchObject({
    name: 'Ada Byron',
    emails: [{ value: `ada.${tag}@example.org` }],
    phones: [{ value: '+442079460958' }],
    version: 1,
  });
});

test('a unique value can be taken once, in any spelling, and the answer names who has it', async () => {
  const first = await rep1.contact.create({ body: aContact() });
  const taken = first.emails?.[0]?.value ?? '';
  const problem = await problemOf(
    rep1.contact.create({ body: aContact({ emails: [{ value: taken.toUpperCase() }] }) }),
  );
  expect(problem.code).toBe('duplicate');
  expect(problem.more).toMatchObject({ field: 'emails', existingId: first.id });
});

test('of two people who create the same e-mail at once exactly one succeeds', async () => {
  const body = aContact();
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => rep1.contact.create({ body })));
  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
});

test('a value is free again once its record is in the bin, and the record cannot come back while another has it', async () => {
  const first = await manager.contact.create({ body: aContact() });
  const removed = await manager.contact.remove({ params: { id: first.id }, ifMatch: first.version });
  expect(removed.deletedAt).toBeDefined();
  await manager.contact.create({ body: aContact({ emails: first.emails }) });
  const problem = await problemOf(manager.contact.restore({ params: { id: first.id }, ifMatch: removed.version }));
  expect(problem.code).toBe('duplicate');
});

test('a stale write changes nothing and answers the current record and who changed what', async () => {
  const made = await rep1.contact.create({ body: aContact() });
  const newer = await rep1.contact.update({ params: { id: made.id }, ifMatch: 1, body: { title: 'Countess' } });
  const problem = await problemOf(
    rep1.contact.update({ params: { id: made.id }, ifMatch: 1, body: { title: 'Poet' } }),
  );
  expect(problem.status).toBe(412);
  expect(problem.more).toMatchObject({
    current: { id: made.id, title: 'Countess', version: newer.version },
    changes: [{ version: 2, actor: { name: 'Anna Snelling' }, changes: [{ field: 'title', after: 'Countess' }] }],
  });
  expect((await rep1.contact.get({ params: { id: made.id }, query: {} })).title).toBe('Countess');
});

test('no update is lost among many at once: accepted writes are versions', async () => {
  const made = await rep1.contact.create({ body: aContact() });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 24 }, (_, i) =>
      rep1.contact.update({ params: { id: made.id }, ifMatch: 1 + (i % 3), body: { title: `Title ${i}` } }),
    ),
  );
  const accepted = outcomes.filter((o) => o.status === 'fulfilled').length;
  const now = await rep1.contact.get({ params: { id: made.id }, query: {} });
  const { items } = await rep1.contact.history({ params: { id: made.id }, query: { limit: 100 } });
  expect(now.version).toBe(accepted + 1);
  expect(items.map((i) => i.version)).toEqual(Array.from({ length: now.version }, (_, i) => now.version - i));
});

test('the same idempotency key has one effect and one answer; with another body it is refused', async () => {
  const body = aContact();
  const idempotencyKey = randomUUID();
  const [first, ...rest] = await Promise.all(
    Array.from({ length: 8 }, () => rep1.contact.create({ body, idempotencyKey })),
  );
  expect(new Set([first, ...rest].map((r) => JSON.stringify(r))).size).toBe(1);
  const problem = await problemOf(rep1.contact.create({ body: { ...body, title: 'Other' }, idempotencyKey }));
  expect(problem.code).toBe('idempotency-mismatch');
  const other = await rep2.contact.create({ body: aContact(), idempotencyKey });
  expect(other.id).not.toBe(first?.id);
});

test('a request that failed its validation can be corrected under the same key', async () => {
  const idempotencyKey = randomUUID();
  const problem = await problemOf(rep1.contact.create({ body: { title: 'Nobody' }, idempotencyKey }));
  expect(problem.code).toBe('invalid-request');
  const made = await rep1.contact.create({ body: aContact(), idempotencyKey });
  expect(made.version).toBe(1);
});

test('history, the record as of a date, and an earlier version set back', async () => {
  const made = await rep1.contact.create({ body: aContact({ title: 'First' }) });
  const between = new Date(Date.parse(made.createdAt) + 1).toISOString();
  await until(async () => Date.now() > Date.parse(between) + 2);
  const second = await rep1.contact.update({ params: { id: made.id }, ifMatch: 1, body: { title: 'Second' } });
  const then = await rep1.contact.get({ params: { id: made.id }, query: { asOf: between } });
  expect(then.title).toBe('First');
  const back = await rep1.contact.revert({ params: { id: made.id }, ifMatch: second.version, body: { toVersion: 1 } });
  expect(back).toMatchObject({ title: 'First', version: 3 });
  const { items } = await rep1.contact.history({ params: { id: made.id }, query: {} });
  expect(items.map((i) => i.type)).toEqual(['contact.reverted', 'contact.updated', 'contact.created']);
});

test('a change that changes nothing makes no version', async () => {
  const made = await rep1.contact.create({ body: aContact({ title: 'Same' }) });
  const again = await rep1.contact.update({ params: { id: made.id }, ifMatch: 1, body: { title: 'Same' } });
  expect(again.version).toBe(1);
});

test('bulk answers record by record and does not tell a missing one from one that may not be known', async () => {
  const mine = await rep1.deal.create({ body: { name: `Mine ${unique()}` } });
  const theirs = await rep2.deal.create({ body: { name: `Theirs ${unique()}` } });
  const missing = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const { results, done, failed } = await rep1.deal.bulk({
    body: { action: 'update', ids: [mine.id, theirs.id, missing], patch: { nextStep: 'Call' } },
  });
  expect([done, failed]).toEqual([1, 2]);
  const [, second, third] = results;
  expect({ ...second, id: '' }).toEqual({ ...third, id: '' });
});

test('a list shows what was just written when it is asked to', async () => {
  const made = await rep1.company.create({ body: { name: `Fresh ${unique()}` } });
  const { items } = await rep1.company.list({
    query: { filter: JSON.stringify({ field: 'name', op: 'eq', value: made.name }), 'at-least': since(made) },
  });
  expect(items.map((i) => i.id)).toEqual([made.id]);
});

test('search finds a company by three letters, a contact by part of an e-mail and a phone in any spelling', async () => {
  const tag = unique();
  const firm = await rep1.company.create({ body: { name: `Quokka${tag} Industries` } });
  const person = await rep1.contact.create({
    body: aContact({ phones: [{ value: '+49 30 901820' }], companyId: firm.id }),
  });
  const find = async (q: string, made: { type: string; id: string; version: number }) =>
    (await rep1.search.search({ query: { q, 'at-least': since(made) } })).hits.map((h) => h.id);
  expect(await find(`quokka${tag.slice(0, 3)}`, firm)).toContain(firm.id);
  expect(await find(`qukoka${tag}`, firm)).toContain(firm.id);
  expect(await find((person.emails?.[0]?.value ?? '').slice(0, 8), person)).toContain(person.id);
  expect(await find('030 90 18 20', person)).toContain(person.id);
});

test('the timeline of a company tells of its notes and deals', async () => {
  const firm = await rep1.company.create({ body: { name: `Timeline ${unique()}` } });
  const note = await rep1.note.create({
    body: { body: '<p>Met at the fair <script>alert(1)</script></p>', companyId: firm.id },
  });
  expect(note.body).toBe('<p>Met at the fair </p>');
  const sale = await rep1.deal.create({ body: { name: 'From the fair', companyId: firm.id } });
  const { items } = await rep1.company.timeline({
    params: { id: firm.id },
    query: { 'at-least': `${since(firm)},${since(note)},${since(sale)}` },
  });
  expect(items.map((i) => i.type)).toEqual(['deal.created', 'note.created', 'company.created']);
});

test('a reference must exist and be known', async () => {
  const theirs = await rep2.deal.create({ body: { name: `Theirs ${unique()}` } });
  const hidden = await problemOf(rep1.note.create({ body: { body: 'x', dealId: theirs.id } }));
  const missing = await problemOf(rep1.note.create({ body: { body: 'x', dealId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' } }));
  expect([hidden.code, hidden.message, hidden.issues]).toEqual([missing.code, missing.message, missing.issues]);
});

test('nobody gives away what they may not assign, nor writes what is the server’s', async () => {
  const me = await rep1.me.get();
  const other = String((await rep2.me.get()).user.id);
  const made = await rep1.company.create({ body: { name: `Own ${unique()}` } });
  expect(made.ownerId).toBe(me.user.id);
  expect(
    (await problemOf(rep1.company.update({ params: { id: made.id }, ifMatch: 1, body: { ownerId: other } }))).status,
  ).toBe(403);
  const answer = await send('PATCH', `/v1/companies/${made.id}`, {
    as: 'rep1@demo.example',
    body: { version: 9, createdAt: 'x', id: 'y', __proto__x: 1 },
    headers: { 'if-match': '1' },
  });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({
    issues: [{ pointer: '/version' }, { pointer: '/createdAt' }, { pointer: '/id' }, { pointer: '/__proto__x' }],
  });
});
