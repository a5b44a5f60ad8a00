import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { Action } from '#shared/policy/grant.ts';
import type { Context } from './context.ts';
import { loadStates, type Prepared } from './prepare-write.ts';
import type { RecordRules } from './rules.ts';
import type { StoredRecord } from './stored.ts';

/** A noun with the rules that hold for its records. */
export type Ruled<E extends Entity = Entity> = { readonly entity: E; readonly rules: RecordRules | undefined };

/** Into the bin and out of it. */
export type BinVerb = 'removed' | 'restored';

export const forbidden = (entity: Entity, action: Action): ProblemError =>
  new ProblemError('forbidden', `You may not ${action} this ${entity.label.one.toLowerCase()}.`, {
    more: { permission: `${entity.noun}:${action}` },
  });

/** Throws `forbidden` where the actor may not do this to the record. */
export const demand = (action: Action, entity: Entity, { record }: StoredRecord, { policy }: Context): void => {
  if (!policy.may(entity.noun, action, record)) throw forbidden(entity, action);
};

/** Throws `conflict` for a record in the bin. */
export const refuseInBin = (entity: Entity, { record }: StoredRecord): void => {
  if (record.deletedAt !== undefined)
    throw new ProblemError('conflict', `This ${entity.label.one.toLowerCase()} is in the bin. Take it out first.`);
};

/** Moves a record to the bin, where its unique values are free again, or takes it out. Throws `conflict` where it is there already. */
export const prepareBin = async (
  { entity, rules }: Ruled,
  before: StoredRecord,
  verb: BinVerb,
  context: Context,
): Promise<Prepared> => {
  const { record } = before;
  if (verb === 'removed') refuseInBin(entity, before);
  else if (record.deletedAt === undefined)
    throw new ProblemError('conflict', `This ${entity.label.one.toLowerCase()} is not in the bin.`);
  const deletedAt = verb === 'removed' ? new Date(context.now).toISOString() : undefined;
  const after = { ...record, deletedAt };
  const checks = rules?.effects?.(record, after, await loadStates(rules, after, context)) ?? [];
  return { change: { entity, id: record.id, before, after, verb }, checks };
};
