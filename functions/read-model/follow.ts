import type { Clock } from '#functions/platform/ports.ts';
import { isStoredEvent, parseFeedKey } from '#functions/platform/stored.ts';
import type { FeedEntry, Table } from '#functions/platform/table.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { firstUlidAt, timeOfUlid } from '#shared/ulid.ts';
import { applyEvents, hasEvent } from './apply-event.ts';
import type { FeedState, ReadModel } from './model.ts';
import { goOnIndexing } from './reindex.ts';
import { writeMeta } from './schema.ts';

/** Read again each time: an event may appear in the index this much later than one with a greater ULID. */
const windowMs = 60_000;
/** Where the window holds many keys, as during an import, this much is read each time and the whole window only now and then. */
const shortWindowMs = 5_000;
const manyKeys = 400;
const sweepEveryMs = 3_000;
/** A write is to be seen within 300 ms, which leaves a follow and two lists their time. */
const freshForMs = 200;
const eventsAtOnce = 500;

export type FollowPorts = { readonly table: Table; readonly clock: Clock };

const isSweepDue = (feed: FeedState, now: number): boolean =>
  feed.seen.size < manyKeys || now - feed.sweptAt > sweepEveryMs || now < feed.sweptAt;

/** Where reading begins: a clock that ran ahead does not hide what comes after it was set right. */
const startOf = (feed: FeedState, now: number, back: number): string =>
  feed.position === '' ? '0' : firstUlidAt(Math.min(timeOfUlid(feed.position), now) - back);

const advance = (model: ReadModel, shard: number, entries: readonly FeedEntry[]): void => {
  const feed = model.feeds[shard];
  const last = entries.at(-1)?.feedKey.slice(0, 26);
  if (!feed || last === undefined) return;
  for (const { feedKey } of entries) feed.seen.add(feedKey);
  if (last <= feed.position) return;
  feed.position = last;
  writeMeta(model.db, `position:${shard}`, last);
};

/** A snapshot has most of what follows its position, and what it has need not be read again. */
const isNew = (model: ReadModel, { feedKey }: FeedEntry): boolean => {
  const { noun, id, version } = parseFeedKey(feedKey);
  return !hasEvent(model, noun, id, version);
};

const applyEntries = async (
  model: ReadModel,
  shard: number,
  entries: readonly FeedEntry[],
  { table }: FollowPorts,
): Promise<void> => {
  for (let i = 0; i < entries.length; i += eventsAtOnce) {
    const some = entries.slice(i, i + eventsAtOnce);
    const unknown = some.filter((entry) => isNew(model, entry));
    const items = await table.batchGet(unknown.map(({ pk, sk }) => ({ pk, sk })));
    model.db.transaction(() => {
      applyEvents(model, items.filter(isStoredEvent));
      advance(model, shard, some);
    });
  }
};

const forgetOld = (feed: FeedState, before: string): void => {
  for (const key of feed.seen) if (key < before) feed.seen.delete(key);
};

const followShard = async (model: ReadModel, shard: number, ports: FollowPorts, deadline: number): Promise<boolean> => {
  const feed = model.feeds[shard];
  if (!feed) return true;
  const now = ports.clock.now();
  const isSweep = isSweepDue(feed, now);
  const from = feed.unfinished?.from ?? startOf(feed, now, isSweep ? windowMs : shortWindowMs);
  let after = feed.unfinished?.after;
  do {
    const page = await ports.table.feed(shard, from, after && { after });
    const fresh = page.entries.filter((e) => !feed.seen.has(e.feedKey) && e.sk.startsWith('event#'));
    if (fresh.length > 0) await applyEntries(model, shard, fresh, ports);
    after = page.last;
    if (after && ports.clock.now() > deadline) {
      feed.unfinished = { from, after };
      return false;
    }
  } while (after);
  feed.unfinished = undefined;
  if (isSweep) {
    feed.sweptAt = now;
    forgetOld(feed, startOf(feed, now, windowMs));
  }
  return true;
};

const followAll = async (model: ReadModel, ports: FollowPorts, deadline: number): Promise<void> => {
  const done = await Promise.all(model.feeds.map((_, shard) => followShard(model, shard, ports, deadline)));
  if (done.includes(false))
    throw new ProblemError('unavailable', 'The lists are being brought up to date. Try again in a moment.');
  goOnIndexing(model);
  model.followedAt = ports.clock.now();
};

/**
 * Brings the model up to the feed's end. Does nothing where that was done less than 200 ms ago. What was applied stays when the time
 * (`budgetMs`) is not enough for all; then it throws `unavailable`, and the next call goes on from there.
 */
export const follow = async (model: ReadModel, ports: FollowPorts, budgetMs = 20_000): Promise<void> => {
  const now = ports.clock.now();
  if (now >= model.followedAt && now - model.followedAt < freshForMs) return;
  model.following ??= followAll(model, ports, now + budgetMs).finally(() => {
    model.following = undefined;
  });
  await model.following;
};
