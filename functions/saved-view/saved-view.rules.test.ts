import { expect, test } from 'vitest';
import { noState, type RuleInput } from '#functions/platform/rules.ts';
import { savedViewRules } from './saved-view.rules.ts';

const view = { id: 'v', type: 'savedView', name: 'Ours', ownerId: 'anna' };
const change = (before: object, actorId: string, isAdministrator = false) =>
  savedViewRules.apply?.({
    path: 'update',
    // of a record only these fields matter here
    before: before as RuleInput['before'],
    after: { ...before, name: 'Theirs' },
    related: () => undefined,
    state: noState,
    actor: { kind: 'user', id: actorId },
    isAdministrator,
    now: '2026-01-01T00:00:00.000Z',
  });

test('a locked view is changed by its owner and by administrators', () => {
  expect(change({ ...view, isLocked: true }, 'anna')?.after).toMatchObject({ name: 'Theirs' });
  expect(change({ ...view, isLocked: true }, 'ben', true)?.after).toMatchObject({ name: 'Theirs' });
});

test('a locked view is refused to everybody else, and one that is not locked is not', () => {
  expect(() => change({ ...view, isLocked: true }, 'ben')).toThrow('locked');
  expect(change(view, 'ben')?.after).toMatchObject({ name: 'Theirs' });
});
