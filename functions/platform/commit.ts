import type { ActorRef, AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { Cause } from '#shared/contract/event.ts';
import { ulidAfter } from '#shared/ulid.ts';
import { type Claim, claimsOf } from './claims.ts';
import { bookkeeping, canonicalJson, chainStart, hashOf } from './event-hash.ts';
import type { Clock, Ids } from './ports.ts';
import {
  claimKey,
  doneKey,
  eventKey,
  feedKeyOf,
  feedOf,
  idempotencyKey,
  recordKey,
  type StoredEvent,
  type StoredRecord,
} from './stored.ts';
import { type Item, type Table, Throttled, type TransactItem, TransactionRefused } from './table.ts';

/** One record as it will be. `verb` names the event: `<noun>.<verb>`. */
export type Change = {
  readonly entity: Entity;
  readonly id: string;
  /** What was loaded; undefined for a new record. */
  readonly before: StoredRecord | undefined;
  /** The fields as they will be; `undefined` and null values are dropped. Bookkeeping (version, updated…) is commit's. */
  readonly after: Readonly<Record<string, unknown>>;
  readonly verb: string;
};

export type Idempotency = {
  readonly actor: string;
  readonly route: string;
  readonly key: string;
  readonly requestHash: string;
};

export type CommitRequest = {
  readonly actor: ActorRef;
  readonly cause?: Cause;
  readonly changes: readonly Change[];
  readonly idempotency?: Idempotency | undefined;
  /** The event whose effect this is, and on whose behalf. */
  readonly done?: { readonly consumer: string; readonly eventId: string };
  /** Further conditions and state items of the same transaction. */
  readonly also?: readonly TransactItem[];
};

export type Committed = {
  readonly record: AnyRecord;
  readonly version: number;
  readonly eventId: string;
  readonly isChanged: boolean;
};

/** Why a commit was refused. Nothing was written. */
export type Refusal =
  | { readonly kind: 'version'; readonly noun: string; readonly id: string; readonly current: StoredRecord | undefined }
  | {
      readonly kind: 'claim';
      readonly noun: string;
      readonly field: string;
      readonly value: string;
      readonly ownerId: string | undefined;
    }
  | { readonly kind: 'idempotency'; readonly item: Item | undefined }
  | { readonly kind: 'done' }
  | { readonly kind: 'also'; readonly index: number; readonly item: Item | undefined };

export class CommitRefused extends Error {
  override readonly name = 'CommitRefused';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`commit refused: ${refusal.kind}`);
    this.refusal = refusal;
  }
}

export type CommitPorts = { readonly table: Table; readonly clock: Clock; readonly ids: Ids };

const maxAttemptMs = 2000;
const dayMs = 86_400_000;
const maxItems = 100;
/** Records stay under 64 KB, so that an event with its old values still fits an item of DynamoDB many times over. */
export const maxRecordBytes = 64 * 1024;

const present = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== null));

const oldValues = (before: AnyRecord, after: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...fields]
      .filter((f) => !bookkeeping.has(f) && canonicalJson(before[f]) !== canonicalJson(after[f]))
      .map((f) => [f, before[f] ?? null]),
  );
};

type Planned = {
  readonly items: TransactItem[];
  readonly refusals: ((item: Item | undefined) => Refusal)[];
  readonly result: Committed;
};

const refusedVersion =
  (noun: string, id: string) =>
  (item: Item | undefined): Refusal => ({
    kind: 'version',
    noun,
    id,
    // the item of a record's key is a stored record
    current: item as StoredRecord | undefined,
  });

const plan = (change: Change, request: CommitRequest, nowMs: number, ids: Ids): Planned | Committed => {
  const { entity, id, before, verb } = change;
  const { noun } = entity;
  const values = present(change.after);
  const old = before ? oldValues(before.record, values) : {};
  if (before && Object.keys(old).length === 0)
    return { record: before.record, version: before.version, eventId: before.eventId, isChanged: false };

  const at = new Date(nowMs).toISOString();
  const version = (before?.version ?? 0) + 1;
  const created = before
    ? { createdAt: before.record.createdAt, createdBy: before.record.createdBy }
    : { createdAt: at, createdBy: request.actor };
  // the parts of every record, as listed in AnyRecord
  const record = {
    ...values,
    id,
    type: noun,
    version,
    ...created,
    updatedAt: at,
    updatedBy: request.actor,
  } as AnyRecord;
  if (Buffer.byteLength(JSON.stringify(record)) > maxRecordBytes) throw new RecordTooLarge(noun, id);

  const eventId = ulidAfter(ids.ulid(nowMs), before?.eventId);
  const feedKey = feedKeyOf(eventId, noun, id, version);
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
    before: old,
    salt: ids.secret(16),
    previousHash: before?.head ?? chainStart,
  };
  const hash = hashOf(unhashed);
  const event: StoredEvent = { ...eventKey(noun, id, eventId), ...unhashed, hash, feed: feedOf(id), feedKey };
  const stored: StoredRecord = {
    ...recordKey(noun, id),
    record,
    version,
    schemaVersion: entity.schemaVersion,
    head: hash,
    eventId,
  };

  const isSame = (a: Claim) => (b: Claim) => a.field === b.field && a.value === b.value;
  const had = claimsOf(entity, before?.record);
  const has = claimsOf(entity, record);
  const taken = has.filter((c) => !had.some(isSame(c)));
  const freed = had.filter((c) => !has.some(isSame(c)));

  return {
    items: [
      {
        put: stored,
        condition: before ? { equals: { version: before.version, head: before.head } } : { absent: true },
      },
      { put: event, condition: { absent: true } },
      ...taken.map(
        (c): TransactItem => ({ put: { ...claimKey(noun, c.field, c.value), noun, id }, condition: { absent: true } }),
      ),
      ...freed.map((c): TransactItem => ({ delete: claimKey(noun, c.field, c.value), condition: { equals: { id } } })),
    ],
    refusals: [
      refusedVersion(noun, id),
      refusedVersion(noun, id),
      ...taken.map(
        (c) =>
          (item: Item | undefined): Refusal => ({
            kind: 'claim',
            noun,
            field: c.field,
            value: c.value,
            ownerId: typeof item?.id === 'string' ? item.id : undefined,
          }),
      ),
      ...freed.map(() => refusedVersion(noun, id)),
    ],
    result: { record, version, eventId, isChanged: true },
  };
};

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

const transactionOf = (request: CommitRequest, nowMs: number, ids: Ids) => {
  const items: TransactItem[] = [];
  const refusals: ((item: Item | undefined) => Refusal)[] = [];
  const results = request.changes.map((change) => {
    const planned = plan(change, request, nowMs, ids);
    if (!('items' in planned)) return planned;
    items.push(...planned.items);
    refusals.push(...planned.refusals);
    return planned.result;
  });
  const seconds = Math.floor(nowMs / 1000);
  const { idempotency, done } = request;
  const [first] = results;
  if (idempotency && first) {
    const [change] = request.changes;
    items.push({
      put: {
        ...idempotencyKey(idempotency.actor, idempotency.route, idempotency.key),
        requestHash: idempotency.requestHash,
        noun: change?.entity.noun,
        id: change?.id,
        eventId: first.eventId,
        ttl: seconds + 86_400,
      },
      // an expired item may still be there: the table's own expiry takes its time
      condition: { lessOrAbsent: { attribute: 'ttl', value: seconds } },
    });
    refusals.push((item) => ({ kind: 'idempotency', item }));
  }
  if (done) {
    items.push({
      put: { ...doneKey(done.consumer, done.eventId), ttl: seconds + (35 * dayMs) / 1000 },
      condition: { absent: true },
    });
    refusals.push(() => ({ kind: 'done' }));
  }
  for (const [index, item] of (request.also ?? []).entries()) {
    items.push(item);
    refusals.push((found) => ({ kind: 'also', index, item: found }));
  }
  return { items, refusals, results };
};

/** Idempotency and done-marks say more than a version: they are looked at first. */
const worst = (refusals: readonly Refusal[]): Refusal | undefined => {
  const rank = { idempotency: 0, done: 1, version: 2, claim: 3, also: 4 };
  return [...refusals].sort((a, b) => rank[a.kind] - rank[b.kind])[0];
};

/**
 * Writes records, their events, unique claims, idempotency and done-marks in one transaction of at most 100 items.
 * A change that changes nothing writes nothing. Errors: `CommitRefused`, `RecordTooLarge`, `Throttled` after 2 s of attempts.
 */
export const commit = async (ports: CommitPorts, request: CommitRequest): Promise<Committed[]> => {
  const { table, clock, ids } = ports;
  const startMs = clock.now();
  for (let attempt = 0; ; attempt++) {
    const { items, refusals, results } = transactionOf(request, clock.now(), ids);
    if (items.length === 0) return results;
    if (items.length > maxItems) throw new RangeError(`a commit of ${items.length} items; ${maxItems} are possible`);
    try {
      await table.transact(items);
      return results;
    } catch (error) {
      const isBusy = error instanceof Throttled || (error instanceof TransactionRefused && error.isConflict);
      if (isBusy && clock.now() - startMs < maxAttemptMs) {
        await clock.sleep(Math.min(400, 10 * 2 ** attempt) * (0.5 + (attempt % 3) / 4));
        continue;
      }
      if (!(error instanceof TransactionRefused) || error.isConflict) throw error;
      const found = error.failed.flatMap(({ index, item }) => {
        const refusal = refusals[index]?.(item);
        return refusal ? [refusal] : [];
      });
      const refusal = worst(found);
      throw refusal ? new CommitRefused(refusal) : error;
    }
  }
};
