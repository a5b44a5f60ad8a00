import { beforeEach, describe, expect, test } from 'vitest';
import { assignLead } from '#functions/lead/assign-lead.ts';
import { createRecord } from '#functions/platform/write-record.ts';
import { assignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { lead } from '#shared/lead/lead.ts';
import type { FieldAccess, Grant } from '#shared/policy/grant.ts';
import { contextOf, idOf, putPerson, putRecord, putRoles } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { assignmentRuleRules } from './assignment-rule.rules.ts';
import { previewAssignment } from './preview-assignment.ts';

const [ada, ben, cyd] = [idOf(1, 'A'), idOf(2, 'A'), idOf(3, 'A')];
const leadId = idOf(1, 'B');
let ports: FakePorts;

const addRule = (name: string, order: number, more: object = {}) =>
  createRecord(
    { entity: assignmentRule, rules: assignmentRuleRules },
    { name, order, pool: [{ userId: ada }, { userId: ben }], ...more },
    contextOf(ports),
  );

beforeEach(async () => {
  ports = fakePorts();
  await putRoles(ports);
  await putPerson(ports, ada, 'sales', { name: 'Ada', territories: ['DE'] });
  await putPerson(ports, ben, 'sales', { name: 'Ben' });
  await putPerson(ports, cyd, 'sales', { name: 'Cyd', isAvailable: false });
  await putRecord(ports, lead, leadId, { name: 'Zoe', country: 'DE', message: 'hidden' });
  await addRule('French', 1, { when: { field: 'country', op: 'eq', value: 'FR' } });
  await addRule('Away', 2, { pool: [{ userId: cyd }] });
  await addRule('All', 3);
  await addRule('Last', 4);
});

const preview = (
  request: Parameters<typeof previewAssignment>[0],
  who: { grants?: readonly Grant[]; fieldAccess?: readonly FieldAccess[] } = {},
) => previewAssignment(request, contextOf(ports, who));

test('each rule says what became of it, in the order in which they are tried', async () => {
  const { rules, chosen, reason } = await preview({ leadId });

  expect(rules.map((rule) => [rule.name, rule.outcome])).toEqual([
    ['French', 'doesNotApply'],
    ['Away', 'nobodyAvailable'],
    ['All', 'chosen'],
    ['Last', 'notReached'],
  ]);
  expect(rules[1]?.people).toEqual([{ userId: cyd, name: 'Cyd', standing: 'unavailable', openLeads: 0 }]);
  expect(chosen).toMatchObject({ userId: ada, name: 'Ada', why: 'next in turn among 2 available' });
  expect(reason).toBe(
    'Rule “All” (version 1): Ada, next in turn among 2 available. Before it: “French” does not apply; “Away” has nobody available.',
  );
});

test('nothing is written, no turn is taken, and what is said is what then happens', async () => {
  const before = JSON.stringify(ports.store.all());
  const first = await preview({ leadId });
  await preview({ leadId });
  expect(JSON.stringify(ports.store.all())).toBe(before);

  const given = await assignLead({ leadId, cause: { chain: [] } }, ports);

  expect(given).toMatchObject({ ownerId: first.chosen?.userId, assignmentReason: first.reason });
  expect((await preview({ leadId })).chosen?.userId).toBe(ben);
});

test('values alone do, and values in place of those that a lead has', async () => {
  expect((await preview({ values: { country: ' FR ' } })).rules[0]?.outcome).toBe('chosen');
  expect((await preview({ leadId, values: { country: 'FR' } })).rules[0]?.outcome).toBe('chosen');
  expect((await preview({ leadId, values: { country: null } })).rules[0]?.outcome).toBe('doesNotApply');
});

test.each([{ surely: 1 }, { country: 5 }, { x_no: 1 }, { assignedAt: '2026-01-01T00:00:00Z' }])(
  '%j are no values of a lead',
  async (values) => {
    await expect(preview({ values })).rejects.toMatchObject({ code: 'invalid-request' });
  },
);

describe('nothing is told of what is hidden', () => {
  const grants: Grant[] = [
    { noun: 'assignmentRule', action: 'read', scope: 'all' },
    { noun: 'lead', action: 'read', scope: 'all' },
  ];

  test('a lead that one may not know is like a missing one', async () => {
    const only = grants.slice(0, 1);
    await expect(preview({ leadId }, { grants: only })).rejects.toMatchObject({ code: 'not-found' });
    await expect(preview({ leadId: idOf(9, 'B') }, { grants })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('whether a rule holds that looks at a hidden field, or at a record elsewhere that one may not know', async () => {
    const fieldAccess: FieldAccess[] = [{ noun: 'lead', field: 'country', access: 'masked' }];
    await expect(preview({ leadId }, { grants, fieldAccess })).rejects.toMatchObject({ code: 'forbidden' });

    await addRule('Big', 0, { when: { field: 'companyId.industry', op: 'eq', value: 'Steel' } });
    await expect(preview({ leadId }, { grants })).rejects.toMatchObject({ code: 'forbidden' });
    const all: Grant[] = [...grants, { noun: 'company', action: 'read', scope: 'all' }];
    expect((await preview({ leadId }, { grants: all })).rules[0]?.outcome).toBe('doesNotApply');
  });

  test('the names of people that one may not know', async () => {
    const { rules, chosen, reason } = await preview({ leadId }, { grants });

    expect(JSON.stringify([rules, chosen, reason])).not.toMatch(/Ada|Ben|Cyd/);
  });
});
