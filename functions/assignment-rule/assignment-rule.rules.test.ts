import { beforeEach, expect, test } from 'vitest';
import { customisationItem } from '#functions/platform/customisation.ts';
import { createRecord, removeRecord, restoreRecord, updateRecord } from '#functions/platform/write-record.ts';
import { assignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { contextOf, idOf, putPerson, putRoles } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { activeRulesKey, assignmentRuleRules } from './assignment-rule.rules.ts';

const ruled = { entity: assignmentRule, rules: assignmentRuleRules };
const ada = idOf(1, 'A');
const values = { name: 'All', method: 'roundRobin', pool: [{ userId: ada }] };
let ports: FakePorts;
beforeEach(async () => {
  ports = fakePorts();
  await putRoles(ports);
  await putPerson(ports, ada, 'sales');
});
const context = () => contextOf(ports, { id: ada });
const active = async () => (await ports.table.query({ pk: activeRulesKey('').pk })).items.map((i) => i.sk);

test('the list of active rules is kept in step, whatever happens to a rule', async () => {
  const { id } = await createRecord(ruled, values, context());
  expect(await active()).toEqual([id]);
  await updateRecord(ruled, id, 1, { name: 'x' }, context());
  expect(await active()).toEqual([id]);
  await updateRecord(ruled, id, 2, { isActive: false }, context());
  expect(await active()).toEqual([]);
  await updateRecord(ruled, id, 3, { isActive: null }, context());
  expect(await active()).toEqual([id]);
  await removeRecord(ruled, id, 4, context());
  expect(await active()).toEqual([]);
  await restoreRecord(ruled, id, 5, context());
  expect(await active()).toEqual([id]);
});

test('a rule that is made inactive is not in the list', async () => {
  await createRecord(ruled, { ...values, isActive: false }, context());
  expect(await active()).toEqual([]);
});

test('only people that exist are in a pool', async () => {
  const run = createRecord(ruled, { ...values, pool: [{ userId: ada }, { userId: idOf(9, 'A') }] }, context());

  await expect(run).rejects.toMatchObject({ code: 'invalid-request', issues: [{ pointer: '/pool/1/userId' }] });
});

test('a condition is one that a lead can meet', async () => {
  const of = (when: object) => createRecord(ruled, { ...values, when }, context());

  await expect(
    of({
      and: [
        { field: 'country', op: 'eq', value: 'DE' },
        { field: 'nothing', op: 'eq', value: 1 },
      ],
    }),
  ).rejects.toMatchObject({
    issues: [{ pointer: '/when/and/1' }],
  });
  await expect(of({ field: 'country', op: 'within', value: { last: 7, unit: 'day' } })).rejects.toMatchObject({
    issues: [{ pointer: '/when' }],
  });
  await expect(of({ field: 'companyId.industry', op: 'eq', value: 'Steel' })).resolves.toBeDefined();
});

test('a condition may look at custom fields of leads', async () => {
  const when = { field: 'x_territory', op: 'eq', value: 'north' };
  await expect(createRecord(ruled, { ...values, when }, context())).rejects.toMatchObject({
    issues: [{ pointer: '/when' }],
  });

  const field = { id: idOf(1), key: 'x_territory', label: 'Territory', kind: 'text', order: 1 } as const;
  await ports.table.put(customisationItem('lead', { fields: [field], rules: [] }));
  expect(await createRecord(ruled, { ...values, when }, context())).toMatchObject({ when });
});
