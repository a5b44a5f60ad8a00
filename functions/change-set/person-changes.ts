import type { Undoing } from '#functions/batch/undo-record.ts';
import type { Touched } from '#functions/batch/undo-rows.ts';
import type { Ports } from '#functions/platform/context.ts';
import { feedShards, isStoredEvent, parseFeedKey, type StoredEvent } from '#functions/platform/stored.ts';
import type { FeedEntry } from '#functions/platform/table.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { entityOf } from '#shared/registry.ts';
import { firstUlidAt } from '#shared/ulid.ts';
import type { Order } from './order.ts';

type Person = NonNullable<Order['person']>;

const eventsAtOnce = 500;
/** An event may carry a time in its id that is a little later than it was written: those of one record stand in a row. */
const slackMs = 5000;
const depth = 500;

/** Records of nouns that anybody changes by hand; jobs, imports and the like are the machine's. */
const isByHand = (noun: string): boolean => {
  const entity = entityOf(noun);
  return entity !== undefined && !entity.isPrivate && entity.standard?.update !== false;
};

const isWithin = (at: string, { since, until }: Person): boolean => at >= since && at <= until;

/** What a person did between two times, but for what the change set itself writes. */
export const undoingOf = (person: Person, changeSetId: string): Undoing => ({
  isOurs: (e: StoredEvent) =>
    e.actor.kind === 'user' && e.actor.id === person.id && isWithin(e.at, person) && e.cause.by !== changeSetId,
  isMadeByIt: ({ createdBy, createdAt }: AnyRecord) =>
    createdBy.kind === 'user' && createdBy.id === person.id && isWithin(createdAt, person),
  by: changeSetId,
  depth,
});

/** Records that a person changed between two times, in the order of the first change of each; at most `most`. */
export const changedByPerson = async (
  person: Person,
  { table }: Pick<Ports, 'table'>,
  most: number,
): Promise<Touched[]> => {
  const from = firstUlidAt(Date.parse(person.since) - slackMs);
  const to = firstUlidAt(Date.parse(person.until) + slackMs);
  const first = new Map<string, { readonly touched: Touched; readonly eventId: string }>();
  for (let shard = 0; shard < feedShards; shard++) {
    let after: FeedEntry | undefined;
    do {
      const page = await table.feed(shard, from, { to, limit: eventsAtOnce, ...(after && { after }) });
      const keys = page.entries.filter((e) => isByHand(parseFeedKey(e.feedKey).noun));
      const events = (await table.batchGet(keys.map(({ pk, sk }) => ({ pk, sk })))).filter(isStoredEvent);
      for (const { noun, recordId: id, eventId, actor, at } of events) {
        if (actor.kind !== 'user' || actor.id !== person.id || !isWithin(at, person)) continue;
        const known = first.get(`${noun}/${id}`);
        if (!known || eventId < known.eventId) first.set(`${noun}/${id}`, { touched: { noun, id }, eventId });
      }
      after = page.last;
    } while (after && first.size <= most);
  }
  return [...first.values()].sort((a, b) => (a.eventId < b.eventId ? -1 : 1)).map(({ touched }) => touched);
};
