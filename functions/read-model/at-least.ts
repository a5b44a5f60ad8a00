import { eventKey, isStoredEvent, isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { applyEvents, applyRecords } from './apply-event.ts';
import { versionOf } from './apply-record.ts';
import type { ReadModel } from './model.ts';

/** Reads one's own writes: of `noun/id@version,…` whatever the model has in an older version is read from the table, strongly. */
export const atLeast = async (model: ReadModel, wanted: string | undefined, table: Table): Promise<void> => {
  if (wanted === undefined) return;
  const older = wanted.split(',').flatMap((part) => {
    const [noun = '', rest = ''] = part.split('/');
    const [id = '', version = ''] = rest.split('@');
    return model.findEntity(noun) && versionOf(model, noun, id) < Number(version) ? [recordKey(noun, id)] : [];
  });
  if (older.length === 0) return;
  const stored = (await table.batchGet(older)).filter(isStoredRecord);
  applyRecords(model, stored);
  // the timeline is made of events: the newest of each comes along
  const newest = stored.map((s) => eventKey(s.record.type, s.record.id, s.eventId));
  const events = (await table.batchGet(newest)).filter(isStoredEvent);
  model.db.transaction(() => applyEvents(model, events));
};
