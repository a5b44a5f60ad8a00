import { describe, expect, it } from 'vitest';
import { actorOf } from '#functions/platform/authenticate.ts';
import { commit } from '#functions/platform/commit.ts';
import type { Actor } from '#functions/platform/context.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { deal } from '#shared/deal/deal.ts';
import { lead } from '#shared/lead/lead.ts';
import { product } from '#shared/product/product.ts';
import { task } from '#shared/task/task.ts';
import { user } from '#shared/user/user.ts';
import { anImport, createClient, createWorld, type World } from './fakes.ts';

const begin = async (world: World, contents: Record<string, string>, actor?: Actor) => {
  const client = createClient(world, actor);
  const { id } = await anImport(world, contents);
  return { client, id, run: await client.inspect(id) };
};

const edit = async (world: World, entity: Entity, record: AnyRecord, values: object): Promise<void> => {
  const stored = await world.table.get(recordKey(entity.noun, record.id));
  if (!stored || !isStoredRecord(stored)) throw new Error('gone');
  await commit(world.ports, {
    actor: { kind: 'user', id: 'someone', name: 'Somebody Else' },
    changes: [{ entity, id: record.id, before: stored, after: { ...stored.record, ...values }, verb: 'updated' }],
  });
};
const named = (world: World, noun: string, name: string) => world.records(noun).find((r) => r.name === name);

describe('rows that are records already', () => {
  it('are updated, skipped where nothing changes, and created where there are none', async () => {
    const world = await createWorld();
    await world.create(company, { name: 'Alpha', industry: 'retail' });
    await world.create(company, { name: 'Beta', industry: 'retail' });
    const { client, id } = await begin(world, {
      'accounts.csv': 'account,sector\nalpha,finance\n BETA ,retail\nGamma,retail\n',
    });

    const planned = await client.update(id, { files: [{ index: 0, constants: [] }] }).then(() => client.plan(id));
    expect(planned.files[0]?.planned).toEqual({ rows: 3, create: 1, update: 2, skip: 0, wrong: 0 });
    const applied = await client.apply(id);

    expect(applied.files[0]?.applied).toEqual({ created: 1, updated: 2, skipped: 0, failed: 0 });
    expect(named(world, 'company', 'alpha')).toMatchObject({ industry: 'finance', version: 2 });
    const again = await begin(world, { 'accounts.csv': 'account,sector\nalpha,finance\n' });
    await again.client.update(again.id, { files: [{ index: 0, constants: [] }] });
    expect((await again.client.plan(again.id)).files[0]?.planned).toMatchObject({ skip: 1, update: 0 });
  });

  it('are left alone where only new ones are wanted, and the new ones where only updates are', async () => {
    const world = await createWorld();
    await world.create(company, { name: 'Alpha', industry: 'retail' });
    const { client, id } = await begin(world, { 'accounts.csv': 'account,sector\nAlpha,finance\nGamma,retail\n' });
    await client.update(id, { files: [{ index: 0, mode: 'create' }] });
    expect((await client.plan(id)).files[0]?.planned).toMatchObject({ create: 1, skip: 1 });
    await client.update(id, { files: [{ index: 0, mode: 'update', constants: [] }] });
    expect((await client.plan(id)).files[0]?.planned).toMatchObject({ create: 0, update: 1, skip: 1 });
  });

  it('that a file has twice are written once where they say the same, and are wrong where they do not', async () => {
    const world = await createWorld();
    const { client, id } = await begin(world, {
      'accounts.csv': 'account,sector\nAlpha,finance\nAlpha,finance\nAlpha,retail\nBeta,\n',
    });
    const planned = await client
      .update(id, { files: [{ index: 0, matchFields: ['name'], mode: 'upsert' }] })
      .then(() => client.plan(id));
    expect(planned.files[0]?.planned).toEqual({ rows: 4, create: 2, update: 0, skip: 1, wrong: 1 });
    expect(planned.problems?.[0]).toEqual({
      file: 0,
      row: 4,
      detail: 'Another row 2 has the same Name and says something else.',
    });
  });

  it('that somebody makes between the plan and its application are updated, not doubled, and referred to', async () => {
    const world = await createWorld();
    const { client, id } = await begin(world, {
      'accounts.csv': 'account,sector,subsidiary_of\nAlpha,finance,\nBeta,finance,Alpha\n',
    });
    await client.plan(id);
    const meanwhile = await world.create(company, { name: 'Alpha' });
    await client.apply(id);

    expect(
      world
        .records('company')
        .map((c) => c.name)
        .sort(),
    ).toEqual(['Alpha', 'Beta']);
    expect(named(world, 'company', 'Alpha')).toMatchObject({ id: meanwhile.id, industry: 'finance' });
    expect(named(world, 'company', 'Beta')?.parentId).toBe(meanwhile.id);
  });

  it('whose unique value another record has, or another row, are wrong', async () => {
    const world = await createWorld();
    await world.create(contact, { givenName: 'Ann', emails: [{ value: 'ann@example.org' }] });
    const { client, id } = await begin(world, {
      'contacts.csv':
        'First name,Last name,E-mail\nAnna,Bell,ANN@example.org\nBea,Cole,bea@example.org\nBert,Cole,Bea@Example.org\n',
    });
    await client.update(id, { files: [{ index: 0, mode: 'create', matchFields: [] }] });
    const planned = await client.plan(id);
    expect(planned.problems?.map((p) => p.detail)).toEqual([
      'E-mails: “ann@example.org” is already in use.',
      'E-mails: row 3 has “bea@example.org” as well.',
    ]);
    await client.apply(id);
    expect(
      world
        .records('contact')
        .map((c) => c.name)
        .sort(),
    ).toEqual(['Ann', 'Bea Cole']);
  });

  it('whose unique value was taken since the plan are named, and the others of their transaction are written', async () => {
    const world = await createWorld();
    const { client, id } = await begin(world, { 'products.csv': 'product,sku\nOne,A-1\nTwo,A-2\nThree,A-3\n' });
    await client.update(id, { files: [{ index: 0, mode: 'create', matchFields: [] }] });
    await client.plan(id);
    await world.create(product, { name: 'Quick', sku: 'a-2' });
    const applied = await client.apply(id);
    expect(applied.state).toBe('appliedWithErrors');
    expect(applied.files[0]?.applied).toEqual({ created: 2, updated: 0, skipped: 0, failed: 1 });
    expect(applied.problems).toEqual([{ file: 0, row: 3, detail: 'SKU: “a-2” is already in use.' }]);
  });
});

describe('undoing', () => {
  it('gives updated records their old values, and leaves and names what was changed or is used since', async () => {
    const world = await createWorld();
    await world.create(company, { name: 'Alpha', industry: 'retail' });
    await world.create(company, { name: 'Beta', industry: 'retail' });
    const { client, id } = await begin(world, {
      'accounts.csv': 'account,sector,employees\nAlpha,finance,5\nBeta,finance,6\nGamma,x,7\nDelta,x,8\nEta,x,9\n',
    });
    await client.update(id, { files: [{ index: 0, constants: [] }] });
    await client.plan(id);
    await client.apply(id);
    const [beta, gamma, delta] = ['Beta', 'Gamma', 'Delta'].map((n) => named(world, 'company', n));
    if (!beta || !gamma || !delta) throw new Error('missing');
    await edit(world, company, beta, { tier: 'gold' });
    await edit(world, company, gamma, { industry: 'mine' });
    await world.create(task, { title: 'Call them', companyId: delta.id });

    const undone = await client.undo(id);

    expect(undone).toMatchObject({ state: 'partlyReverted', leftCount: 3 });
    expect(new Map(undone.left?.map((l) => [l.title, l.detail]))).toEqual(
      new Map([
        ['Beta', 'Somebody Else changed it since: Tier.'],
        ['Gamma', 'Somebody Else changed it since: Industry.'],
        ['Delta', 'Task “Call them” refers to it.'],
      ]),
    );
    const alpha = named(world, 'company', 'Alpha');
    expect(alpha).toMatchObject({ industry: 'retail' });
    expect(alpha).not.toHaveProperty('employees');
    expect(named(world, 'company', 'Eta')).toBeUndefined();
    expect(named(world, 'company', 'Beta')).toMatchObject({ industry: 'finance', tier: 'gold' });
  });

  it('twice changes nothing more', async () => {
    const world = await createWorld();
    const alpha = await world.create(company, { name: 'Alpha', industry: 'retail' });
    const { client, id } = await begin(world, { 'accounts.csv': 'account,sector\nAlpha,finance\nBeta,x\n' });
    await client.plan(id);
    await client.apply(id);
    const beta = named(world, 'company', 'Beta');
    if (!beta) throw new Error('missing');
    await edit(world, company, beta, { tier: 'gold' });
    await client.undo(id);
    const versions = () => [alpha.id, beta.id].map((i) => world.table.items.get(`company#${i}\nrecord`)?.version);
    const first = versions();
    const again = await client.undo(id);
    expect(again).toMatchObject({ state: 'partlyReverted', leftCount: 1 });
    expect(versions()).toEqual(first);
  });
});

describe('leads', () => {
  const contents = { 'leads.csv': 'Full name,E-mail,Company name\nAnn Bell,ann@x.example,Xylo\n' };

  it('of an import are given to nobody by rule, unless that is asked for', async () => {
    const world = await createWorld();
    const quiet = await begin(world, contents);
    await quiet.client.update(quiet.id, { files: [{ index: 0, noun: 'lead' }] });
    await quiet.client.update(quiet.id, { files: [{ index: 0, constants: [] }] });
    await quiet.client.plan(quiet.id);
    await quiet.client.apply(quiet.id);
    expect(world.records('lead')[0]).toMatchObject({ name: 'Ann Bell', source: 'import', version: 1 });

    const asked = await createWorld();
    const { client, id } = await begin(asked, contents);
    await client.update(id, { runsRules: true, files: [{ index: 0, noun: 'lead' }] });
    await client.update(id, { files: [{ index: 0, constants: [] }] });
    await client.plan(id);
    await client.apply(id);
    expect(asked.records('lead')[0]).toMatchObject({
      version: 2,
      assignmentReason: expect.stringContaining('no active rules'),
    });
    expect(lead.noun).toBe('lead');
  });
});

describe('rights', () => {
  const roleOf = (world: World, id: string) => world.records('role').find((r) => r.id === id);

  it('are those of who imports, at the plan and again when the job runs', async () => {
    const world = await createWorld();
    const role = roleOf(world, '0R00000000000000000000MKT1');
    const person = await world.create(user, {
      name: 'Max Market',
      email: 'max@x.example',
      status: 'active',
      roleIds: ['0R00000000000000000000MKT1'],
    });
    if (!role) throw new Error('no role');
    const grants = [
      ...(role.grants as object[]),
      ...['create', 'read', 'update', 'import'].map((action) => ({ noun: 'import', action, scope: 'all' })),
    ];
    const marketer = actorOf(person, [{ ...role, grants }]);
    const { client, id } = await begin(world, { 'accounts.csv': 'account\nAlpha\n' }, marketer);
    await expect(client.start('plan', id)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'You may not import companies.',
    });

    const owner = await begin(world, { 'accounts.csv': 'account\nAlpha\n' });
    await owner.client.plan(owner.id);
    await owner.client.start('apply', owner.id);
    const manager = world.records('user').find((u) => u.id === world.manager.id);
    if (!manager) throw new Error('no manager');
    await edit(world, user, manager, { status: 'suspended' });
    await owner.client.runJobs();
    expect(await owner.client.current(owner.id)).toMatchObject({
      state: 'failed',
      error: 'Whoever began this may not use the CRM any more.',
    });
    expect(world.records('company')).toEqual([]);
  });

  it('keep records that the actor may not know from being found', async () => {
    const world = await createWorld();
    const hidden = await world.create(deal, {
      name: 'Secret',
      pipelineId: '0P0000000000000000000000P1',
      stageId: '0P000000000000000000000S01',
      status: 'open',
      stageEnteredAt: '2026-01-01T00:00:00.000Z',
      reference: 'R-1',
    });
    const person = await world.create(user, {
      name: 'Sam Sales',
      email: 'sam@x.example',
      status: 'active',
      roleIds: [],
    });
    const grants = (noun: string, scope: 'own' | 'all') =>
      (['create', 'read', 'update', 'import'] as const).map((action) => ({ noun, action, scope }));
    const stages = (['stage', 'pipeline'] as const).map((noun) => ({
      noun,
      action: 'read' as const,
      scope: 'all' as const,
    }));
    const base = actorOf(person, []);
    const sam: Actor = {
      ...base,
      roles: [{ grants: [...grants('import', 'all'), ...grants('deal', 'own'), ...stages], fieldAccess: [] }],
    };
    const { client, run, id } = await begin(
      world,
      { 'deals.csv': 'opportunity_id,deal name,deal_stage\nR-1,Mine,Qualified\n' },
      sam,
    );
    expect(JSON.stringify(run.files)).not.toContain(hidden.id);
    await expect(
      client.update(id, { files: [{ index: 0, constants: [{ field: 'companyId', value: hidden.id }] }] }),
    ).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('cancelling', () => {
  it('stops the job at its next write; what was written can be undone', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `Company ${i}`).join('\n');
    let client: ReturnType<typeof createClient> | undefined;
    let id = '';
    let writes = 0;
    const pending: Promise<unknown>[] = [];
    const world = await createWorld((name) => {
      // the first transactions are those of inspecting and planning
      if (name === 'after transact' && client && ++writes === 4) pending.push(client.start('cancel', id));
    });
    const begun = await begin(world, { 'accounts.csv': `account\n${rows}\n` });
    id = begun.id;
    await begun.client.plan(id);
    await begun.client.start('apply', id);
    client = begun.client;
    await begun.client.runJobs();
    await Promise.all(pending);

    expect((await begun.client.current(id)).state).toBe('cancelled');
    const left = world.records('company').length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(400);
    await begun.client.undo(id);
    expect(world.records('company')).toEqual([]);
  });
});
