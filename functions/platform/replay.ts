import { isProblem, notFound, ProblemError } from '#shared/contract/problem.ts';
import { CommitRefused, type Idempotency } from './commit.ts';
import type { Context } from './context.ts';
import { eventKey, idempotencyKey, isStoredEvent } from './stored.ts';
import type { Item } from './table.ts';

/** True for the mark of a request that still counts: the table's own expiry takes its time. */
export const isLive = (item: Item, nowMs: number): boolean => Number(item.ttl) * 1000 > nowMs;

/** The answer of the first request with this key, from the event that it led to. Throws `idempotency-mismatch` for another request. */
export const replay = async (
  item: Item,
  { requestHash }: Idempotency,
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
): Promise<unknown> => {
  if (item.requestHash !== requestHash)
    throw new ProblemError(
      'idempotency-mismatch',
      'This Idempotency-Key came with another request before. Use a new key.',
    );
  const { noun, id, eventId } = item;
  const event = await ports.table.get(eventKey(String(noun), String(id), String(eventId)));
  if (!event || !isStoredEvent(event)) throw notFound();
  if (!policy.may(event.noun, 'read', event.record)) throw notFound();
  return policy.project(event.noun, event.record);
};

/**
 * The mark of the same request where that was quicker and is why this one failed: its commit was refused, or it found the record changed
 * by the very write that it asks for.
 */
export const firstOf = async (
  error: unknown,
  { actor, route, key }: Idempotency,
  { ports, now }: Pick<Context, 'ports' | 'now'>,
): Promise<Item | undefined> => {
  if (error instanceof CommitRefused) return error.refusal.kind === 'idempotency' ? error.refusal.item : undefined;
  if (!isProblem(error) || (error.status !== 409 && error.status !== 412)) return undefined;
  const item = await ports.table.get(idempotencyKey(actor, route, key));
  return item && isLive(item, now) ? item : undefined;
};
