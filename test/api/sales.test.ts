import { expect, test } from 'vitest';
import { isProblem } from '#shared/contract/problem.ts';
import { as, send, since, unique, until } from './world.ts';

const manager = as('manager@demo.example');
const rep1 = as('rep1@demo.example');

const stagesOf = async () => {
  const { items } = await manager.stage.list({ query: { sort: 'order' } });
  const byName = (name: string) => {
    const found = items.find((s) => s.name === name);
    if (!found) throw new Error(`no stage ${name}`);
    return found;
  };
  return {
    qualified: byName('Qualified'),
    proposal: byName('Proposal'),
    won: byName('Won'),
    lost: byName('Lost'),
    discovery: byName('Discovery'),
  };
};

test('a new deal stands in the first stage, with what the stage decides', async () => {
  const made = await rep1.deal.create({ body: { name: `New ${unique()}` } });
  const { qualified } = await stagesOf();
  expect(made).toMatchObject({
    stageId: qualified.id,
    pipelineId: qualified.pipelineId,
    status: 'open',
    probability: 10,
    forecastCategory: 'pipeline',
  });
});

test('a gate lets a deal through only with its fields, whichever way it comes', async () => {
  const { proposal, lost } = await stagesOf();
  const made = await rep1.deal.create({ body: { name: `Gate ${unique()}` } });
  const paths = [
    () => rep1.deal.move({ params: { id: made.id }, ifMatch: 1, body: { stageId: proposal.id } }),
    () => rep1.deal.update({ params: { id: made.id }, ifMatch: 1, body: { stageId: proposal.id } }),
    () => rep1.deal.create({ body: { name: 'Straight', stageId: proposal.id } }),
  ];
  for (const path of paths) {
    const problem = await path().then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(isProblem(problem) && [problem.code, problem.issues.map((i) => i.pointer)]).toEqual([
      'gate-not-met',
      ['/amount'],
    ]);
  }
  const bulk = await rep1.deal.bulk({ body: { action: 'update', ids: [made.id], patch: { stageId: proposal.id } } });
  expect(bulk.results[0]).toMatchObject({ status: 422 });
  const moved = await rep1.deal.move({
    params: { id: made.id },
    ifMatch: 1,
    body: { stageId: proposal.id, patch: { amount: { amountMinor: 100_00, currency: 'EUR' } } },
  });
  expect(moved).toMatchObject({ version: 2, stageId: proposal.id, probability: 50 });
  const noReason = await rep1.deal.move({ params: { id: made.id }, ifMatch: 2, body: { stageId: lost.id } }).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(isProblem(noReason) && noReason.issues.map((i) => i.pointer)).toEqual(['/lostReason']);
});

test('deals of a stage that goes to the bin stay on the board and can be changed and moved out, and none comes in', async () => {
  const { qualified } = await stagesOf();
  const admin = as('admin@demo.example');
  const pipelineId = qualified.pipelineId;
  const name = `Short-lived ${unique()}`;
  const stage = await admin.stage.create({ body: { name, pipelineId, order: 90, kind: 'open', probability: 5 } });
  const made = await rep1.deal.create({ body: { name: `Left ${unique()}`, stageId: stage.id } });
  const binned = await admin.stage.remove({ params: { id: stage.id }, ifMatch: stage.version });

  const { columns } = await rep1.deal.board({
    query: { pipelineId, 'at-least': `${since(binned)},${since(made)}` },
  });
  const column = columns.find((c) => c.stage.id === stage.id);
  expect([column?.stage.deletedAt, column?.items.map((d) => d.id)]).toEqual([binned.deletedAt, [made.id]]);

  const renamed = await rep1.deal.update({ params: { id: made.id }, ifMatch: 1, body: { nextStep: 'Move it' } });
  const enters = await send('POST', '/v1/deals', { as: 'rep1@demo.example', body: { name: 'In', stageId: stage.id } });
  expect([enters.status, enters.json]).toMatchObject([400, { issues: [{ pointer: '/stageId' }] }]);
  const out = await rep1.deal.move({
    params: { id: made.id },
    ifMatch: renamed.version,
    body: { stageId: qualified.id },
  });
  expect(out.stageId).toBe(qualified.id);
  const after = await rep1.deal.board({ query: { pipelineId, 'at-least': since(out) } });
  expect(after.columns.map((c) => c.stage.id)).not.toContain(stage.id);
});

test('a deal is won, opened again, and its history says so', async () => {
  const { won, qualified } = await stagesOf();
  const made = await rep1.deal.create({
    body: { name: `Won ${unique()}`, amount: { amountMinor: 5_000_00, currency: 'EUR' } },
  });
  const done = await rep1.deal.move({ params: { id: made.id }, ifMatch: 1, body: { stageId: won.id } });
  expect(done).toMatchObject({
    status: 'won',
    probability: 100,
    closedAt: expect.any(String),
    closeDate: expect.any(String),
  });
  const open = await rep1.deal.move({ params: { id: made.id }, ifMatch: 2, body: { stageId: qualified.id } });
  expect(open).toMatchObject({ status: 'open' });
  expect(open.closedAt).toBeUndefined();
  const { items } = await rep1.deal.history({ params: { id: made.id }, query: {} });
  expect(items.map((i) => i.type)).toEqual(['deal.reopened', 'deal.won', 'deal.created']);
});

test('cards keep the order in which they were put', async () => {
  const { discovery } = await stagesOf();
  const tag = unique();
  const cards = [];
  for (const name of ['a', 'b', 'c'])
    cards.push(await rep1.deal.create({ body: { name: `${tag} ${name}`, stageId: discovery.id } }));
  const [a, b, c] = cards;
  if (!a || !b || !c) throw new Error('three cards');
  const moved = await rep1.deal.move({
    params: { id: a.id },
    ifMatch: 1,
    body: { stageId: discovery.id, beforeId: c.id, afterId: b.id },
  });
  const board = await rep1.deal.board({
    query: {
      pipelineId: discovery.pipelineId,
      filter: JSON.stringify({ field: 'name', op: 'startsWith', value: tag }),
      'at-least': [moved, b, c].map(since).join(','),
    },
  });
  const column = board.columns.find((col) => col.stage.id === discovery.id);
  expect(column?.items.map((i) => i.name)).toEqual([`${tag} c`, `${tag} a`, `${tag} b`]);
  expect(column).toMatchObject({ count: 3 });
});

const submit = async (more: Record<string, unknown> = {}) => {
  const { json } = await send('GET', '/v1/public/leads/token?form=contact');
  const { token } = json as { token: string };
  // the form asks for a least time, which is part of its promise
  await until(async () => Date.now() > issuedAt(token) + 2100);
  return send('POST', '/v1/public/leads', { body: { form: 'contact', token, name: 'Grace', ...more } });
};
const issuedAt = (token: string): number =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).at;
const leadNamed = (name: string) => async () =>
  (await manager.lead.list({ query: { filter: JSON.stringify({ field: 'name', op: 'eq', value: name }) } })).items[0];

test('a lead from the public form is given to somebody by rule within a second, and says why', async () => {
  const name = `Grace ${unique()}`;
  const accepted = await submit({ name, email: 'Grace@Example.org', country: 'Germany' });
  expect([accepted.status, accepted.json]).toEqual([202, { accepted: true }]);
  const startedAt = Date.now();
  const lead = await until(async () => {
    const found = await leadNamed(name)();
    return found?.ownerId ? found : undefined;
  });
  expect(Date.now() - startedAt).toBeLessThan(1500);
  expect(lead).toMatchObject({
    status: 'assigned',
    emails: [{ value: 'grace@example.org' }],
    assignmentReason: expect.stringContaining('By country'),
  });
  const { items } = await manager.lead.timeline({ params: { id: lead.id }, query: {} });
  expect(items.map((i) => i.type)).toEqual(['lead.assigned', 'lead.created']);
  expect(items[0]?.reason).toContain('By country');
});

test('the form answers spam like a lead and keeps none of it', async () => {
  const name = `Spam ${unique()}`;
  const { json } = await send('GET', '/v1/public/leads/token?form=contact');
  const { token } = json as { token: string };
  const quick = await send('POST', '/v1/public/leads', { body: { form: 'contact', token, name } });
  const forged = await send('POST', '/v1/public/leads', { body: { form: 'contact', token: `${token}x`, name } });
  const honey = await submit({ name, website: 'https://spam.example' });
  for (const answer of [quick, forged, honey]) expect([answer.status, answer.text]).toEqual([202, '{"accepted":true}']);
  const marker = await submit({ name: `${name} after` });
  expect(marker.status).toBe(202);
  await until(leadNamed(`${name} after`));
  expect(await leadNamed(name)()).toBeUndefined();
});

test('a form that is too large or names a wrong address is told so', async () => {
  expect((await submit({ email: 'not an address' })).json).toMatchObject({
    code: 'invalid-request',
    issues: [{ pointer: '/email' }],
  });
  expect(
    (await send('POST', '/v1/public/leads', { rawBody: JSON.stringify({ message: 'x'.repeat(40_000) }) })).status,
  ).toBe(413);
});
