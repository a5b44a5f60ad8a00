import { describe, expect, it } from 'vitest';
import type { NewChangeSet } from '#shared/change-set/change-set.routes.ts';
import type { ChangeSet } from '#shared/change-set/change-set.ts';
import type { ExportRun } from '#shared/export/export.ts';
import { as, type Email, send, unique, until } from './world.ts';

const waitMs = 60_000;
const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** As somebody waits for it: the record is asked until no job works for it. */
const settled = (who: Email, id: string): Promise<ChangeSet> =>
  until(async () => {
    const set = await as(who).changeSet.get({ params: { id }, query: {} });
    return !['planning', 'applying', 'reverting'].includes(set.state) && set;
  }, waitMs);

const plan = async (who: Email, body: NewChangeSet): Promise<ChangeSet> => {
  const { changeSet } = await as(who).changeSet.create({ body });
  return settled(who, changeSet.id);
};
const step = async (who: Email, what: 'apply' | 'undo', set: ChangeSet): Promise<ChangeSet> => {
  await as(who).changeSet[what]({ params: { id: set.id }, ifMatch: set.version });
  return settled(who, set.id);
};

const companies = async (who: Email, count: number, industry: string) =>
  Promise.all(
    Array.from({ length: count }, (_, i) => as(who).company.create({ body: { name: `${industry} ${i}`, industry } })),
  );
const ofIndustry = (industry: string) => ({ filter: { field: 'industry', op: 'eq', value: industry } as const });

describe('a change set', () => {
  it('plans, changes and undoes all in view, and each record’s history says what it was', async () => {
    const industry = unique();
    const made = await companies('manager@demo.example', 12, industry);
    const planned = await plan('manager@demo.example', {
      action: 'update',
      noun: 'company',
      selection: ofIndustry(industry),
      patch: { tier: 'gold' },
      tags: { add: ['Spring'] },
    });
    expect(planned).toMatchObject({ state: 'planned', planned: { total: 12, change: 12, refused: 0, wrong: 0 } });
    const rows = await as('manager@demo.example').changeSet.rows({
      params: { id: planned.id },
      query: { kind: 'change', limit: 5 },
    });
    expect(rows.items).toHaveLength(5);
    expect(rows.items[0]?.changes).toContainEqual({ field: 'tier', after: 'gold' });
    expect(rows.cursor).toBeDefined();

    const applied = await step('manager@demo.example', 'apply', planned);
    expect(applied).toMatchObject({ state: 'applied', applied: { change: 12 } });
    const first = made[0]?.id ?? nowhere;
    const read = () => as('manager@demo.example').company.get({ params: { id: first }, query: {} });
    expect(await read()).toMatchObject({ tier: 'gold', tags: ['Spring'], version: 2 });

    expect(await step('manager@demo.example', 'undo', applied)).toMatchObject({ state: 'reverted', leftCount: 0 });
    expect(await read()).not.toHaveProperty('tier');
    const history = await as('manager@demo.example').company.history({ params: { id: first }, query: {} });
    expect(history.items.map((item) => item.type)).toEqual(['company.reverted', 'company.updated', 'company.created']);
  });

  it('leaves and counts what one may not change, and tells ids one may not know from missing ones by nothing', async () => {
    const own = await as('rep1@demo.example').deal.create({ body: { name: `Own ${unique()}` } });
    const hidden = await as('rep2@demo.example').deal.create({ body: { name: `Hidden ${unique()}` } });
    const planned = await plan('rep1@demo.example', {
      action: 'update',
      noun: 'deal',
      ids: [own.id, hidden.id, nowhere],
      patch: { nextStep: 'Call' },
    });
    expect(planned.planned).toEqual({ total: 3, change: 1, unchanged: 0, refused: 0, wrong: 2 });
    const { items } = await as('rep1@demo.example').changeSet.rows({
      params: { id: planned.id },
      query: { kind: 'wrong' },
    });
    const [known, missing] = items.map(({ id: _, ...rest }) => rest);
    expect(known).toEqual(missing);
    await step('rep1@demo.example', 'apply', planned);
    expect(await as('rep2@demo.example').deal.get({ params: { id: hidden.id }, query: {} })).toMatchObject({
      version: 1,
    });
    // who has no grant for jobs at all sees the own ones, and nobody else’s change sets
    const jobs = await as('rep1@demo.example').job.list({ query: { limit: 5 } });
    expect(jobs.items.length).toBeGreaterThan(0);
    const other = await send('GET', `/v1/change-sets/${planned.id}`, { as: 'rep2@demo.example' });
    const none = await send('GET', `/v1/change-sets/${nowhere}`, { as: 'rep2@demo.example' });
    expect([other.status, other.text]).toEqual([404, none.text]);
  });

  it('is refused to who may not change in bulk, and says what is wrong with its patch', async () => {
    const body = { action: 'update', noun: 'company', ids: [nowhere], patch: { tier: 'x' } };
    expect((await send('POST', '/v1/change-sets', { as: 'viewer@demo.example', body })).status).toBe(403);
    const wrong = await send('POST', '/v1/change-sets', {
      as: 'manager@demo.example',
      body: { ...body, patch: { website: 'javascript:x' } },
    });
    expect([wrong.status, wrong.json]).toMatchObject([400, { issues: [{ pointer: '/patch/website' }] }]);
  });

  it('takes back what a person changed lately, for an administrator', async () => {
    const me = await as('marketer@demo.example').me.get();
    const personId = String(me.user.id);
    const [record] = await companies('manager@demo.example', 1, unique());
    const edited = await as('marketer@demo.example').company.update({
      params: { id: record?.id ?? '' },
      ifMatch: 1,
      body: { tier: 'oops' },
    });
    const refused = await send('POST', '/v1/change-sets', {
      as: 'rep1@demo.example',
      body: { action: 'undoPerson', personId },
    });
    expect(refused.status).toBe(403);
    const planned = await plan('admin@demo.example', { action: 'undoPerson', personId });
    expect(planned.planned?.change).toBeGreaterThan(0);
    await step('admin@demo.example', 'apply', planned);
    expect(await as('manager@demo.example').company.get({ params: { id: edited.id }, query: {} })).not.toHaveProperty(
      'tier',
    );
  });
});

describe('an export', () => {
  const written = (who: Email, id: string): Promise<ExportRun> =>
    until(async () => {
      const run = await as(who).export.get({ params: { id }, query: {} });
      return run.state !== 'running' && run;
    }, waitMs);

  it('is a file of what the list shows, for nobody but who asked for it', async () => {
    const industry = unique();
    await as('manager@demo.example').company.create({ body: { name: `=1+1 ${industry}`, industry } });
    await companies('manager@demo.example', 2, industry);
    const { export: begun } = await as('manager@demo.example').export.create({
      body: { noun: 'company', selection: ofIndustry(industry), columns: ['name', 'industry'] },
    });
    const run = await written('manager@demo.example', begun.id);
    expect(run).toMatchObject({ state: 'ready', rowCount: 3 });

    const { url, fileName } = await as('manager@demo.example').export.file({ params: { id: run.id } });
    const answer = await fetch(url);
    expect(answer.headers.get('content-disposition')).toContain(fileName);
    const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer()).split('\r\n');
    expect(lines[0]).toBe('\ufeffName,Industry');
    expect(lines.slice(1).sort()).toEqual(
      ['', `'=1+1 ${industry},${industry}`, `${industry} 0,${industry}`, `${industry} 1,${industry}`].sort(),
    );
    for (const who of ['admin@demo.example', 'rep1@demo.example'] as const)
      expect((await send('GET', `/v1/exports/${run.id}/file`, { as: who })).status).toBe(404);
    expect((await fetch(url.replace(/\?.*/, ''))).status).toBeGreaterThanOrEqual(400);
  });

  it('is refused to who may not export', async () => {
    const answer = await send('POST', '/v1/exports', {
      as: 'rep1@demo.example',
      body: { noun: 'company', selection: {}, columns: ['name'] },
    });
    expect(answer.status).toBe(403);
  });
});
