import { eventKey, feedShards, isStoredEvent, parseFeedKey, stateKey } from '#functions/platform/stored.ts';
import type { Item, Key, Table } from '#functions/platform/table.ts';
import { type RelayPorts, receiptsOf, relayEvents } from '#functions/relay/relay-events.ts';
import { firstUlidAt, timeOfUlid } from '#shared/ulid.ts';

/** An event that has no receipt after this long is published again. */
export const overdueMs = 120_000;
/** Events may become visible in the feed this much after the time in their id. */
const overlapMs = 60_000;
/** Most events of a shard that one run looks at; after an outage the next runs go on. */
const mostPerShard = 2000;

const cursorKey: Key = stateKey('sweep', 'cursor');

type Ports = Omit<RelayPorts, 'table'> & { readonly table: Table };

const queryAll = async (pk: string, { table }: Ports): Promise<Item[]> => {
  const items: Item[] = [];
  let after: Key | undefined;
  do {
    const page = await table.query({ pk, ...(after && { after }) });
    items.push(...page.items);
    after = page.last;
  } while (after);
  return items;
};

const publishedAmong = async (eventIds: readonly string[], ports: Ports): Promise<Set<string>> => {
  const minutes = [...new Set(eventIds.map(receiptsOf))];
  const published = new Set<string>();
  for (const pk of minutes)
    for (const item of await queryAll(pk, ports))
      if (Array.isArray(item.ids)) for (const id of item.ids) published.add(id);
  return published;
};

/** Keys of the feed between two times, and how far they reach where there are too many for one run. */
const feedBetween = async (
  fromMs: number,
  toMs: number,
  { table }: Ports,
): Promise<{ keys: string[]; reachedMs: number }> => {
  let reachedMs = toMs;
  const keys: string[] = [];
  for (let shard = 0; shard < feedShards; shard++) {
    const { entries, last } = await table.feed(shard, firstUlidAt(fromMs), {
      to: firstUlidAt(toMs),
      limit: mostPerShard,
    });
    keys.push(...entries.map((e) => e.feedKey));
    if (last) reachedMs = Math.min(reachedMs, timeOfUlid(parseFeedKey(last.feedKey).ulid));
  }
  return { keys, reachedMs };
};

/**
 * Compares the feed with the receipts up to two minutes ago and publishes what has none, so that no event is lost whatever became of the
 * stream. Answers how many were published.
 */
export const sweepEvents = async (ports: Ports): Promise<number> => {
  const { table, clock } = ports;
  const stored = await table.get(cursorKey);
  const begin = typeof stored?.at === 'number' ? stored.at : 0;
  const { keys, reachedMs } = await feedBetween(Math.max(0, begin - overlapMs), clock.now() - overdueMs, ports);
  const parsed = keys.map(parseFeedKey);
  const published = await publishedAmong(
    parsed.map((key) => key.ulid),
    ports,
  );
  const missing = parsed.filter((key) => !published.has(key.ulid));
  const events = (await table.batchGet(missing.map((key) => eventKey(key.noun, key.id, key.ulid)))).filter(
    isStoredEvent,
  );
  const failed = await relayEvents(events, ports);
  // a cursor that stays lets the next run try again what the bus did not take
  if (failed.size === 0 && reachedMs > begin) await table.put({ ...cursorKey, at: reachedMs });
  return events.length - failed.size;
};
