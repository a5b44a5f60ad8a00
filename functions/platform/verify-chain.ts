import { bookkeeping, canonicalJson, chainStart, changedFields, hashOf } from './event-hash.ts';
import {
  eventKey,
  feedKeyOf,
  feedOf,
  isStoredEvent,
  isStoredRecord,
  recordKey,
  type StoredEvent,
  type StoredRecord,
} from './stored.ts';
import type { Item, Key, Table } from './table.ts';

export type Fault = {
  readonly noun: string;
  readonly recordId: string;
  readonly version: number;
  readonly what: string;
};

const without = (record: Readonly<Record<string, unknown>>, isLeftOut: (field: string) => boolean): string =>
  canonicalJson(Object.fromEntries(Object.entries(record).filter(([field, v]) => v !== null && !isLeftOut(field))));

/** What an event says of itself in several places says the same everywhere. */
const isConsistent = ({ record, ...event }: StoredEvent): boolean =>
  event.pk === recordKey(event.noun, event.recordId).pk &&
  event.sk === eventKey(event.noun, event.recordId, event.eventId).sk &&
  event.feed === feedOf(event.recordId) &&
  event.feedKey === feedKeyOf(event.eventId, event.noun, event.recordId, event.version) &&
  record.id === event.recordId &&
  record.type === event.noun &&
  record.version === event.version &&
  record.updatedAt === event.at &&
  canonicalJson(record.updatedBy) === canonicalJson(event.actor);

const faultOfEvent = (event: StoredEvent, previous: StoredEvent | undefined): string | undefined => {
  if (event.previousHash !== (previous?.hash ?? chainStart)) return 'does not follow from the event before it';
  if (hashOf(event) !== event.hash || !isConsistent(event)) return 'what it says was changed';
  if (!previous) return Object.keys(event.before).length === 0 ? undefined : 'a first event has no old values';
  if (event.eventId <= previous.eventId) return 'is older than the event before it';
  const changed = new Set(changedFields(event));
  const isOther = (field: string): boolean => changed.has(field) || bookkeeping.has(field);
  if (without(event.record, isOther) !== without(previous.record, isOther))
    return 'a field changed that it does not name';
  const old = Object.fromEntries(Object.keys(event.before).map((f) => [f, previous.record[f] ?? null]));
  return canonicalJson(old) === canonicalJson(event.before)
    ? undefined
    : 'its old values are not those of the version before';
};

/** The first thing that is wrong with the chain of one record; undefined where all holds. Events in any order. */
export const faultOfChain = (record: StoredRecord | undefined, events: readonly StoredEvent[]): Fault | undefined => {
  const ordered = [...events].sort((a, b) => a.version - b.version || (a.eventId < b.eventId ? -1 : 1));
  const noun = ordered[0]?.noun ?? record?.record.type ?? '';
  const recordId = ordered[0]?.recordId ?? record?.record.id ?? '';
  const fault = (version: number, what: string): Fault => ({ noun, recordId, version, what });
  let previous: StoredEvent | undefined;
  for (const event of ordered) {
    const expected = (previous?.version ?? 0) + 1;
    if (event.version > expected) return fault(expected, 'is missing');
    if (event.version < expected) return fault(event.version, 'is there twice');
    const what = faultOfEvent(event, previous);
    if (what) return fault(event.version, what);
    previous = event;
  }
  const newest = previous?.version ?? 0;
  if (!record) return fault(newest, 'the record is missing');
  if (record.version > newest) return fault(newest + 1, 'is missing');
  if (!previous || record.version < newest || record.head !== previous.hash || record.eventId !== previous.eventId)
    return fault(newest, 'the record is not at its newest event');
  return canonicalJson(record.record) === canonicalJson(previous.record) &&
    record.schemaVersion === previous.schemaVersion
    ? undefined
    : fault(newest, 'the record differs from its newest event');
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

const maxLooks = 5;

/** Checks the chain of one record as it is now, strongly read; undefined where there is no such record. */
export const verifyRecord = async (
  noun: string,
  recordId: string,
  table: Table,
): Promise<{ readonly events: number; readonly fault?: Fault } | undefined> => {
  const { pk } = recordKey(noun, recordId);
  const read = async (): Promise<StoredRecord | undefined> => {
    const item = await table.get(recordKey(noun, recordId));
    return item && isStoredRecord(item) ? item : undefined;
  };
  let record = await read();
  for (let look = 1; ; look++) {
    const events = await eventsOf(pk, table);
    const now = await read();
    if (!now && events.length === 0) return undefined;
    // written to meanwhile: the events may be those of a later version
    if (now?.version === record?.version || look === maxLooks) {
      const fault = faultOfChain(now, events);
      return { events: events.length, ...(fault && { fault }) };
    }
    record = now;
  }
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
