import { envelopeOf } from '#functions/consumer/envelope.ts';
import type { Clock, Ids } from '#functions/platform/ports.ts';
import type { StoredEvent } from '#functions/platform/stored.ts';
import type { Table } from '#functions/platform/table.ts';
import { timeOfUlid } from '#shared/ulid.ts';

export type BusEntry = { readonly type: string; readonly detail: string; readonly at: string };

/** Publishes at most ten entries; answers, entry by entry, whether it was taken. */
export type Bus = { publish(entries: readonly BusEntry[]): Promise<readonly boolean[]> };

const batchSize = 10;
const receiptDays = 7;

/** Receipts for the events of one minute, by their ids' time, whenever they were published. */
export const receiptsOf = (eventId: string): string =>
  `receipt#${new Date(timeOfUlid(eventId)).toISOString().slice(0, 16)}`;

export type RelayPorts = {
  readonly table: Pick<Table, 'put'>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
};

const entryOf = (event: StoredEvent): BusEntry => ({
  type: event.type,
  detail: JSON.stringify(envelopeOf(event)),
  at: event.at,
});

/** Publishes a batch. One entry that makes the whole call fail does not take the others along. */
const publish = async (entries: readonly BusEntry[], bus: Bus): Promise<readonly boolean[]> => {
  try {
    return await bus.publish(entries);
  } catch (error) {
    if (entries.length === 1) throw error;
    const answers: boolean[] = [];
    for (const entry of entries)
      answers.push(
        await bus.publish([entry]).then(
          ([taken]) => taken === true,
          () => false,
        ),
      );
    // nothing gets through: it is the bus
    if (!answers.includes(true)) throw error;
    return answers;
  }
};

/**
 * Publishes events in order, ten at a time, and leaves a receipt for those that the bus took. Answers the ids of those that it did not take:
 * they have to be published again, which does no harm to the others.
 */
export const relayEvents = async (
  events: readonly StoredEvent[],
  { table, bus, clock, ids }: RelayPorts,
): Promise<ReadonlySet<string>> => {
  const failed = new Set<string>();
  const taken: string[] = [];
  for (let i = 0; i < events.length; i += batchSize) {
    const batch = events.slice(i, i + batchSize);
    const answers = await publish(batch.map(entryOf), bus);
    for (const [n, event] of batch.entries()) {
      if (answers[n]) taken.push(event.eventId);
      else failed.add(event.eventId);
    }
  }
  const nowMs = clock.now();
  for (const [pk, published] of Map.groupBy(taken, receiptsOf))
    await table.put({ pk, sk: ids.ulid(nowMs), ids: published, ttl: Math.floor(nowMs / 1000) + receiptDays * 86_400 });
  return failed;
};
