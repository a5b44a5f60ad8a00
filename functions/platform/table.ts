/** Key of an item of the one table. */
export type Key = { readonly pk: string; readonly sk: string };
export type Item = Key & Readonly<Record<string, unknown>>;

/** What must hold of the item that is there now. Names and values are always bound, never part of an expression. */
export type Condition =
  | { readonly absent: true }
  | { readonly exists: true }
  | { readonly equals: Readonly<Record<string, string | number | boolean>> }
  /** The attribute is missing or less than the value. */
  | { readonly lessOrAbsent: { readonly attribute: string; readonly value: string | number } }
  /** The item or the attribute is missing, or the attribute is the value. */
  | { readonly equalsOrAbsent: { readonly attribute: string; readonly value: string | number } };

/** One action of a transaction; no two on the same item. */
export type TransactItem =
  | { readonly put: Item; readonly condition?: Condition }
  | { readonly check: Key; readonly condition: Condition }
  | { readonly delete: Key; readonly condition?: Condition }
  /** Adds to the number `value` of an item, which is made where missing. */
  | { readonly increment: Key; readonly by: number };

export type QueryInput = {
  readonly pk: string;
  /** Range of the sort key, both ends included. */
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly newestFirst?: boolean;
  /** Where the page before ended. */
  readonly after?: Key;
  readonly consistent?: boolean;
};
export type FeedEntry = { readonly feedKey: string } & Key;

/** A transaction was refused; `failed` are the positions whose condition did not hold, with the item that is there. */
export class TransactionRefused extends Error {
  override readonly name = 'TransactionRefused';
  readonly failed: readonly { readonly index: number; readonly item?: Item }[];
  /** Another transaction was under way on an item: nothing is wrong, try again. */
  readonly isConflict: boolean;
  constructor(failed: readonly { readonly index: number; readonly item?: Item }[], isConflict: boolean) {
    super(isConflict ? 'transaction conflict' : 'transaction condition failed');
    this.failed = failed;
    this.isConflict = isConflict;
  }
}

/** The service asks for less; carried out in no part. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}

/** The one table. Strongly consistent unless said otherwise. Errors: `Throttled`, `TransactionRefused`, anything else is a fault. */
export type Table = {
  get(key: Key): Promise<Item | undefined>;
  /** Any number of keys; missing ones are left out; in no order. */
  batchGet(keys: readonly Key[]): Promise<Item[]>;
  query(input: QueryInput): Promise<{ readonly items: Item[]; readonly last?: Key }>;
  /** One shard of the log of all events, oldest first, eventually consistent. */
  feed(
    shard: number,
    from: string,
    options?: { readonly to?: string; readonly limit?: number; readonly after?: FeedEntry },
  ): Promise<{ readonly entries: FeedEntry[]; readonly last?: FeedEntry }>;
  /** All or nothing, at most 100 items. The same `token` within ten minutes is carried out once. */
  transact(items: readonly TransactItem[], token?: string): Promise<void>;
  put(item: Item, condition?: Condition): Promise<void>;
  delete(key: Key): Promise<void>;
  /** Adds to a number and answers the new value; the item is made where missing. `ttl` in seconds since 1970. */
  increment(key: Key, by: number, ttl?: number): Promise<number>;
  /** A full scan in `total` segments, for rebuild, verify and repair. */
  scan(segment: number, total: number, after?: Key): Promise<{ readonly items: Item[]; readonly last?: Key }>;
};
