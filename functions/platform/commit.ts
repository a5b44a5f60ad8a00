import type { ActorRef, AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { Cause } from '#shared/contract/event.ts';
import { planTransaction } from './plan-transaction.ts';
import type { Clock, Ids } from './ports.ts';
import type { StoredRecord } from './stored.ts';
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
const maxItems = 100;

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
    const { items, refusals, results, refused } = planTransaction(request, clock.now(), ids);
    if (refused) throw new CommitRefused(refused);
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
