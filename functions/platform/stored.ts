import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import type { Cause } from '#shared/contract/event.ts';
import type { Item, Key } from './table.ts';

/** Number of feed shards: a constant of the deployment, never changed once there is data. */
export const feedShards = 4;

/** FNV-1a, 32 bits: which shard a record's events go to, the same for all of one record. */
const shardOf = (recordId: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < recordId.length; i++) hash = Math.imul(hash ^ recordId.charCodeAt(i), 0x01000193) >>> 0;
  return hash % feedShards;
};
export const feedOf = (recordId: string): string => `feed#${shardOf(recordId)}`;

export const recordKey = (noun: string, id: string): Key => ({ pk: `${noun}#${id}`, sk: 'record' });
export const eventKey = (noun: string, id: string, ulid: string): Key => ({ pk: `${noun}#${id}`, sk: `event#${ulid}` });
export const claimKey = (noun: string, field: string, value: string): Key => ({
  pk: `unique#${noun}.${field}#${value}`,
  sk: 'claim',
});
export const idempotencyKey = (actor: string, route: string, key: string): Key => ({
  pk: `idempotency#${actor}#${route}#${key}`,
  sk: 'result',
});
export const doneKey = (consumer: string, eventId: string): Key => ({ pk: `done#${consumer}#${eventId}`, sk: 'done' });
/** State of the machine that is no business record: counters, pointers, leases. */
export const stateKey = (kind: string, id: string): Key => ({ pk: `state#${kind}#${id}`, sk: 'state' });

/** `<ULID>#<noun>#<id>#<version>` */
export const feedKeyOf = (ulid: string, noun: string, id: string, version: number): string =>
  `${ulid}#${noun}#${id}#${version}`;
export const parseFeedKey = (feedKey: string): { ulid: string; noun: string; id: string; version: number } => {
  const [ulid = '', noun = '', id = '', version = ''] = feedKey.split('#');
  return { ulid, noun, id, version: Number(version) };
};

/** Item of a record: the current state and what the next commit needs to go on from it. */
export type StoredRecord = Item & {
  readonly record: AnyRecord;
  readonly version: number;
  readonly schemaVersion: number;
  /** Hash of the newest event. */
  readonly head: string;
  /** ULID of the newest event. */
  readonly eventId: string;
  /** The record as the table has it, where it was stored in an older form and read in today's. Never written. */
  readonly asStored?: AnyRecord;
};

/** What an event holds: audit row, outbox message and old version in one. */
export type EventBody = {
  readonly eventId: string;
  readonly noun: string;
  readonly recordId: string;
  readonly version: number;
  readonly schemaVersion: number;
  readonly type: string;
  readonly at: string;
  readonly actor: ActorRef;
  readonly cause: Cause;
  /** The record after the event. */
  readonly record: AnyRecord;
  /** Old values of what changed; null where there was none. Version 1: empty, everything is new. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly salt: string;
  readonly previousHash: string;
  readonly hash: string;
};

/** Item of an event. */
export type StoredEvent = Item & EventBody & { readonly feed: string; readonly feedKey: string };

// the table holds what commit wrote; these narrow an item by its sort key
export const isStoredRecord = (item: Item): item is StoredRecord => item.sk === 'record' && 'record' in item;
export const isStoredEvent = (item: Item): item is StoredEvent => item.sk.startsWith('event#') && 'feedKey' in item;
