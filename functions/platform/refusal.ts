import { detail } from '#shared/contract/detail.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { notFound, ProblemError } from '#shared/contract/problem.ts';
import { CommitRefused, type CommitRequest, type Committed, commit } from './commit.ts';
import type { Context } from './context.ts';
import { eventsSince, revisionOf } from './read-record.ts';
import { recordKey, type StoredRecord } from './stored.ts';
import { recordOfItem, upcast } from './upcast.ts';

/** 412 with what the record is now and who changed what since the version that the caller knew. */
export const versionConflict = async (
  entity: Entity,
  current: StoredRecord | undefined,
  since: number,
  context: Context,
): Promise<ProblemError> => {
  const known = current && upcast(current);
  if (!known || !context.policy.may(entity.noun, 'read', known.record)) return notFound();
  const events = await eventsSince(entity.noun, known.record.id, since, context);
  const last = events.at(-1);
  return new ProblemError(
    'version-conflict',
    last?.actor.name ? `${last.actor.name} changed this meanwhile.` : 'This was changed meanwhile.',
    {
      more: {
        current: context.policy.project(entity.noun, known.record),
        changes: events.map((event) => revisionOf(event, context)),
      },
    },
  );
};

const duplicate = async (
  noun: string,
  field: string,
  ownerId: string | undefined,
  context: Context,
): Promise<ProblemError> => {
  const stored = ownerId ? recordOfItem(await context.ports.table.get(recordKey(noun, ownerId))) : undefined;
  const mayKnow = stored && context.policy.may(noun, 'read', stored.record);
  return new ProblemError('duplicate', 'Another record has this value already.', {
    issues: [{ pointer: `/${field}`, detail: detail('taken') }],
    more: { field, ...(mayKnow && { existingId: ownerId }) },
  });
};

/** Commits and turns a refusal into the problem that the caller can resolve. */
export const commitFor = async (
  context: Context,
  request: Omit<CommitRequest, 'actor'> & { readonly entity: Entity; readonly knownVersion: number },
): Promise<Committed[]> => {
  const { entity, knownVersion, ...rest } = request;
  try {
    return await commit(context.ports, { ...rest, actor: context.actor.ref });
  } catch (error) {
    if (!(error instanceof CommitRefused)) throw error;
    const { refusal } = error;
    if (refusal.kind === 'version') throw await versionConflict(entity, refusal.current, knownVersion, context);
    if (refusal.kind === 'claim') throw await duplicate(refusal.noun, refusal.field, refusal.ownerId, context);
    if (refusal.kind === 'also')
      throw new ProblemError('conflict', 'Something this depends on was changed or removed meanwhile.', {
        cause: error,
      });
    throw error;
  }
};
