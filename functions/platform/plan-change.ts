import type { AnyRecord } from '#shared/contract/entity.ts';
import { ulidAfter } from '#shared/ulid.ts';
import { type Claim, claimsOf } from './claims.ts';
import type { Change, CommitRequest, Committed } from './commit.ts';
import { bookkeeping, canonicalJson, chainStart, hashOf } from './event-hash.ts';
import type { Ids } from './ports.ts';
import { eventKey, feedKeyOf, feedOf, recordKey, type StoredEvent, type StoredRecord } from './stored.ts';
import type { TransactItem } from './table.ts';

/** Records stay under 64 KB, so that an event with its old values still fits an item of DynamoDB many times over. */
export const maxRecordBytes = 64 * 1024;

/** A record would be larger than `maxRecordBytes`. */
export class RecordTooLarge extends Error {
  override readonly name = 'RecordTooLarge';
  readonly noun: string;
  readonly id: string;
  constructor(noun: string, id: string) {
    super(`${noun} is larger than ${maxRecordBytes} bytes`);
    this.noun = noun;
    this.id = id;
  }
}

const present = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== null));

/** Old values of what differs between two states of a record; null where there was none. */
const oldValues = (before: AnyRecord, after: AnyRecord): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((f) => !bookkeeping.has(f) && canonicalJson(before[f]) !== canonicalJson(after[f]))
      .map((f) => [f, before[f] ?? null]),
  );

/** A change as it will be written: its record, its event, and the unique values that it takes and frees. */
export type PlannedChange = {
  readonly change: Change;
  /** Record and event, in this order; nothing where the change changes nothing. */
  readonly items: readonly TransactItem[];
  readonly taken: readonly Claim[];
  readonly freed: readonly Claim[];
  readonly result: Committed;
};

const recordAfter = ({ entity, id, before, after }: Change, request: CommitRequest, at: string): AnyRecord => {
  const created = before
    ? { createdAt: before.record.createdAt, createdBy: before.record.createdBy }
    : { createdAt: at, createdBy: request.actor };
  // the parts of every record, as listed in AnyRecord
  return {
    ...present(after),
    id,
    type: entity.noun,
    version: (before?.version ?? 0) + 1,
    ...created,
    updatedAt: at,
    updatedBy: request.actor,
  } as AnyRecord;
};

/** What one change writes, stamped now. Throws `RecordTooLarge`. */
export const planChange = (change: Change, request: CommitRequest, nowMs: number, ids: Ids): PlannedChange => {
  const { entity, id, before, verb } = change;
  const { noun } = entity;
  const at = new Date(nowMs).toISOString();
  const record = recordAfter(change, request, at);
  if (before && Object.keys(oldValues(before.record, record)).length === 0) {
    const { version, eventId } = before;
    return {
      change,
      items: [],
      taken: [],
      freed: [],
      result: { record: before.record, version, eventId, isChanged: false },
    };
  }
  if (Buffer.byteLength(JSON.stringify(record)) > maxRecordBytes) throw new RecordTooLarge(noun, id);

  const { version } = record;
  const eventId = ulidAfter(ids.ulid(nowMs), before?.eventId);
  const unhashed = {
    eventId,
    noun,
    recordId: id,
    version,
    schemaVersion: entity.schemaVersion,
    type: `${noun}.${verb}`,
    at,
    actor: request.actor,
    cause: request.cause ?? { chain: [] },
    record,
    // the chain goes on from what the table holds, whatever shape it was read in
    before: before ? oldValues(before.asStored ?? before.record, record) : {},
    salt: ids.secret(16),
    previousHash: before?.head ?? chainStart,
  };
  const hash = hashOf(unhashed);
  const feedKey = feedKeyOf(eventId, noun, id, version);
  const event: StoredEvent = { ...eventKey(noun, id, eventId), ...unhashed, hash, feed: feedOf(id), feedKey };
  const { schemaVersion } = entity;
  const stored: StoredRecord = { ...recordKey(noun, id), record, version, schemaVersion, head: hash, eventId };

  const isSame = (a: Claim) => (b: Claim) => a.field === b.field && a.value === b.value;
  const had = claimsOf(entity, before?.record);
  const has = claimsOf(entity, record);
  return {
    change,
    items: [
      {
        put: stored,
        condition: before ? { equals: { version: before.version, head: before.head } } : { absent: true },
      },
      { put: event, condition: { absent: true } },
    ],
    taken: has.filter((c) => !had.some(isSame(c))),
    freed: had.filter((c) => !has.some(isSame(c))),
    result: { record, version, eventId, isChanged: true },
  };
};
