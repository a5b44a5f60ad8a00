import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { applyRecords } from './apply-event.ts';
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
  applyRecords(model, (await table.batchGet(older)).filter(isStoredRecord));
};
