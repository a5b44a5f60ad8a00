import type { Change } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import { recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { type ExportRun, exportRun } from '#shared/export/export.ts';

const entity: Entity = exportRun;

/** A stored export in its own type. */
export const exportOf = (stored: StoredRecord): ExportRun =>
  // a stored record of the noun export has the shape that its entity declares
  stored.record as unknown as ExportRun;

export const loadExport = async (id: string, { table }: Pick<Ports, 'table'>): Promise<StoredRecord> => {
  const stored = recordOfItem(await table.get(recordKey(entity.noun, id)));
  if (!stored) throw new ProblemError('not-found', 'The export is gone.');
  return stored;
};

/** A change of an export's record. */
export const exportChange = (
  stored: StoredRecord,
  values: Readonly<Record<string, unknown>>,
  verb = 'updated',
): Change => ({ entity, id: stored.record.id, before: stored, after: { ...stored.record, ...values }, verb });
