import { bookkeeping, canonicalJson, chainStart, hashOf } from './event-hash.ts';
import { isStoredEvent, isStoredRecord, type StoredEvent, type StoredRecord } from './stored.ts';
import type { Item, Key, Table } from './table.ts';

export type Fault = {
  readonly noun: string;
  readonly recordId: string;
  readonly version: number;
  readonly what: string;
};

const plain = (record: Readonly<Record<string, unknown>>): string =>
  canonicalJson(Object.fromEntries(Object.entries(record).filter(([field]) => !bookkeeping.has(field))));

const faultOfEvent = (event: StoredEvent, previous: StoredEvent | undefined): string | undefined => {
  if (event.version !== (previous?.version ?? 0) + 1) return `version ${(previous?.version ?? 0) + 1} is missing`;
  if (event.previousHash !== (previous?.hash ?? chainStart)) return 'does not follow from the event before it';
  if (hashOf(event) !== event.hash) return 'what it says was changed';
  if (!previous) return undefined;
  const unchanged = (record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(record).filter(([f]) => !(f in event.before)));
  if (plain(unchanged(event.record)) !== plain(unchanged(previous.record)))
    return 'a field changed that it does not name';
  const old = Object.fromEntries(Object.keys(event.before).map((f) => [f, previous.record[f] ?? null]));
  return canonicalJson(old) === canonicalJson(event.before)
    ? undefined
    : 'its old values are not those of the version before';
};

/** The first thing that is wrong with the chain of one record; undefined where all holds. Events in any order. */
export const faultOfChain = (record: StoredRecord | undefined, events: readonly StoredEvent[]): Fault | undefined => {
  const ordered = [...events].sort((a, b) => a.version - b.version);
  let previous: StoredEvent | undefined;
  for (const event of ordered) {
    const what = faultOfEvent(event, previous);
    if (what) return { noun: event.noun, recordId: event.recordId, version: event.version, what };
    previous = event;
  }
  const noun = previous?.noun ?? record?.record.type ?? '';
  const recordId = previous?.recordId ?? record?.record.id ?? '';
  if (!record) return { noun, recordId, version: previous?.version ?? 0, what: 'the record is missing' };
  if (record.head !== previous?.hash || record.version !== previous.version)
    return { noun, recordId, version: record.version, what: 'the record is not at its newest event' };
  return canonicalJson(record.record) === canonicalJson(previous.record)
    ? undefined
    : { noun, recordId, version: record.version, what: 'the record differs from its newest event' };
};

const eventsOf = async (pk: string, table: Table): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = [];
  let after: Key | undefined;
  do {
    const page = await table.query({ pk, from: 'event#', to: 'event#~', ...(after && { after }) });
    events.push(...page.items.filter(isStoredEvent));
    after = page.last;
  } while (after);
  return events;
};

/** Walks the whole table and checks every record's chain; answers what it saw and what is wrong, first things first. */
export const verifyTable = async (
  table: Table,
): Promise<{ readonly records: number; readonly events: number; readonly faults: Fault[] }> => {
  const seen = { records: 0, events: 0, faults: [] as Fault[] };
  const recordsWithEvents = new Set<string>();
  const eventPks = new Set<string>();
  let after: Key | undefined;
  do {
    const page: { items: Item[]; last?: Key } = await table.scan(0, 1, after);
    for (const item of page.items) {
      if (isStoredEvent(item)) eventPks.add(item.pk);
      if (!isStoredRecord(item)) continue;
      const events = await eventsOf(item.pk, table);
      recordsWithEvents.add(item.pk);
      seen.records += 1;
      seen.events += events.length;
      const fault = faultOfChain(item, events);
      if (fault) seen.faults.push(fault);
    }
    after = page.last;
  } while (after);
  for (const pk of eventPks) {
    if (recordsWithEvents.has(pk)) continue;
    const fault = faultOfChain(undefined, await eventsOf(pk, table));
    if (fault) seen.faults.push(fault);
  }
  return seen;
};
