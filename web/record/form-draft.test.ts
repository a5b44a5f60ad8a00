import { afterEach, expect, test } from 'vitest';
import { dropDraft, loadDraft, saveDraft } from './form-draft.ts';

afterEach(() => sessionStorage.clear());

test('what was typed is there again, for whoever typed it', () => {
  saveDraft('anna', 'deal', { name: 'Fleet', ownerId: 'anna' }, { ownerId: 'anna' });

  expect(loadDraft('anna', 'deal')).toEqual({ name: 'Fleet' });
  expect(loadDraft('ben', 'deal')).toBeUndefined();
  expect(loadDraft('anna', 'task')).toBeUndefined();
});

test('a form as it began, or one that was sent, leaves nothing', () => {
  saveDraft('anna', 'deal', { name: 'Fleet' }, {});
  saveDraft('anna', 'deal', { ownerId: 'anna', name: undefined }, { ownerId: 'anna' });
  expect(loadDraft('anna', 'deal')).toBeUndefined();

  saveDraft('anna', 'deal', { name: 'Fleet' }, {});
  dropDraft('anna', 'deal');
  expect(loadDraft('anna', 'deal')).toBeUndefined();
});
