import { rulesOf } from '#functions/area/noun-rules.ts';
import type { Context } from '#functions/platform/context.ts';
import { demand, prepareBin, refuseInBin } from '#functions/platform/prepare-bin.ts';
import { type Prepared, prepareWrite } from '#functions/platform/prepare-write.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import type { ChangeSet } from '#shared/change-set/change-set.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { notFound } from '#shared/contract/problem.ts';
import type { Action } from '#shared/policy/grant.ts';
import type { Order } from './order.ts';

type Doing = Exclude<ChangeSet['action'], 'undoPerson'>;

/** The permission that each action needs of every record, beside the one for bulk. */
export const actionNeeded: Readonly<Record<Doing, Action>> = { update: 'update', remove: 'delete', restore: 'delete' };

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);

/** The tags of a record with some added and some taken away, told apart without case; the others stay as they are. */
export const tagged = (tags: unknown, { add, remove }: NonNullable<Order['tags']>): string[] => {
  const gone = new Set(remove.map((t) => t.toLowerCase()));
  const kept = textsOf(tags).filter((t) => !gone.has(t.toLowerCase()));
  const known = new Set(kept.map((t) => t.toLowerCase()));
  return [...kept, ...new Set(add)].filter(
    (t, i, all) =>
      i < kept.length ||
      (!known.has(t.toLowerCase()) && all.findIndex((o) => o.toLowerCase() === t.toLowerCase()) === i),
  );
};

const patchFor = ({ record }: StoredRecord, { patch = {}, tags }: Order): Readonly<Record<string, unknown>> => {
  if (!tags) return patch;
  const next = tagged(record.tags, tags);
  return { ...patch, tags: next.length > 0 ? next : null };
};

/**
 * One record's part of a change set against what it is now, by the same rules as every other write. A record that the actor may not know
 * is refused like a missing one. Answers nothing where it is in the bin, or out of it, already. Throws `ProblemError`.
 */
export const prepareChange = async (
  action: Doing,
  order: Order,
  entity: Entity,
  stored: StoredRecord | undefined,
  context: Context,
): Promise<Prepared | undefined> => {
  const { noun } = entity;
  if (!stored || !context.policy.may(noun, 'read', stored.record)) throw notFound();
  demand('bulk', entity, stored, context);
  demand(actionNeeded[action], entity, stored, context);
  const rules = rulesOf(noun);
  if (action === 'update') {
    refuseInBin(entity, stored);
    const patch = patchFor(stored, order);
    return prepareWrite(
      { entity, rules, path: 'update', id: stored.record.id, before: stored, patch, verb: 'updated' },
      context,
    );
  }
  const isThere = (stored.record.deletedAt !== undefined) === (action === 'remove');
  return isThere
    ? undefined
    : prepareBin({ entity, rules }, stored, action === 'remove' ? 'removed' : 'restored', context);
};
