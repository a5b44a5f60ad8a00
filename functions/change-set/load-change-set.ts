import type { Change } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import { recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import { type ChangeSet, type ChangeSetState, changeSet, mayGo } from '#shared/change-set/change-set.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';

const entity: Entity = changeSet;

/** A stored change set in its own type. */
export const changeSetOf = (stored: StoredRecord): ChangeSet =>
  // a stored record of the noun changeSet has the shape that its entity declares
  stored.record as unknown as ChangeSet;

export const loadChangeSet = async (id: string, { table }: Pick<Ports, 'table'>): Promise<StoredRecord> => {
  const stored = recordOfItem(await table.get(recordKey(entity.noun, id)));
  if (!stored) throw new ProblemError('not-found', 'The change set is gone.');
  return stored;
};

/** A change of a change set's record. */
export const changeSetChange = (
  stored: StoredRecord,
  values: Readonly<Record<string, unknown>>,
  verb = 'updated',
): Change => ({ entity, id: stored.record.id, before: stored, after: { ...stored.record, ...values }, verb });

const words: Readonly<Partial<Record<ChangeSetState, string>>> = {
  planning: 'It is being planned.',
  applying: 'It is being applied.',
  reverting: 'It is being undone.',
  applied: 'It was applied already.',
  appliedWithErrors: 'It was applied already.',
  reverted: 'It was undone.',
  cancelled: 'It was given up.',
  failed: 'It failed.',
};

/** Refuses a step that the state of a change set does not allow. */
export const checkState = (set: ChangeSet, to: ChangeSetState): void => {
  if (mayGo(set.state, to)) return;
  throw new ProblemError('conflict', words[set.state] ?? 'Its state does not allow this.', {
    more: { state: set.state },
  });
};
