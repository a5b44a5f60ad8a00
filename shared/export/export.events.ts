import { recordEvent, standardEvents } from '../contract/event.ts';
import { exportRun } from './export.ts';

const { created, updated } = standardEvents(exportRun);

export const exportEvents = {
  created,
  updated,
  finished: recordEvent(exportRun, 'finished', 'Records were exported: by whom, which and how many'),
};
