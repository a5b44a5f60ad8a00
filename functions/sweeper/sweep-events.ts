import { eventKey, isStoredEvent, parseFeedKey } from '#functions/platform/stored.ts';
import type { Item, Key, Table } from '#functions/platform/table.ts';
import { type RelayPorts, receiptsOf, relayEvents } from '#functions/relay/relay-events.ts';
import { firstUlidAt } from '#shared/ulid.ts';
import { loadCursor, saveCursor } from './sweep-cursor.ts';

/** An event that has no receipt after this long is published again. */
export const overdueMs = 120_000;
/** Events may become visible in the feed this much later than the others of their time. */
const overlapMs = 60_000;
const pageSize = 500;
/** Most events of a shard that one run looks at; after an outage the next runs go on from there. */
const pagesPerShard = 20;
/** More than this that the bus does not take is an outage: the walk stands still until it is over. */
const mostWaiting = 500;

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

/** Publishes the events of these feed keys that have no receipt; answers the keys of those that the bus did not take. */
const publishMissing = async (
  feedKeys: readonly string[],
  ports: Ports,
): Promise<{ published: number; failed: string[] }> => {
  const published = await publishedAmong(
    feedKeys.map((key) => parseFeedKey(key).ulid),
    ports,
  );
  const missing = feedKeys.map(parseFeedKey).filter((key) => !published.has(key.ulid));
  if (missing.length === 0) return { published: 0, failed: [] };
  const items = await ports.table.batchGet(missing.map((key) => eventKey(key.noun, key.id, key.ulid)));
  const events = items.filter(isStoredEvent).sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const failed = await relayEvents(events, ports);
  return {
    published: events.length - failed.size,
    failed: events.filter((event) => failed.has(event.eventId)).map((event) => event.feedKey),
  };
};

/** Walks one shard from where it stood; answers where the next run goes on, and what the bus did not take. */
const sweepShard = async (shard: number, from: string, toMs: number, ports: Ports) => {
  const waiting: string[] = [];
  let published = 0;
  let at = from;
  for (let page = 0; page < pagesPerShard; page++) {
    const { entries, last } = await ports.table.feed(shard, at, { to: firstUlidAt(toMs), limit: pageSize });
    const done = await publishMissing(
      entries.map((entry) => entry.feedKey),
      ports,
    );
    published += done.published;
    waiting.push(...done.failed);
    // behind the end the walk begins again a little earlier, for what shows up late
    if (!last) return { next: [from, firstUlidAt(toMs - overlapMs)].sort().at(-1) ?? from, waiting, published };
    at = last.feedKey;
  }
  return { next: at, waiting, published };
};

/**
 * Compares the feed with the receipts up to two minutes ago and publishes what has none, so that no event is lost whatever became of the
 * stream. What the bus does not take is tried again by every run and holds up nothing else. Answers how many were published.
 */
export const sweepEvents = async (ports: Ports): Promise<number> => {
  const { table, clock } = ports;
  const cursor = await loadCursor(table);
  const again = await publishMissing(cursor.waiting, ports);
  const waiting = new Set(again.failed);
  let { published } = again;
  const from: string[] = [];
  for (const [shard, position] of cursor.from.entries()) {
    const swept = await sweepShard(shard, position, clock.now() - overdueMs, ports);
    for (const key of swept.waiting) waiting.add(key);
    published += swept.published;
    from.push(swept.next);
  }
  if (waiting.size > mostWaiting) throw new Error(`the bus did not take ${waiting.size} events`);
  await saveCursor(cursor, { from, waiting: [...waiting] }, table);
  return published;
};
