import { describe, expect, it } from 'vitest';
import { commit } from '#functions/platform/commit.ts';
import { isStoredEvent } from '#functions/platform/stored.ts';
import { changeSetRoutes } from '#shared/change-set/change-set.routes.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { isProblem } from '#shared/contract/problem.ts';
import type { Grant } from '#shared/policy/grant.ts';
import { task } from '#shared/task/task.ts';
import { user } from '#shared/user/user.ts';
import { aPerson, createPerson, createWorld, edit, recordIn, type World } from './fakes.ts';

const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const codeOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'none',
    (error: unknown) => (isProblem(error) ? error.code : 'fault'),
  );

const companies = async (world: World, count: number, values: object = {}): Promise<AnyRecord[]> => {
  const made: AnyRecord[] = [];
  for (let i = 0; i < count; i++) made.push(await world.create(company, { name: `Company ${i}`, ...values }));
  return made;
};
const grants = (noun: string, actions: readonly Grant['action'][], scope: Grant['scope']): Grant[] =>
  actions.map((action) => ({ noun, action, scope }));

describe('a change set by selection', () => {
  it('plans what would change, writes nothing yet, then changes it and can be undone', async () => {
    const world = await createWorld();
    const person = createPerson(world);
    const retail = await companies(world, 120, { industry: 'retail' });
    await companies(world, 3, { industry: 'finance' });
    const known = await world.create(company, { name: 'As it will be', industry: 'retail', tier: 'gold' });

    const planned = await person.plan({
      action: 'update',
      noun: 'company',
      selection: { filter: { field: 'industry', op: 'eq', value: 'retail' } },
      patch: { tier: 'gold' },
      tags: { add: ['Spring'] },
    });
    expect(planned).toMatchObject({
      state: 'planned',
      planned: { total: 121, change: 121, unchanged: 0, refused: 0, wrong: 0 },
      fields: ['tier', 'tags'],
    });
    expect(recordIn(world, 'company', known.id).version).toBe(1);

    const applied = await person.apply(planned.id);
    expect(applied).toMatchObject({ state: 'applied', applied: { total: 121, change: 121 } });
    for (const { id } of retail)
      expect(recordIn(world, 'company', id)).toMatchObject({ tier: 'gold', tags: ['Spring'], version: 2 });
    const event = [...world.table.items.values()].filter(isStoredEvent).findLast((e) => e.noun === 'company');
    expect(event).toMatchObject({ actor: { kind: 'user', id: world.manager.id }, cause: { by: planned.id } });

    const undone = await person.undo(planned.id);
    expect(undone).toMatchObject({ state: 'reverted', leftCount: 0 });
    for (const { id } of retail) {
      expect(recordIn(world, 'company', id)).not.toHaveProperty('tier');
      expect(recordIn(world, 'company', id)).not.toHaveProperty('tags');
    }
  });

  it('tells unchanged from changed, and shows before and after', async () => {
    const world = await createWorld();
    const person = createPerson(world);
    const [first] = await companies(world, 1, { tier: 'silver' });
    await companies(world, 1, { tier: 'gold' });

    const { id, planned } = await person.plan({
      action: 'update',
      noun: 'company',
      selection: {},
      patch: { tier: 'gold' },
    });

    expect(planned).toEqual({ total: 2, change: 1, unchanged: 1, refused: 0, wrong: 0 });
    expect(await person.call(changeSetRoutes.rows, { params: { id }, query: { kind: 'change' } })).toMatchObject({
      items: [{ id: first?.id, changes: [{ field: 'tier', before: 'silver', after: 'gold' }] }],
    });
  });

  it('keeps the records of the plan, whatever comes into the list afterwards', async () => {
    const world = await createWorld();
    const person = createPerson(world);
    await companies(world, 2);
    const { id } = await person.plan({ action: 'update', noun: 'company', selection: {}, patch: { tier: 'gold' } });
    const late = await world.create(company, { name: 'Late' });

    await person.apply(id);

    expect(recordIn(world, 'company', late.id)).not.toHaveProperty('tier');
  });

  it('prepares what changed between plan and apply anew, and loses nothing of it', async () => {
    const world = await createWorld();
    const person = createPerson(world);
    const [a, b, c] = await companies(world, 3, { tags: ['Old'] });
    if (!a || !b || !c) throw new Error('missing');
    const { id } = await person.plan({ action: 'update', noun: 'company', selection: {}, tags: { add: ['New'] } });
    await edit(world, company, a.id, { tags: ['Old', 'Other'], industry: 'x' });
    await edit(world, company, b.id, { tags: ['New'] });
    await edit(world, company, c.id, { deletedAt: new Date(world.clock.now()).toISOString() });

    const applied = await person.apply(id);

    expect(recordIn(world, 'company', a.id)).toMatchObject({ tags: ['Old', 'Other', 'New'], industry: 'x' });
    expect(recordIn(world, 'company', b.id)).toMatchObject({ version: 2 });
    expect(recordIn(world, 'company', c.id).tags).toEqual(['Old']);
    expect(applied).toMatchObject({
      state: 'appliedWithErrors',
      applied: { total: 3, change: 1, unchanged: 1, wrong: 1 },
      problems: [{ id: c.id, detail: 'This company is in the bin. Take it out first.' }],
    });
  });

  it('leaves and names what somebody changed since, when it is undone', async () => {
    const world = await createWorld();
    const person = createPerson(world);
    const [a, b] = await companies(world, 2);
    if (!a || !b) throw new Error('missing');
    const { id } = await person.plan({ action: 'update', noun: 'company', selection: {}, patch: { tier: 'gold' } });
    await person.apply(id);
    await edit(world, company, a.id, { tier: 'bronze' });

    const undone = await person.undo(id);

    expect(undone).toMatchObject({
      state: 'partlyReverted',
      leftCount: 1,
      left: [{ id: a.id, detail: 'Mia Manager changed it since: Tier.' }],
    });
    expect(recordIn(world, 'company', b.id)).not.toHaveProperty('tier');
  });

  it('moves to the bin and out of it, and back', async () => {
    const world = await createWorld();
    const person = createPerson(world);
    const mails = [1, 2, 3].map((n) => ({ emails: [{ value: `p${n}@x.example`, isPrimary: true }] }));
    const made: AnyRecord[] = [];
    for (const values of mails) made.push(await world.create(contact, { lastName: 'X', ...values }));
    const isIn = () => made.map(({ id }) => recordIn(world, 'contact', id).deletedAt === undefined);

    const claims = () => [...world.table.items.keys()].filter((key) => key.startsWith('unique#contact')).length;
    expect(claims()).toBe(3);

    const removal = await person.plan({ action: 'remove', noun: 'contact', ids: made.map((r) => r.id) });
    await person.apply(removal.id);
    expect(isIn()).toEqual([false, false, false]);
    expect(claims()).toBe(0);

    const again = await person.plan({ action: 'remove', noun: 'contact', ids: made.map((r) => r.id) });
    expect(again.planned).toMatchObject({ change: 0, unchanged: 3 });

    expect(await person.undo(removal.id)).toMatchObject({ state: 'reverted' });
    expect(isIn()).toEqual([true, true, true]);
    expect(claims()).toBe(3);
  });
});

describe('rights', () => {
  it('leave and count what one may not change; ids one may not know are like missing ones', async () => {
    const world = await createWorld();
    const rep = await aPerson(world, 'Rep', [
      ...grants('company', ['read'], 'team'),
      ...grants('company', ['update', 'bulk'], 'own'),
    ]);
    const team = '0A0000000000000000000000T1';
    const actor = { ...rep, teamIds: [team] };
    const own = await world.create(company, { name: 'Own', ownerId: rep.id });
    const theirs = await world.create(company, { name: 'Of the team', teamIds: [team] });
    const hidden = await world.create(company, { name: 'Hidden' });
    await edit(world, user, rep.id, { memberOf: [team] });
    const person = createPerson(world, actor);

    const { id, planned } = await person.plan({
      action: 'update',
      noun: 'company',
      ids: [own.id, theirs.id, hidden.id, nowhere],
      patch: { tier: 'gold' },
    });

    expect(planned).toEqual({ total: 4, change: 1, unchanged: 0, refused: 1, wrong: 2 });
    const page = (await person.call(changeSetRoutes.rows, { params: { id }, query: { kind: 'wrong' } })) as {
      items: { id: string }[];
    };
    const [first, second] = page.items.map(({ id: _, ...rest }) => rest);
    expect(page.items.map((row) => row.id)).toEqual([hidden.id, nowhere]);
    expect(first).toEqual(second);
    await person.apply(id);
    expect(recordIn(world, 'company', own.id)).toMatchObject({ tier: 'gold' });
    for (const { id: other } of [theirs, hidden]) expect(recordIn(world, 'company', other).version).toBe(1);
  });

  it('are asked again when it is applied', async () => {
    const world = await createWorld();
    const rep = await aPerson(world, 'Rep', grants('company', ['read', 'update', 'bulk'], 'own'));
    const [kept, given] = await companies(world, 2, { ownerId: rep.id });
    if (!kept || !given) throw new Error('missing');
    const person = createPerson(world, rep);
    const { id } = await person.plan({ action: 'update', noun: 'company', selection: {}, patch: { tier: 'gold' } });
    await edit(world, company, given.id, { ownerId: world.manager.id });

    const applied = await person.apply(id);

    expect(applied).toMatchObject({ state: 'appliedWithErrors', applied: { change: 1, wrong: 1 } });
    expect(recordIn(world, 'company', given.id)).not.toHaveProperty('tier');
  });

  it('to change in bulk, to the field and to the noun are needed before anything is planned', async () => {
    const world = await createWorld();
    const noBulk = createPerson(world, await aPerson(world, 'A', grants('company', ['read', 'update'], 'all')));
    const noField = createPerson(
      world,
      await aPerson(world, 'B', grants('company', ['read', 'update', 'bulk'], 'all'), [
        { noun: 'company', field: 'tier', access: 'read' },
      ]),
    );
    const body = { action: 'update', noun: 'company', selection: {}, patch: { tier: 'gold' } } as const;
    const someone = createPerson(world);

    expect(await codeOf(noBulk.plan(body))).toBe('forbidden');
    expect(await codeOf(noField.plan(body))).toBe('forbidden');
    expect(await codeOf(noField.plan({ ...body, noun: 'deal', patch: { name: 'x' } }))).toBe('invalid-request');
    expect(await codeOf(someone.plan({ ...body, noun: 'job', patch: { name: 'x' } }))).not.toBe('none');
    expect(await codeOf(someone.plan({ ...body, patch: { tier: 'x'.repeat(41) } }))).toBe('invalid-request');
    expect(await codeOf(someone.plan({ ...body, patch: {} }))).toBe('invalid-request');
    expect(await codeOf(someone.plan({ ...body, ids: [nowhere] }))).toBe('invalid-request');
  });

  it('keep a plan from everybody but who began it', async () => {
    const world = await createWorld();
    await companies(world, 1);
    const { id } = await createPerson(world).plan({ action: 'remove', noun: 'company', selection: {} });
    const other = createPerson(
      world,
      await aPerson(world, 'Other', grants('company', ['read', 'delete', 'bulk'], 'all')),
    );

    expect(await codeOf(other.call(changeSetRoutes.rows, { params: { id }, query: {} }))).toBe('not-found');
    expect(await codeOf(other.start('apply', id))).toBe('not-found');
    const admin = createPerson(world, await aPerson(world, 'Admin', grants('*', ['read', 'create', 'update'], 'all')));
    expect(await codeOf(admin.call(changeSetRoutes.rows, { params: { id }, query: {} }))).toBe('not-found');
  });
});

describe('undoing what a person changed lately', () => {
  it('takes back all of it over all nouns, names what others changed since, and can itself be undone', async () => {
    const world = await createWorld();
    const mallory = await aPerson(world, 'Mallory', []);
    const [old, both, gone, earlier] = await companies(world, 4, { tier: 'silver' });
    if (!old || !both || !gone || !earlier) throw new Error('missing');
    await edit(world, company, earlier.id, { tier: 'bronze' }, mallory);
    world.clock.advance(2 * 3_600_000);
    await edit(world, company, old.id, { tier: 'gold' }, mallory);
    await edit(world, company, old.id, { industry: 'x' }, mallory);
    await edit(world, company, both.id, { tier: 'gold' }, mallory);
    await edit(world, company, both.id, { industry: 'y' });
    await edit(world, company, gone.id, { deletedAt: new Date(world.clock.now()).toISOString() }, mallory);
    const person = createPerson(
      world,
      await aPerson(world, 'Admin', grants('*', ['read', 'create', 'update', 'delete', 'assign'], 'all')),
    );

    const { id, planned } = await person.plan({ action: 'undoPerson', personId: mallory.id });
    expect(planned).toEqual({ total: 3, change: 2, unchanged: 0, refused: 0, wrong: 1 });

    const applied = await person.apply(id);
    expect(applied).toMatchObject({ state: 'applied', applied: { change: 2, wrong: 1 } });
    expect(applied.problems).toMatchObject([{ id: both.id, detail: 'Mia Manager changed it since: Industry.' }]);
    expect(recordIn(world, 'company', old.id)).toMatchObject({ tier: 'silver' });
    expect(recordIn(world, 'company', old.id)).not.toHaveProperty('industry');
    expect(recordIn(world, 'company', both.id)).toMatchObject({ tier: 'gold' });
    expect(recordIn(world, 'company', gone.id)).not.toHaveProperty('deletedAt');
    expect(recordIn(world, 'company', earlier.id)).toMatchObject({ tier: 'bronze' });

    await person.undo(id);
    expect(recordIn(world, 'company', old.id)).toMatchObject({ tier: 'gold', industry: 'x' });
    expect(recordIn(world, 'company', gone.id)).toHaveProperty('deletedAt');
  });

  it('says nothing of records that who asks may not know, and leaves none of the others out', async () => {
    const world = await createWorld();
    const mallory = await aPerson(world, 'Mallory', []);
    const all = await companies(world, 520);
    const mine = all[519]?.id ?? '';
    for (const { id } of all) await edit(world, company, id, { tier: 'gold' }, mallory);
    const lead = await aPerson(world, 'Lead', [
      ...grants('company', ['read', 'update'], 'own'),
      ...grants('user', ['read'], 'all'),
      ...grants('changeSet', ['create'], 'all'),
    ]);
    await edit(world, company, mine, { ownerId: lead.id }, mallory);
    const person = createPerson(world, lead);

    const { id, planned } = await person.plan({ action: 'undoPerson', personId: mallory.id });
    expect(planned).toMatchObject({ total: 1, refused: 1 });
    expect(await person.call(changeSetRoutes.rows, { params: { id }, query: {} })).toMatchObject({
      items: [{ id: mine, reason: 'You may not give it to somebody else.' }],
    });
  });

  it('is for oneself, and of others for who may plan change sets for all', async () => {
    const world = await createWorld();
    const rep = await aPerson(world, 'Rep', [
      ...grants('company', ['read', 'update', 'create'], 'all'),
      ...grants('user', ['read'], 'all'),
    ]);
    const person = createPerson(world, rep);
    const [made] = await companies(world, 1);
    await edit(world, company, made?.id ?? '', { tier: 'gold' }, rep);

    expect(await codeOf(person.plan({ action: 'undoPerson', personId: world.manager.id }))).toBe('forbidden');
    expect(await codeOf(person.plan({ action: 'undoPerson', personId: nowhere }))).toBe('not-found');
    const { id } = await person.plan({ action: 'undoPerson', personId: rep.id });
    await person.apply(id);
    expect(recordIn(world, 'company', made?.id ?? '')).not.toHaveProperty('tier');
  });

  it('keeps what a person made and others refer to', async () => {
    const world = await createWorld();
    const rep = await aPerson(world, 'Rep', []);
    const stored = await companies(world, 1);
    const made = world.ports.ids.ulid(world.clock.now());
    const own = world.ports.ids.ulid(world.clock.now());
    const create = (id: string, values: object) =>
      commit(world.ports, {
        actor: rep.ref,
        changes: [{ entity: company, id, before: undefined, after: { ...values, source: 'api' }, verb: 'created' }],
      });
    await create(made, { name: 'Used' });
    await create(own, { name: 'Child of it', parentId: made });
    await world.create(task, { title: 'Call', companyId: made });
    const person = createPerson(
      world,
      await aPerson(world, 'Admin', grants('*', ['read', 'create', 'update', 'delete'], 'all')),
    );

    const { id, planned } = await person.plan({ action: 'undoPerson', personId: rep.id });
    expect(planned).toMatchObject({ change: 1, wrong: 1 });
    await person.apply(id);
    expect(recordIn(world, 'company', own)).toHaveProperty('deletedAt');
    expect(recordIn(world, 'company', made)).not.toHaveProperty('deletedAt');
    expect(recordIn(world, 'company', stored[0]?.id ?? '').version).toBe(1);
  });
});
