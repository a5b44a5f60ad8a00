import { recordEvent, standardEvents } from '../contract/event.ts';
import { importRun } from './import.ts';

const { created, updated } = standardEvents(importRun);

export const importEvents = {
  created,
  updated,
  planned: recordEvent(importRun, 'planned', 'Plan of an import is ready'),
  applied: recordEvent(importRun, 'applied', 'Import was applied, with or without errors'),
  undone: recordEvent(importRun, 'undone', 'Import was undone as far as nothing has changed since'),
};
