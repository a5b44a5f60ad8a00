import { stateKey } from '#functions/platform/stored.ts';
import { type Item, type Key, type Table, TransactionRefused } from '#functions/platform/table.ts';
import { type Epoch, firstEpoch } from '#shared/live/channel.ts';

const epochKey = stateKey('live', 'epoch');

/** The epoch that channels carry now. */
export const readEpoch = async (table: Pick<Table, 'get'>): Promise<Epoch> => {
  const item = await table.get(epochKey);
  return typeof item?.epoch === 'string' ? item.epoch : firstEpoch;
};

/** Begins the epoch of an event that changed somebody's rights; does nothing where a later one has begun. */
export const beginEpoch = async (eventId: string, table: Pick<Table, 'put'>): Promise<void> => {
  // refused where the same event, or a later one, was here before
  await table
    .put({ ...epochKey, epoch: eventId }, { lessOrAbsent: { attribute: 'epoch', value: eventId } })
    .catch((error: unknown) => {
      if (!(error instanceof TransactionRefused)) throw error;
    });
};

/** All records that somebody looks at lie in one partition: who publishes finds them with one query. */
const watchedPk = 'state#watched';
export const watchedItem = (noun: string, id: string, untilMs: number): Item => ({
  pk: watchedPk,
  sk: `${noun}#${id}`,
  until: untilMs,
  ttl: ttlOf(untilMs),
});

/** `<noun>#<id>` of every record that somebody looks at. */
export const readWatched = async (table: Pick<Table, 'query'>, nowMs: number): Promise<ReadonlySet<string>> => {
  const watched = new Set<string>();
  let after: Key | undefined;
  do {
    const page = await table.query({ pk: watchedPk, ...(after && { after }) });
    for (const item of page.items) if (Number(item.until) > nowMs) watched.add(item.sk);
    after = page.last;
  } while (after);
  return watched;
};

/** The table forgets expired items when it has time; until then their own time says that they are over. */
export const ttlOf = (untilMs: number): number => Math.ceil(untilMs / 1000) + 60;

/** Who looks at a record, one item for each tab and for what is done there, so that the stream tells when somebody comes, goes or begins to edit. */
export const presencePk = (noun: string, id: string): string => `presence#${noun}#${id}`;
export const parsePresencePk = (pk: string): { noun: string; id: string } | undefined => {
  const [, noun, id] = /^presence#([a-zA-Z]+)#([0-9A-Z]{26})$/.exec(pk) ?? [];
  return noun && id ? { noun, id } : undefined;
};
