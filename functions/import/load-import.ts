import type { Change } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import { recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { type ImportRun, type ImportState, importRun, mayGo } from '#shared/import/import.ts';

const entity: Entity = importRun;

/** A stored import in its own type. */
export const importOf = (stored: StoredRecord): ImportRun =>
  // a stored record of the noun import has the shape that its entity declares
  stored.record as unknown as ImportRun;

export const loadImport = async (id: string, { table }: Pick<Ports, 'table'>): Promise<StoredRecord> => {
  const stored = recordOfItem(await table.get(recordKey(entity.noun, id)));
  if (!stored) throw new ProblemError('not-found', 'The import is gone.');
  return stored;
};

/** A change of an import's record. */
export const importChange = (
  stored: StoredRecord,
  values: Readonly<Record<string, unknown>>,
  verb = 'updated',
): Change => ({
  entity,
  id: stored.record.id,
  before: stored,
  after: { ...stored.record, ...values },
  verb,
});

const words: Readonly<Partial<Record<ImportState, string>>> = {
  planning: 'It is being planned.',
  applying: 'It is being applied.',
  reverting: 'It is being undone.',
  applied: 'It was applied already.',
  appliedWithErrors: 'It was applied already.',
  reverted: 'It was undone.',
  cancelled: 'It was given up.',
};

/** Refuses a step that the state of an import does not allow. */
export const checkState = (run: ImportRun, to: ImportState): void => {
  if (mayGo(run.state, to)) return;
  throw new ProblemError('conflict', words[run.state] ?? 'Plan it first.', { more: { state: run.state } });
};
