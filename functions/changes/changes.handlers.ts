import { envelopeOf } from '#functions/consumer/envelope.ts';
import type { Context } from '#functions/platform/context.ts';
import { required } from '#functions/platform/environment.ts';
import { type Handler, implement } from '#functions/platform/handle.ts';
import { sign, verify } from '#functions/platform/signing.ts';
import { eventKey, feedShards, isStoredEvent, parseFeedKey, type StoredEvent } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { changesRoutes } from '#shared/changes/changes.routes.ts';
import { invalid } from '#shared/contract/problem.ts';
import { entityOf } from '#shared/registry.ts';
import { firstUlidAt } from '#shared/ulid.ts';

/** Events that were stamped earlier may become visible this much later. */
const overlapMs = 60_000;
const defaultLimit = 100;

/** Where a walk through one shard goes on, and where the next one begins, once this one has come to what may still get company. */
type Position = readonly [at: string, next: string | null];
const beginning: readonly Position[] = Array.from({ length: feedShards }, (): Position => ['0', null]);
const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === 'string' &&
  (value[1] === null || typeof value[1] === 'string');
const arePositions = (value: unknown): value is readonly Position[] =>
  Array.isArray(value) && value.length === feedShards && value.every(isPosition);

const purposeFor = (context: Context): string => `changes ${context.actor.id}`;

const positionsOf = (since: string | undefined, context: Context): readonly Position[] => {
  if (since === undefined) return beginning;
  const positions = verify(required(context.ports.environment, 'CRM_SIGNING_SECRET'), purposeFor(context), since);
  if (!arePositions(positions)) throw invalid('query/since', 'is not a cursor of this list');
  return positions;
};

const nounsOf = (text: string | undefined): ReadonlySet<string> | undefined => {
  if (text === undefined) return undefined;
  const nouns = text.split(',');
  const unknown = nouns.find((noun) => !entityOf(noun));
  if (unknown !== undefined) throw invalid('query/nouns', `${unknown} is not a noun`);
  return new Set(nouns);
};

/** The event as the actor may know it; undefined where they may not read the record as it was then. */
const visible = (event: StoredEvent, { policy }: Context) => {
  if (policy.scopeOf(event.noun, 'read') === undefined || !policy.may(event.noun, 'read', event.record))
    return undefined;
  const before = Object.fromEntries(
    Object.entries(event.before).filter(([field]) => policy.readable(event.noun, field)),
  );
  return envelopeOf({ ...event, record: policy.project(event.noun, event.record), before });
};

const later = (a: string, b: string): string => (a > b ? a : b);
type Page = Awaited<ReturnType<Table['feed']>>;

/** Behind what was read of a shard; what is younger than `horizon` may still get company, so the next walk begins there. */
const walkOn = ([at, next]: Position, page: Page, horizon: string): Position => {
  const last = page.entries.at(-1)?.feedKey;
  if (last === undefined) return [at, next];
  // `!` sorts before any character of a key: the walk goes on behind the last one seen
  return [`${last}!`, next ?? (last > horizon ? later(at, horizon) : null)];
};

/**
 * Delta sync: walks the feed from a cursor on. What is younger than a minute may still get company from events that were stamped earlier:
 * once a walk has come to its end, the next one begins a minute before, and some of what came then comes again.
 */
const list: Handler<typeof changesRoutes.list> = async ({ query }, context) => {
  const { ports, now } = context;
  const positions = positionsOf(query.since, context);
  const nouns = nounsOf(query.nouns);
  const limit = Math.ceil((query.limit ?? defaultLimit) / feedShards);
  const pages = await Promise.all(positions.map(([at], shard) => ports.table.feed(shard, at, { limit })));
  const keys = pages
    .flatMap((page) => page.entries.map((e) => parseFeedKey(e.feedKey)))
    .filter((key) => !nouns || nouns.has(key.noun));
  const items = await ports.table.batchGet(keys.map((key) => eventKey(key.noun, key.id, key.ulid)));
  const horizon = firstUlidAt(now - overlapMs);
  const walked = positions.map((position, shard) => walkOn(position, pages[shard] ?? { entries: [] }, horizon));
  // the shards come to their end at different times; all begin anew together
  const hasMore = pages.some((page) => page.last !== undefined);
  const next = hasMore ? walked : walked.map(([at, begin]): Position => [begin ?? later(at, horizon), null]);
  return {
    items: items
      .filter(isStoredEvent)
      .sort((a, b) => (a.eventId < b.eventId ? -1 : 1))
      .flatMap((event) => visible(event, context) ?? []),
    cursor: sign(required(ports.environment, 'CRM_SIGNING_SECRET'), purposeFor(context), next),
    hasMore,
  };
};

export const changesHandlers = [implement(changesRoutes.list, list)];
