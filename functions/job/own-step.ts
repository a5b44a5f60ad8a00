import type { Context } from '#functions/platform/context.ts';
import { forbidden } from '#functions/platform/prepare-bin.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import { versionConflict } from '#functions/platform/refusal.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import type { Entity } from '#shared/contract/entity.ts';

/**
 * A record of something that jobs do, at the version that the caller knows, for its next step: whoever began it takes it, and who may change
 * all such records. Throws not-found, forbidden or version-conflict.
 */
export const loadForStep = async (
  entity: Entity,
  id: string,
  ifMatch: number | undefined,
  context: Context,
): Promise<StoredRecord> => {
  const stored = await loadReadable(entity, id, context);
  const isOwn = entity.isReadByOwner && stored.record.ownerId === context.actor.id;
  if (!isOwn && !context.policy.may(entity.noun, 'update', stored.record)) throw forbidden(entity, 'update');
  if (ifMatch !== undefined && stored.version !== ifMatch)
    throw await versionConflict(entity, stored, ifMatch, context);
  return stored;
};
