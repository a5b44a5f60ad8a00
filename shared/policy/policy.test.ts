import { expect, test } from 'vitest';
import { builtInRoles } from '../role/built-in-roles.ts';
import type { FieldAccess, Grant } from './grant.ts';
import { mask, type PolicyActor, policyOf, systemActor } from './policy.ts';

const me = '01H00000000000000000000001';
const other = '01H00000000000000000000002';
const red = '01H00000000000000000000003';
const blue = '01H00000000000000000000004';

const actor = (grants: readonly Grant[], fieldAccess: readonly FieldAccess[] = [], teamIds = [red]): PolicyActor => ({
  id: me,
  teamIds,
  roles: [{ grants, fieldAccess }],
});
const role = (name: string) => ({ grants: builtInRoles.find((r) => r.group === name)?.grants ?? [], fieldAccess: [] });
const deal = (more: object) => ({ id: '01H00000000000000000000009', type: 'deal', version: 1, ...more });

test('without a grant nothing is allowed', () => {
  const policy = policyOf(actor([]));

  expect(policy.may('deal', 'read', deal({ ownerId: me }))).toBe(false);
  expect(policy.scopeOf('deal', 'read')).toBeUndefined();
  expect(policy.readPredicate('deal')).toBe(false);
});

test('a noun that does not exist is granted to nobody but by the widest grant of a star', () => {
  const policy = policyOf(actor([{ noun: '*', action: 'read', scope: 'all' }]));

  expect(policy.may('deal', 'read', deal({}))).toBe(true);
  expect(policy.may('nothing', 'read', deal({}))).toBe(false);
});

test('own reaches what the actor owns and not what the actor merely made, where records have owners', () => {
  const policy = policyOf(actor([{ noun: 'deal', action: 'update', scope: 'own' }]));

  expect(policy.may('deal', 'update', deal({ ownerId: me }))).toBe(true);
  expect(policy.may('deal', 'update', deal({ ownerId: other, createdBy: { kind: 'user', id: me } }))).toBe(false);
  expect(policy.may('deal', 'update', deal({ ownerId: other, teamIds: [red] }))).toBe(false);
});

test('own reaches what the actor made where records have no owners', () => {
  const policy = policyOf(actor([{ noun: 'product', action: 'update', scope: 'own' }]));

  expect(policy.may('product', 'update', { createdBy: { kind: 'user', id: me } })).toBe(true);
  expect(policy.may('product', 'update', { createdBy: { kind: 'user', id: other } })).toBe(false);
});

test('of people, own is oneself', () => {
  const policy = policyOf(actor([{ noun: 'user', action: 'update', scope: 'own' }]));

  expect(policy.may('user', 'update', { id: me })).toBe(true);
  expect(policy.may('user', 'update', { id: other, ownerId: me, createdBy: { kind: 'user', id: me } })).toBe(false);
});

test('team reaches the records of any of the teams, and the own ones', () => {
  const policy = policyOf(actor([{ noun: 'deal', action: 'read', scope: 'team' }], [], [red, blue]));

  expect(policy.may('deal', 'read', deal({ ownerId: other, teamIds: [blue] }))).toBe(true);
  expect(policy.may('deal', 'read', deal({ ownerId: me, teamIds: [] }))).toBe(true);
  expect(policy.may('deal', 'read', deal({ ownerId: other, teamIds: ['01H00000000000000000000005'] }))).toBe(false);
});

test('somebody without a team sees no record that has none either', () => {
  const policy = policyOf(actor([{ noun: 'deal', action: 'read', scope: 'team' }], [], []));

  expect(policy.may('deal', 'read', deal({ ownerId: other, teamIds: [] }))).toBe(false);
  expect(policy.may('deal', 'read', deal({ ownerId: other }))).toBe(false);
});

test('of several grants the widest holds', () => {
  const policy = policyOf({
    id: me,
    teamIds: [],
    roles: [
      { grants: [{ noun: 'deal', action: 'read', scope: 'own' }], fieldAccess: [] },
      { grants: [{ noun: '*', action: 'read', scope: 'all' }], fieldAccess: [] },
    ],
  });

  expect(policy.scopeOf('deal', 'read')).toBe('all');
});

test('public views are read by all who read views, and changed by their owners only', () => {
  const policy = policyOf({ id: me, teamIds: [red], roles: [role('sales')] });
  const view = (visibility: string, teamIds: string[]) => ({ ownerId: other, visibility, teamIds });

  expect(policy.may('savedView', 'read', view('public', []))).toBe(true);
  expect(policy.may('savedView', 'read', view('team', [red]))).toBe(true);
  expect(policy.may('savedView', 'read', view('team', [blue]))).toBe(false);
  expect(policy.may('savedView', 'read', view('private', [red]))).toBe(false);
  expect(policy.may('savedView', 'update', view('public', []))).toBe(false);
});

test('a hidden field is left out, a masked one is blotted out, a read-only one is seen and not edited', () => {
  const policy = policyOf(
    actor(
      [{ noun: 'deal', action: 'read', scope: 'all' }],
      [
        { noun: 'deal', field: 'amount', access: 'none' },
        { noun: 'deal', field: 'lostNote', access: 'masked' },
        { noun: 'deal', field: 'name', access: 'read' },
      ],
    ),
  );

  const seen = policy.project(
    'deal',
    deal({ name: 'Big', amount: { amountMinor: 1, currency: 'EUR' }, lostNote: 'secret' }),
  );

  expect(seen).toEqual(deal({ name: 'Big', lostNote: mask }));
  expect(policy.readable('deal', 'amount')).toBe(false);
  expect(policy.readable('deal', 'lostNote')).toBe(false);
  expect([policy.readable('deal', 'name'), policy.editable('deal', 'name')]).toEqual([true, false]);
  expect(policy.editable('deal', 'nextStep')).toBe(true);
});

test('the more generous of two roles decides about a field, but a role that says nothing of the noun does not', () => {
  const reads: Grant[] = [{ noun: 'deal', action: 'read', scope: 'all' }];
  const hides: FieldAccess[] = [{ noun: 'deal', field: 'amount', access: 'none' }];
  const of = (...roles: PolicyActor['roles']) => policyOf({ id: me, teamIds: [], roles });

  expect(of({ grants: reads, fieldAccess: hides }, { grants: reads, fieldAccess: [] }).readable('deal', 'amount')).toBe(
    true,
  );
  expect(
    of(
      { grants: reads, fieldAccess: hides },
      { grants: [{ noun: 'task', action: 'read', scope: 'all' }], fieldAccess: [] },
    ).readable('deal', 'amount'),
  ).toBe(false);
});

test('id, type and version cannot be taken away', () => {
  const policy = policyOf(
    actor([{ noun: 'deal', action: 'read', scope: 'all' }], [{ noun: 'deal', field: 'version', access: 'none' }]),
  );

  expect(policy.project('deal', deal({}))).toEqual(deal({}));
});

test('the system may do everything', () => {
  const policy = policyOf(systemActor('sweeper'));

  expect(policy.may('deal', 'merge', deal({ ownerId: other }))).toBe(true);
  expect(policy.readPredicate('deal')).toBe(true);
});

test('jobs, change sets and exports are read by whose they are, whatever their roles say, and changed by none for that', () => {
  const policy = policyOf(actor([]));

  for (const noun of ['job', 'changeSet', 'export']) {
    expect(policy.may(noun, 'read', { id: me, ownerId: me })).toBe(true);
    expect(policy.may(noun, 'read', { id: me, ownerId: other })).toBe(false);
    expect(policy.may(noun, 'update', { id: me, ownerId: me })).toBe(false);
  }
  const all = policyOf(actor([{ noun: '*', action: 'read', scope: 'all' }]));
  expect(all.may('export', 'read', { id: me, ownerId: other })).toBe(true);
});
