import type { Predicate } from '#shared/predicate/predicate.ts';

export const queueNames = ['mine', 'new', 'unassigned'] as const;
export type QueueName = (typeof queueNames)[number];

/** Leads that somebody still has to work on, as `isOpenLead` of the domain has them. */
const open: Predicate = { field: 'status', op: 'in', value: ['new', 'assigned', 'working', 'recycled'] };
/** Leads that nobody has begun with. */
const untouched: Predicate = { field: 'status', op: 'in', value: ['new', 'assigned'] };

/** What each queue holds. */
export const queueFilters: Readonly<Record<QueueName, Predicate>> = {
  mine: { and: [{ field: 'ownerId', op: 'eq', value: '@me' }, open] },
  new: untouched,
  unassigned: { and: [{ field: 'ownerId', op: 'isEmpty' }, open] },
};

/** The record that comes after, or before, one in a queue; the first where it is not there any more. */
export const neighbourOf = (ids: readonly string[], id: string | undefined, by: 1 | -1): string | undefined => {
  const at = id === undefined ? -1 : ids.indexOf(id);
  return at < 0 ? ids[0] : ids[at + by];
};

/** Where to go from a lead that leaves the queue: to the next one, else to the one before. */
export const afterLeaving = (ids: readonly string[], id: string): string | undefined =>
  neighbourOf(ids, id, 1) ?? neighbourOf(ids, id, -1);
