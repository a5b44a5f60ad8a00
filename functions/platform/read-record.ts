import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { invalid, notFound } from '#shared/contract/problem.ts';
import { lastUlidAt } from '#shared/ulid.ts';
import type { Context } from './context.ts';
import { required } from './environment.ts';
import { bookkeeping } from './event-hash.ts';
import { sign, verify } from './signing.ts';
import { isStoredEvent, recordKey, type StoredEvent, type StoredRecord } from './stored.ts';
import { recordOfEvent, recordOfItem } from './upcast.ts';

/** The stored record, if it exists and the actor may read it; in the bin or not. Throws the one `not-found`. */
export const loadReadable = async (entity: Entity, id: string, context: Context): Promise<StoredRecord> => {
  const stored =
    context.loaded.get(`${entity.noun}/${id}`) ??
    recordOfItem(await context.ports.table.get(recordKey(entity.noun, id)));
  if (!stored || !context.policy.may(entity.noun, 'read', stored.record)) throw notFound();
  return stored;
};

/** The record as it was at an instant: one query over its events. */
export const loadAsOf = async (entity: Entity, id: string, asOf: string, context: Context): Promise<AnyRecord> => {
  const { pk } = recordKey(entity.noun, id);
  const { items } = await context.ports.table.query({
    pk,
    from: 'event#',
    to: `event#${lastUlidAt(Date.parse(asOf))}`,
    limit: 1,
    newestFirst: true,
  });
  const [event] = items.filter(isStoredEvent);
  if (!event) throw notFound();
  return recordOfEvent(event);
};

/** What an event changed, as far as the actor may read it. */
export const changesOf = (
  event: StoredEvent,
  context: Pick<Context, 'policy'>,
): { field: string; before?: unknown; after?: unknown }[] => {
  const before = context.policy.project(event.noun, { ...event.record, ...event.before });
  const after = context.policy.project(event.noun, event.record);
  const fields = event.version === 1 ? Object.keys(event.record) : Object.keys(event.before);
  return fields
    .filter((f) => !bookkeeping.has(f) && f !== 'id' && f !== 'type' && context.policy.readable(event.noun, f))
    .map((field) => ({
      field,
      ...(event.version > 1 && event.before[field] !== null && field in before && { before: before[field] }),
      ...(field in after && { after: after[field] }),
    }));
};

export const revisionOf = (event: StoredEvent, context: Pick<Context, 'policy'>) => ({
  version: event.version,
  type: event.type,
  at: event.at,
  actor: event.actor,
  changes: changesOf(event, context),
});

const cursorPurpose = 'history';

/** A page of a record's events, newest first. */
export const loadHistory = async (
  entity: Entity,
  id: string,
  query: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  context: Context,
): Promise<{ items: ReturnType<typeof revisionOf>[]; cursor?: string }> => {
  const { pk } = recordKey(entity.noun, id);
  const secret = required(context.ports.environment, 'CRM_SIGNING_SECRET');
  const purpose = `${cursorPurpose} ${context.actor.id} ${pk}`;
  const after = query.cursor === undefined ? undefined : verify(secret, purpose, query.cursor);
  if (query.cursor !== undefined && typeof after !== 'string')
    throw invalid('query/cursor', 'is not a cursor of this list');
  const { items, last } = await context.ports.table.query({
    pk,
    from: 'event#',
    to: 'event#~',
    newestFirst: true,
    limit: query.limit ?? 50,
    ...(typeof after === 'string' && { after: { pk, sk: after } }),
  });
  return {
    items: items.filter(isStoredEvent).map((event) => revisionOf(event, context)),
    ...(last && { cursor: sign(secret, purpose, last.sk) }),
  };
};

/** Events of a record after a version, oldest first: what the others changed meanwhile. */
export const eventsSince = async (
  noun: string,
  id: string,
  version: number,
  context: Context,
): Promise<StoredEvent[]> => {
  const { items } = await context.ports.table.query({
    pk: recordKey(noun, id).pk,
    from: 'event#',
    to: 'event#~',
    newestFirst: true,
    limit: 50,
  });
  return items
    .filter(isStoredEvent)
    .filter((e) => e.version > version)
    .reverse();
};

/** The event that made a version; looked for from the newest back. */
export const findVersion = async (
  noun: string,
  id: string,
  version: number,
  context: Context,
): Promise<StoredEvent> => {
  const { pk } = recordKey(noun, id);
  let after: { pk: string; sk: string } | undefined;
  do {
    const page = await context.ports.table.query({
      pk,
      from: 'event#',
      to: 'event#~',
      newestFirst: true,
      limit: 100,
      ...(after && { after }),
    });
    const found = page.items.filter(isStoredEvent).find((e) => e.version === version);
    if (found) return found;
    after = page.last;
  } while (after);
  throw notFound();
};
