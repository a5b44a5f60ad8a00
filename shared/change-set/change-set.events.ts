import { recordEvent, standardEvents } from '../contract/event.ts';
import { changeSet } from './change-set.ts';

const { created, updated } = standardEvents(changeSet);

export const changeSetEvents = {
  created,
  updated,
  planned: recordEvent(changeSet, 'planned', 'Plan of a change set is ready'),
  applied: recordEvent(changeSet, 'applied', 'Change set was applied, with or without errors'),
  undone: recordEvent(changeSet, 'undone', 'Change set was undone as far as nothing has changed since'),
};
