import type { Blobs } from '#functions/platform/ports.ts';
import { eventKey, feedShards, isStoredEvent, parseFeedKey } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { firstUlidAt } from '#shared/ulid.ts';

const dayMs = 86_400_000;
type Head = { readonly noun: string; readonly id: string; readonly version: number; readonly eventId: string };

const newestOfDay = async (dayStartMs: number, table: Table): Promise<Head[]> => {
  const newest = new Map<string, Head>();
  for (let shard = 0; shard < feedShards; shard++) {
    const range = { to: firstUlidAt(dayStartMs + dayMs) };
    let page = await table.feed(shard, firstUlidAt(dayStartMs), range);
    for (;;) {
      for (const { feedKey } of page.entries) {
        const { ulid, noun, id, version } = parseFeedKey(feedKey);
        if ((newest.get(`${noun}/${id}`)?.version ?? 0) < version)
          newest.set(`${noun}/${id}`, { noun, id, version, eventId: ulid });
      }
      if (!page.last) break;
      page = await table.feed(shard, firstUlidAt(dayStartMs), { ...range, after: page.last });
    }
  }
  return [...newest.values()].sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
};

/** Object of a day's anchors: one line of JSON a record that changed, with the hash of its newest event of that day. */
export const anchorKey = (dayStartMs: number): string =>
  `heads/${new Date(dayStartMs).toISOString().slice(0, 10)}.ndjson`;

const chunk = 500;
const lines = async function* (heads: readonly Head[], table: Table): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < heads.length; i += chunk) {
    const part = heads.slice(i, i + chunk);
    const events = (await table.batchGet(part.map((h) => eventKey(h.noun, h.id, h.eventId)))).filter(isStoredEvent);
    yield Buffer.from(
      events
        .map((e) => `${JSON.stringify({ noun: e.noun, id: e.recordId, version: e.version, hash: e.hash })}\n`)
        .join(''),
    );
  }
};

/** Writes the heads of the day before `nowMs` (UTC) to a bucket that lets nobody change them; answers how many. */
export const anchorHeads = async (nowMs: number, table: Table, anchors: Blobs): Promise<number> => {
  const dayStartMs = Math.floor(nowMs / dayMs) * dayMs - dayMs;
  const heads = await newestOfDay(dayStartMs, table);
  if (heads.length > 0) await anchors.putStream(anchorKey(dayStartMs), lines(heads, table), 'application/x-ndjson');
  return heads.length;
};
