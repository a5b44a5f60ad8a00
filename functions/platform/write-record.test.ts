import { beforeEach, describe, expect, test } from 'vitest';
import { leadRules, openLeadsKey } from '#functions/lead/lead.rules.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { isProblem, type ProblemError } from '#shared/contract/problem.ts';
import { lead } from '#shared/lead/lead.ts';
import { note } from '#shared/note/note.ts';
import type { Action, FieldAccess, Grant, Scope } from '#shared/policy/grant.ts';
import { task } from '#shared/task/task.ts';
import { team } from '#shared/team/team.ts';
import { user } from '#shared/user/user.ts';
import { contextOf, idOf, putPerson, putRecord, putRoles, putTeam, storedRecord } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import type { Context } from './context.ts';
import type { RecordRules } from './rules.ts';
import { createRecord, removeRecord, restoreRecord, revertRecord, updateRecord } from './write-record.ts';

const [me, other, boss] = [idOf(1, 'A'), idOf(2, 'A'), idOf(3, 'A')];
const [red, blue] = [idOf(1, 'T'), idOf(2, 'T')];
const plain = <E extends Entity>(entity: E, rules?: RecordRules) => ({ entity, rules });
const all: readonly Action[] = ['create', 'read', 'update', 'delete', 'assign'];
const grants = (noun: string, actions: readonly Action[], scope: Scope): Grant[] =>
  actions.map((action) => ({ noun, action, scope }));
const people = grants('user', ['read'], 'all');

let ports: FakePorts;
beforeEach(async () => {
  ports = fakePorts();
  await putRoles(ports);
  for (const id of [red, blue]) await putTeam(ports, id);
  await putPerson(ports, me, 'sales', { memberOf: [red] });
  await putPerson(ports, other, 'sales', { memberOf: [blue] });
  await putPerson(ports, boss, 'manager');
});

const contextWith = (granted: readonly Grant[], fieldAccess: readonly FieldAccess[] = []): Context =>
  contextOf(ports, { id: me, teamIds: [red], grants: granted, fieldAccess });
const anything = () => contextWith(grants('*', all, 'all'));
const problemOf = async (run: Promise<unknown>): Promise<ProblemError> => {
  const error = await run.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (isProblem(error)) return error;
  throw error ?? new Error('it was done');
};
const snapshot = (): string => JSON.stringify(ports.store.all());

describe('a new record', () => {
  test('belongs to who made it and to their teams, with the defaults of the noun', async () => {
    const made = await createRecord(plain(company), { name: 'Acme' }, anything());

    expect(made).toMatchObject({
      name: 'Acme',
      kind: 'prospect',
      ownerId: me,
      teamIds: [red],
      source: 'api',
      version: 1,
    });
  });

  test('belongs to the teams of whom it is given to', async () => {
    expect(await createRecord(plain(company), { name: 'Acme', ownerId: other }, anything())).toMatchObject({
      ownerId: other,
      teamIds: [blue],
    });
  });

  test('gets the default of a required field also where the caller says that it has no value', async () => {
    expect(await createRecord(plain(lead), { name: 'Ada', status: null }, anything())).toMatchObject({ status: 'new' });
  });

  test('may be made by somebody who may read no people, themselves included', async () => {
    const made = await createRecord(
      plain(company),
      { name: 'Acme' },
      contextWith(grants('company', ['create', 'read'], 'own')),
    );

    expect(made.ownerId).toBe(me);
  });

  test('of a noun without owners has none', async () => {
    const made = await createRecord(plain(team), { name: 'Green' }, anything());

    expect(made).not.toHaveProperty('ownerId');
    expect(made).not.toHaveProperty('teamIds');
  });

  test('is refused where creating reaches only one’s own and it is another’s', async () => {
    const context = contextWith([...grants('company', ['create', 'read', 'assign'], 'own'), ...people]);
    const before = snapshot();

    expect((await problemOf(createRecord(plain(company), { name: 'x', ownerId: other }, context))).code).toBe(
      'forbidden',
    );
    expect(snapshot()).toBe(before);
  });
});

describe('references', () => {
  const made = (values: object, context = anything()) =>
    createRecord(plain(contact), { familyName: 'L', ...values }, context);
  const noSuch = { code: 'invalid-request', issues: [{ pointer: '/companyId', detail: 'There is no such company.' }] };

  test('to what does not exist, what is in the bin and what is of another noun are all the same', async () => {
    const bin = idOf(2, 'C');
    await putRecord(ports, company, bin, { name: 'x', deletedAt: '2026-01-01T00:00:00.000Z' });
    for (const companyId of [idOf(9, 'C'), bin, me]) expect(await problemOf(made({ companyId }))).toMatchObject(noSuch);
  });

  test('to what one may not know is the same as to what does not exist', async () => {
    await putRecord(ports, company, idOf(1, 'C'), { name: 'x', ownerId: other });
    const context = contextWith([...grants('contact', all, 'all'), ...grants('company', ['read'], 'own')]);

    const [hidden, missing] = [
      await problemOf(made({ companyId: idOf(1, 'C') }, context)),
      await problemOf(made({ companyId: idOf(9, 'C') }, context)),
    ];
    expect(hidden).toMatchObject(noSuch);
    expect(hidden.toBody()).toEqual(missing.toBody());
  });

  test('that were there before are not asked about again', async () => {
    const gone = idOf(1, 'C');
    await putRecord(ports, contact, idOf(1, 'E'), { familyName: 'L', companyId: gone });

    expect(
      await updateRecord(plain(contact), idOf(1, 'E'), 1, { title: 'x', companyId: gone }, anything()),
    ).toMatchObject({ title: 'x' });
  });

  test('to many are each asked about', async () => {
    const { code, issues } = await problemOf(
      updateRecord(plain(user), me, undefined, { memberOf: [red, idOf(9, 'T')] }, anything()),
    );
    expect({ code, issues }).toMatchObject({ code: 'invalid-request', issues: [{ pointer: '/memberOf' }] });
  });
});

describe('fields', () => {
  beforeEach(async () => {
    await putRecord(ports, company, idOf(1, 'C'), {
      name: 'Acme',
      tier: 'gold',
      employees: 5,
      ownerId: me,
      teamIds: [red],
    });
  });
  const update = (patch: object, fieldAccess: readonly FieldAccess[] = []) =>
    updateRecord(plain(company), idOf(1, 'C'), 1, { ...patch }, contextWith(grants('*', all, 'all'), fieldAccess));

  test.each(['none', 'masked', 'read'] as const)(
    'with access %s cannot be changed, but may be sent back as they are',
    async (access) => {
      const limits: FieldAccess[] = [{ noun: 'company', field: 'tier', access }];
      const before = snapshot();

      expect(await problemOf(update({ tier: 'silver' }, limits))).toMatchObject({
        code: 'forbidden',
        issues: [{ pointer: '/tier' }],
      });
      expect(await problemOf(update({ tier: null }, limits))).toMatchObject({ code: 'forbidden' });
      expect(snapshot()).toBe(before);
      expect(await update({ tier: 'gold', employees: 6 }, limits)).toMatchObject({ employees: 6 });
    },
  );

  test('that one may not see are not in the answer', async () => {
    const answer = await update({ employees: 6 }, [
      { noun: 'company', field: 'tier', access: 'none' },
      { noun: 'company', field: 'name', access: 'masked' },
    ]);
    expect(answer).not.toHaveProperty('tier');
    expect(answer.name).toBe('•••');
  });

  test('null clears one', async () => {
    expect(await update({ tier: null })).not.toHaveProperty('tier');
  });

  test('that follow from others follow', async () => {
    await putRecord(ports, contact, idOf(1, 'E'), { familyName: 'Byron', name: 'Byron' });
    expect(
      await updateRecord(plain(contact), idOf(1, 'E'), 1, { givenName: 'Ada', familyName: 'Lovelace' }, anything()),
    ).toMatchObject({ name: 'Ada Lovelace' });
    expect(
      await problemOf(updateRecord(plain(contact), idOf(1, 'E'), 2, { givenName: null, familyName: null }, anything())),
    ).toMatchObject({
      issues: [{ pointer: '/familyName' }],
    });
  });

  test('of rich text are cleaned on the way in, and one of which nothing is left has no value', async () => {
    const of = (body: string) => createRecord(plain(note), { body }, anything());

    expect((await of('<p onclick="x()">Hi<script>x()</script></p>')).body).toBe('<p>Hi</p>');
    expect(await problemOf(of('<script>x()</script>'))).toMatchObject({
      code: 'invalid-request',
      issues: [{ pointer: '/body' }],
    });
  });

  test('that are required cannot be taken away by any path', async () => {
    const careless: RecordRules = { apply: ({ after }) => ({ after: { ...after, name: undefined } }) };

    expect(
      await problemOf(updateRecord(plain(company, careless), idOf(1, 'C'), 1, { tier: 'x' }, anything())),
    ).toMatchObject({
      issues: [{ pointer: '/name' }],
    });
  });
});

describe('ownership', () => {
  const id = idOf(1, 'C');
  beforeEach(async () => {
    await putRecord(ports, company, id, { name: 'Acme', ownerId: me, teamIds: [red] });
  });
  const may = (...actions: Action[]) =>
    contextWith([...grants('company', ['read', 'update', ...actions], 'all'), ...people]);

  test('changes hands only by who may assign, and the teams go along', async () => {
    const before = snapshot();
    expect(await problemOf(updateRecord(plain(company), id, 1, { ownerId: other }, may()))).toMatchObject({
      code: 'forbidden',
      issues: [{ pointer: '/ownerId' }],
      more: { permission: 'company:assign' },
    });
    expect(snapshot()).toBe(before);

    expect(await updateRecord(plain(company), id, 1, { ownerId: other }, may('assign'))).toMatchObject({
      ownerId: other,
      teamIds: [blue],
    });
  });

  test('is given up only by who may assign', async () => {
    expect(await problemOf(updateRecord(plain(company), id, 1, { ownerId: null }, may()))).toMatchObject({
      code: 'forbidden',
    });
    expect(await updateRecord(plain(company), id, 1, { ownerId: null }, may('assign'))).not.toHaveProperty('ownerId');
  });

  test('is taken only by who may assign', async () => {
    await putRecord(ports, company, idOf(2, 'C'), { name: 'x', ownerId: other, teamIds: [blue] });
    const own = contextWith([
      ...grants('company', ['read', 'update'], 'all'),
      ...grants('company', ['assign'], 'own'),
      ...people,
    ]);

    expect(await problemOf(updateRecord(plain(company), idOf(2, 'C'), 1, { ownerId: me }, own))).toMatchObject({
      code: 'forbidden',
    });
  });

  test('to somebody who does not exist is refused', async () => {
    expect(
      await problemOf(updateRecord(plain(company), id, 1, { ownerId: idOf(99, 'A') }, may('assign'))),
    ).toMatchObject({ issues: [{ pointer: '/ownerId' }] });
  });

  test('an owner without teams leaves none', async () => {
    expect(await updateRecord(plain(company), id, 1, { ownerId: boss }, may('assign'))).not.toHaveProperty('teamIds');
  });
});

describe('who may change what', () => {
  const id = idOf(1, 'K');
  beforeEach(async () => {
    await putRecord(ports, task, id, { title: 'Call', ownerId: other, teamIds: [blue] });
  });

  test.each<[string, (c: Context) => Promise<unknown>]>([
    ['change', (c) => updateRecord(plain(task), id, 1, { title: 'x' }, c)],
    ['remove', (c) => removeRecord(plain(task), id, 1, c)],
    ['restore', (c) => restoreRecord(plain(task), id, 1, c)],
    ['revert', (c) => revertRecord(plain(task), id, 1, 1, c)],
  ])(
    'to %s what one may only see is forbidden, what one may not see is not there; neither writes anything',
    async (_verb, run) => {
      const before = snapshot();

      expect((await problemOf(run(contextWith(grants('task', ['read'], 'all'))))).code).toBe('forbidden');
      expect((await problemOf(run(contextWith(grants('task', all, 'own'))))).code).toBe('not-found');
      expect((await problemOf(run(contextWith([])))).code).toBe('not-found');
      expect(snapshot()).toBe(before);
    },
  );

  test('a record that does not exist is not there for anybody', async () => {
    expect((await problemOf(updateRecord(plain(task), idOf(9, 'K'), 1, { title: 'x' }, anything()))).code).toBe(
      'not-found',
    );
  });
});

describe('a stale write', () => {
  const id = idOf(1, 'C');

  test('is answered with the record as it is and who changed what since', async () => {
    await putRecord(ports, company, id, { name: 'Acme', tier: 'gold' });
    ports.time.now += 1000;
    await updateRecord(plain(company), id, 1, { tier: 'silver' }, contextOf(ports, { id: other }));
    await updateRecord(plain(company), id, 2, { employees: 7 }, contextOf(ports, { id: other }));

    const problem = await problemOf(updateRecord(plain(company), id, 1, { tier: 'bronze' }, anything()));

    expect(problem).toMatchObject({
      code: 'version-conflict',
      status: 412,
      message: 'Ada changed this meanwhile.',
      more: {
        current: { id, version: 3, tier: 'silver', employees: 7 },
        changes: [
          {
            version: 2,
            type: 'company.updated',
            actor: { id: other },
            changes: [{ field: 'tier', before: 'gold', after: 'silver' }],
          },
          { version: 3, changes: [{ field: 'employees', after: 7 }] },
        ],
      },
    });
    expect((await storedRecord(ports, 'company', id)).record.tier).toBe('silver');
  });

  test('shows nothing that the caller may not see', async () => {
    await putRecord(ports, company, id, { name: 'Acme', tier: 'gold' });
    await updateRecord(plain(company), id, 1, { tier: 'canary' }, contextOf(ports, { id: other }));
    const limits: FieldAccess[] = [{ noun: 'company', field: 'tier', access: 'none' }];

    const problem = await problemOf(
      updateRecord(plain(company), id, 1, { employees: 1 }, contextWith(grants('*', all, 'all'), limits)),
    );

    expect(problem.code).toBe('version-conflict');
    expect(JSON.stringify(problem.toBody())).not.toMatch(/canary|tier|gold/);
  });

  test('that lost the race at the table is answered the same way', async () => {
    await putRecord(ports, company, id, { name: 'Acme' });
    const context = anything();
    const stale = { ...context, loaded: new Map([[`company/${id}`, await storedRecord(ports, 'company', id)]]) };
    await updateRecord(plain(company), id, 1, { tier: 'silver' }, context);

    expect(await problemOf(updateRecord(plain(company), id, 1, { tier: 'bronze' }, stale))).toMatchObject({
      code: 'version-conflict',
      more: { current: { version: 2 }, changes: [{ version: 2 }] },
    });
  });
});

describe('a value that is taken', () => {
  const mail = { emails: [{ value: 'ada@example.com' }] };
  beforeEach(async () => {
    await putRecord(ports, contact, idOf(1, 'E'), { familyName: 'L', ...mail, ownerId: other });
  });
  const run = (context: Context) => problemOf(createRecord(plain(contact), { familyName: 'x', ...mail }, context));

  test('is answered with its field and with the id of the one that has it', async () => {
    expect((await run(anything())).toBody()).toEqual({
      type: '/problems/duplicate',
      code: 'duplicate',
      title: 'This value is already in use',
      status: 409,
      detail: 'Another record has this value already.',
      issues: [{ pointer: '/emails', detail: 'is already in use' }],
      field: 'emails',
      existingId: idOf(1, 'E'),
    });
  });

  test('is answered without the id where the actor may not know that one', async () => {
    const problem = await run(contextWith([...grants('contact', ['create', 'read'], 'own')]));

    expect(problem.code).toBe('duplicate');
    expect(problem.toBody()).not.toHaveProperty('existingId');
  });

  test('is free again once its record is in the bin, and not for that one when it comes back', async () => {
    await removeRecord(plain(contact), idOf(1, 'E'), 1, anything());
    const second = await createRecord(plain(contact), { familyName: 'x', ...mail }, anything());

    expect(await problemOf(restoreRecord(plain(contact), idOf(1, 'E'), 2, anything()))).toMatchObject({
      code: 'duplicate',
      more: { existingId: second.id },
    });
  });
});

describe('the bin', () => {
  const id = idOf(1, 'C');
  beforeEach(async () => {
    await putRecord(ports, company, id, { name: 'Acme', tier: 'gold', ownerId: me });
  });

  test('takes a record and gives it back as it was', async () => {
    const removed = await removeRecord(plain(company), id, 1, anything());
    expect(removed).toMatchObject({ version: 2, deletedAt: expect.any(String) });

    const restored = await restoreRecord(plain(company), id, 2, anything());
    expect(restored).toMatchObject({ version: 3, tier: 'gold', ownerId: me });
    expect(restored).not.toHaveProperty('deletedAt');
  });

  test('what is in it cannot be changed or removed again, and what is not in it not restored', async () => {
    expect((await problemOf(restoreRecord(plain(company), id, 1, anything()))).code).toBe('conflict');
    await removeRecord(plain(company), id, 1, anything());
    for (const run of [
      updateRecord(plain(company), id, 2, { tier: 'x' }, anything()),
      removeRecord(plain(company), id, 2, anything()),
      revertRecord(plain(company), id, 2, 1, anything()),
    ])
      expect((await problemOf(run)).code).toBe('conflict');
    expect((await storedRecord(ports, 'company', id)).version).toBe(2);
  });

  test('keeps the state of the machine in step, in and out', async () => {
    const ruled = plain(lead, leadRules);
    const open = async () => (await ports.table.get(openLeadsKey(me)))?.value ?? 0;
    const made = await createRecord(ruled, { name: 'x' }, anything());
    expect(await open()).toBe(1);
    await removeRecord(ruled, made.id, 1, anything());
    expect(await open()).toBe(0);
    await restoreRecord(ruled, made.id, 2, anything());
    expect(await open()).toBe(1);
  });
});

describe('going back to an earlier version', () => {
  const id = idOf(1, 'C');
  beforeEach(async () => {
    const first = await putRecord(ports, company, id, { name: 'Acme', tier: 'gold', ownerId: me });
    const second = await putRecord(ports, company, id, { tier: 'silver', employees: 9 }, first);
    await putRecord(ports, company, id, { name: 'Acme Ltd' }, second);
  });

  test('sets what could be written then, clears what came since, and is an event of its own', async () => {
    const reverted = await revertRecord(plain(company), id, 3, 1, anything());

    expect(reverted).toMatchObject({ version: 4, name: 'Acme', tier: 'gold', ownerId: me });
    expect(reverted).not.toHaveProperty('employees');
  });

  test('leaves fields alone that the actor may not change', async () => {
    const limits: FieldAccess[] = [{ noun: 'company', field: 'tier', access: 'read' }];

    expect(await revertRecord(plain(company), id, 3, 1, contextWith(grants('*', all, 'all'), limits))).toMatchObject({
      name: 'Acme',
      tier: 'silver',
    });
  });

  test('to a version that never was is not possible', async () => {
    expect((await problemOf(revertRecord(plain(company), id, 3, 99, anything()))).code).toBe('not-found');
  });

  test('keeps the rules of the noun', async () => {
    const never: RecordRules = {
      apply: ({ path }) => {
        throw Object.assign(new Error(`not by ${path}`));
      },
    };
    await expect(revertRecord(plain(company, never), id, 3, 1, anything())).rejects.toThrow('not by revert');
  });
});
