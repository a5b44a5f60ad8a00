import { eventKey, feedShards, isStoredEvent, parseFeedKey, stateKey } from '#functions/platform/stored.ts';
import type { Item, Key, Table } from '#functions/platform/table.ts';
import { type RelayPorts, receiptsOf, relayEvents } from '#functions/relay/relay-events.ts';
import { firstUlidAt, timeOfUlid } from '#shared/ulid.ts';

/** An event that has no receipt after this long is published again. */
export const overdueMs = 120_000;
const overlapMs = 60_000;
const minuteMs = 60_000;
/** The longest stretch that one run looks at; after an outage the next runs go on. */
const stretchMs = 30 * minuteMs;
const receiptsBackMs = 5 * minuteMs;

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

const publishedSince = async (fromMs: number, ports: Ports): Promise<Set<string>> => {
  const minutes: string[] = [];
  for (let at = fromMs; at <= ports.clock.now() + minuteMs; at += minuteMs) minutes.push(receiptsOf(at));
  const receipts = (await Promise.all([...new Set(minutes)].map((pk) => queryAll(pk, ports)))).flat();
  return new Set(receipts.flatMap((item) => (Array.isArray(item['ids']) ? item['ids'] : [])));
};

const feedBetween = async (fromMs: number, toMs: number, { table }: Ports): Promise<string[]> => {
  const keys: string[] = [];
  for (let shard = 0; shard < feedShards; shard++) {
    let page = await table.feed(shard, firstUlidAt(fromMs), { to: firstUlidAt(toMs) });
    keys.push(...page.entries.map((e) => e.feedKey));
    while (page.last) {
      page = await table.feed(shard, firstUlidAt(fromMs), { to: firstUlidAt(toMs), after: page.last });
      keys.push(...page.entries.map((e) => e.feedKey));
    }
  }
  return keys;
};

/** The oldest event of all, where a sweeper that never ran begins. */
const firstEventMs = async ({ table }: Ports): Promise<number | undefined> => {
  const pages = await Promise.all(
    Array.from({ length: feedShards }, (_, shard) => table.feed(shard, '0', { limit: 1 })),
  );
  const times = pages.flatMap((page) => page.entries.map((e) => timeOfUlid(parseFeedKey(e.feedKey).ulid)));
  return times.length > 0 ? Math.min(...times) : undefined;
};

/**
 * Compares the feed with the receipts up to two minutes ago and publishes what has none, so that no event is lost whatever became of the
 * stream. Answers how many were published.
 */
export const sweepEvents = async (ports: Ports): Promise<number> => {
  const { table, clock } = ports;
  const stored = await table.get(cursorKey);
  const begin = typeof stored?.['at'] === 'number' ? stored['at'] : await firstEventMs(ports);
  const horizon = clock.now() - overdueMs;
  if (begin === undefined || begin >= horizon) return 0;
  const to = Math.min(horizon, begin + stretchMs);
  const from = begin - overlapMs;
  const keys = await feedBetween(from, to, ports);
  const published = keys.length > 0 ? await publishedSince(from - receiptsBackMs, ports) : new Set<string>();
  const missing = keys.map(parseFeedKey).filter((key) => !published.has(key.ulid));
  const events = (await table.batchGet(missing.map((key) => eventKey(key.noun, key.id, key.ulid)))).filter(
    isStoredEvent,
  );
  const failed = await relayEvents(events, ports);
  // a cursor that stays lets the next run try again what the bus did not take
  if (failed.size === 0) await table.put({ ...cursorKey, at: to }, { lessOrAbsent: { attribute: 'at', value: to } });
  return events.length - failed.size;
};
