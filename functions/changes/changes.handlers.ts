import { envelopeOf } from '#functions/consumer/envelope.ts';
import type { Context } from '#functions/platform/context.ts';
import { required } from '#functions/platform/environment.ts';
import { type Handler, implement } from '#functions/platform/handle.ts';
import { sign, verify } from '#functions/platform/signing.ts';
import { eventKey, feedShards, isStoredEvent, parseFeedKey, type StoredEvent } from '#functions/platform/stored.ts';
import { changesRoutes } from '#shared/changes/changes.routes.ts';
import { invalid } from '#shared/contract/problem.ts';
import { entityOf } from '#shared/registry.ts';
import { firstUlidAt } from '#shared/ulid.ts';

/** Events that were stamped earlier may become visible this much later. */
const overlapMs = 60_000;
const defaultLimit = 100;

type Position = readonly string[];
const beginning: Position = Array.from({ length: feedShards }, () => '0');
const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length === feedShards && value.every((v) => typeof v === 'string');

const purposeFor = (context: Context): string => `changes ${context.actor.id}`;

const positionOf = (since: string | undefined, context: Context): Position => {
  if (since === undefined) return beginning;
  const position = verify(required(context.ports.environment, 'CRM_SIGNING_SECRET'), purposeFor(context), since);
  if (!isPosition(position)) throw invalid('query/since', 'is not a cursor of this list');
  return position;
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

/**
 * Delta sync: walks the feed from a cursor on. Once everything older is read, the cursor stays a minute behind the present, so that a
 * late event is seen as well; what came before may then come again.
 */
const list: Handler<typeof changesRoutes.list> = async ({ query }, context) => {
  const { ports, now } = context;
  const position = positionOf(query.since, context);
  const nouns = nounsOf(query.nouns);
  const limit = query.limit ?? defaultLimit;
  const perShard = Math.ceil(limit / feedShards);
  const pages = await Promise.all(position.map((from, shard) => ports.table.feed(shard, from, { limit: perShard })));
  const keys = pages
    .flatMap((page) => page.entries.map((e) => parseFeedKey(e.feedKey)))
    .filter((key) => !nouns || nouns.has(key.noun));
  const items = await ports.table.batchGet(keys.map((key) => eventKey(key.noun, key.id, key.ulid)));
  const horizon = firstUlidAt(now - overlapMs);
  const next = pages.map((page, shard) => {
    const last = page.entries.at(-1)?.feedKey;
    if (last === undefined) return position[shard] ?? '0';
    // `!` sorts after `#…`'s prefix and before the next key: the walk goes on behind the last one seen
    const behind = `${last}!`;
    return page.last !== undefined || behind < horizon
      ? behind
      : horizon > (position[shard] ?? '0')
        ? horizon
        : (position[shard] ?? '0');
  });
  return {
    items: items
      .filter(isStoredEvent)
      .sort((a, b) => (a.eventId < b.eventId ? -1 : 1))
      .flatMap((event) => visible(event, context) ?? []),
    cursor: sign(required(ports.environment, 'CRM_SIGNING_SECRET'), purposeFor(context), next),
    hasMore: pages.some((page) => page.last !== undefined),
  };
};

export const changesHandlers = [implement(changesRoutes.list, list)];
