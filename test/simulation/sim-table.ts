import type { Clock } from '#functions/platform/ports.ts';
import { isStoredEvent, type StoredEvent } from '#functions/platform/stored.ts';
import {
  type Condition,
  type FeedEntry,
  type Item,
  type Key,
  type QueryInput,
  type Table,
  type TransactItem,
  TransactionRefused,
} from '#functions/platform/table.ts';
import { itemSize, maxItemBytes, maxPageBytes } from './item-size.ts';

/** What AWS answers to a request that is wrong in itself. */
export class ValidationException extends Error {
  override readonly name: string = 'ValidationException';
}
/** A transaction was cancelled for a reason that is neither a condition, nor a conflict, nor a throttle. */
class TransactionCanceledException extends Error {
  override readonly name: string = 'TransactionCanceledException';
}
class IdempotentParameterMismatchException extends Error {
  override readonly name: string = 'IdempotentParameterMismatchException';
}

type Row = { readonly key: Key; readonly text: string; readonly item: Item };
type Indexed = { readonly entry: FeedEntry; readonly visibleAtMs: number };
type Page<T> = { items: T[]; last?: Key };

const tokenMs = 600_000;
const nameOf = (key: Key): string => `${key.pk}\n${key.sk}`;
/** DynamoDB orders keys by their bytes in UTF-8, which differs from UTF-16 above U+FFFF. */
const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const compare = (a: string, b: string): number => {
  // ASCII orders alike either way
  const isPlain = /^[\x20-\x7e]*$/;
  if (isPlain.test(a) && isPlain.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return compareBytes(a, b);
};

const keyOfAction = (action: TransactItem): Key =>
  'put' in action
    ? action.put
    : 'check' in action
      ? action.check
      : 'increment' in action
        ? action.increment
        : action.delete;

const inner = <V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> => {
  const found = maps.get(key) ?? new Map<string, V>();
  maps.set(key, found);
  return found;
};

const isKeyText = (text: unknown, most: number): boolean =>
  typeof text === 'string' && text.length > 0 && Buffer.byteLength(text) <= most;
const isKey = ({ pk, sk }: Key): boolean => isKeyText(pk, 2048) && isKeyText(sk, 1024);

const maxLevels = 32;
/** Numbers within DynamoDB's range and what the SDK takes, attributes with names, at most 32 levels. */
const isStorable = (value: unknown, level = 0): boolean => {
  if (typeof value === 'number')
    return value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
  if (typeof value !== 'object' || value === null) return true;
  return (
    level <= maxLevels && Object.entries(value).every(([name, inner]) => name !== '' && isStorable(inner, level + 1))
  );
};

const holds = (condition: Condition | undefined, item: Item | undefined): boolean => {
  if (!condition) return true;
  if ('absent' in condition) return item === undefined;
  if ('exists' in condition) return item !== undefined;
  if ('equalsOrAbsent' in condition) {
    const value = item?.[condition.equalsOrAbsent.attribute];
    return value === undefined || value === condition.equalsOrAbsent.value;
  }
  if ('lessOrAbsent' in condition) {
    const { attribute, value: limit } = condition.lessOrAbsent;
    const value = item?.[attribute];
    if (value === undefined) return true;
    if (typeof value === 'string' && typeof limit === 'string') return compareBytes(value, limit) < 0;
    return typeof value === 'number' && typeof limit === 'number' && value < limit;
  }
  return Object.entries(condition.equals).every(([attribute, value]) => item?.[attribute] === value);
};

/** The table in memory, with DynamoDB's conditions, transactions, limits and order. One method call is one atomic step. */
export class SimTable {
  /** Called with every event that is inserted, in order: what the stream carries. */
  onEvent: ((event: StoredEvent) => void) | undefined;
  readonly #rows = new Map<string, Row>();
  /** Rows by pk, and index entries by shard, each by the name of its key. */
  readonly #partitions = new Map<string, Map<string, Key>>();
  readonly #feeds = new Map<string, Map<string, Indexed>>();
  readonly #tokens = new Map<string, { readonly atMs: number; readonly request: string }>();
  readonly #clock: Pick<Clock, 'now'>;
  /** How long an event that is written now stays invisible in the feed. */
  readonly #lagMs: () => number;

  constructor(clock: Pick<Clock, 'now'> = { now: () => 0 }, lagMs: () => number = () => 0) {
    this.#clock = clock;
    this.#lagMs = lagMs;
  }

  get(key: Key): Item | undefined {
    this.#checkKey(key);
    const row = this.#rows.get(nameOf(key));
    // what was stored is an item
    return row && (JSON.parse(row.text) as Item);
  }

  batchGet(keys: readonly Key[]): Item[] {
    const unique = new Map(keys.map((key) => [nameOf(key), key]));
    return [...unique.values()].flatMap((key) => this.get(key) ?? []);
  }

  query({ pk, from, to, limit, newestFirst, after }: QueryInput): Page<Item> {
    const sign = newestFirst ? -1 : 1;
    const keys = [...(this.#partitions.get(pk)?.values() ?? [])]
      .filter(
        (key) => (from === undefined || compare(key.sk, from) >= 0) && (to === undefined || compare(key.sk, to) <= 0),
      )
      .filter((key) => after === undefined || sign * compare(key.sk, after.sk) > 0)
      .sort((a, b) => sign * compare(a.sk, b.sk));
    return this.#page(keys, limit);
  }

  feed(
    shard: number,
    from: string,
    { to = '~', limit, after }: { readonly to?: string; readonly limit?: number; readonly after?: FeedEntry } = {},
  ): { entries: FeedEntry[]; last?: FeedEntry } {
    const now = this.#clock.now();
    const order = (a: FeedEntry, b: FeedEntry): number =>
      compare(a.feedKey, b.feedKey) || compare(a.pk, b.pk) || compare(a.sk, b.sk);
    const entries: FeedEntry[] = [];
    for (const { entry, visibleAtMs } of this.#feeds.get(`feed#${shard}`)?.values() ?? []) {
      if (visibleAtMs > now || compare(entry.feedKey, from) < 0 || compare(entry.feedKey, to) > 0) continue;
      if (after === undefined || order(entry, after) > 0) entries.push({ ...entry });
    }
    entries.sort(order);
    const shown = limit === undefined ? entries : entries.slice(0, limit);
    const last = shown.at(-1);
    return { entries: shown, ...(last && shown.length === limit && { last }) };
  }

  transact(actions: readonly TransactItem[], token?: string): void {
    if (this.#isRepeated(actions, token)) return;
    if (actions.length === 0 || actions.length > 100)
      throw new ValidationException('a transaction takes 1 to 100 items');
    const keys = actions.map(keyOfAction);
    for (const { pk, sk } of keys) if (!pk || !sk) throw new ValidationException('a key is empty');
    if (new Set(keys.map(nameOf)).size < keys.length)
      throw new ValidationException('a transaction cannot include two operations on one item');
    if (!keys.every(isKey) || !actions.every((action) => !('put' in action) || isStorable(action.put)))
      throw new TransactionCanceledException('an item is not valid');
    const failed = actions.flatMap((action, index) => {
      const item = this.get(keyOfAction(action));
      const condition = 'condition' in action ? action.condition : undefined;
      return holds(condition, item) ? [] : [{ index, ...(item && { item }) }];
    });
    if (failed.length > 0) throw new TransactionRefused(failed, false);
    const sizes = actions.map((action) => ('put' in action ? itemSize(action.put) : 0));
    if (sizes.some((size) => size > maxItemBytes)) throw new TransactionCanceledException('an item is too large');
    if (sizes.reduce((a, b) => a + b, 0) > 4 * 1024 * 1024) throw new ValidationException('more than 4 MB');
    for (const action of actions) {
      if ('put' in action) this.#write(action.put);
      else if ('increment' in action) this.#add(action.increment, action.by);
      else if ('delete' in action) this.#remove(action.delete);
    }
    if (token !== undefined) this.#tokens.set(token, { atMs: this.#clock.now(), request: JSON.stringify(actions) });
  }

  put(item: Item, condition?: Condition): void {
    this.#checkKey(item);
    if (!isStorable(item)) throw new ValidationException('an attribute is not valid');
    const found = this.get(item);
    if (!holds(condition, found)) throw new TransactionRefused([{ index: 0, ...(found && { item: found }) }], false);
    if (itemSize(item) > maxItemBytes) throw new ValidationException('the item is too large');
    this.#write(item);
  }

  delete(key: Key): void {
    this.#checkKey(key);
    this.#remove(key);
  }

  increment(key: Key, by: number, ttl?: number): number {
    this.#checkKey(key);
    return this.#add(key, by, ttl);
  }

  scan(segment: number, total: number, after?: Key): Page<Item> {
    const hash = (text: string): number => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
    const order = (a: Key, b: Key): number => hash(a.pk) - hash(b.pk) || compare(a.pk, b.pk) || compare(a.sk, b.sk);
    const keys = [...this.#rows.values()]
      .map((row) => row.key)
      .filter((key) => hash(key.pk) % total === segment)
      .filter((key) => after === undefined || order(key, after) > 0)
      .sort(order);
    return this.#page(keys, undefined);
  }

  /** Every item there is, for invariants; to be looked at only. */
  all(): Item[] {
    return [...this.#rows.values()].map((row) => row.item);
  }

  /** The table as a port, without any faults. */
  asTable(): Table {
    return {
      get: async (key) => this.get(key),
      batchGet: async (keys) => this.batchGet(keys),
      query: async (input) => this.query(input),
      feed: async (shard, from, options) => this.feed(shard, from, options),
      transact: async (items, token) => this.transact(items, token),
      put: async (item, condition) => this.put(item, condition),
      delete: async (key) => this.delete(key),
      increment: async (key, by, ttl) => this.increment(key, by, ttl),
      scan: async (segment, total, after) => this.scan(segment, total, after),
    };
  }

  #page(keys: readonly Key[], limit: number | undefined): Page<Item> {
    const items: Item[] = [];
    let bytes = 0;
    for (const key of keys) {
      const item = this.get(key);
      if (!item) continue;
      items.push(item);
      bytes += itemSize(item);
      if (items.length === limit || bytes > maxPageBytes) return { items, last: { pk: key.pk, sk: key.sk } };
    }
    return { items };
  }

  #write(item: Item): void {
    const key = { pk: item.pk, sk: item.sk };
    const name = nameOf(key);
    const isNew = !this.#rows.has(name);
    if (!isNew) this.#unindex(name);
    const text = JSON.stringify(item);
    const stored = JSON.parse(text) as Item;
    this.#rows.set(name, { key, text, item: stored });
    inner(this.#partitions, key.pk).set(name, key);
    const { feed, feedKey } = item;
    if (typeof feed === 'string' && typeof feedKey === 'string')
      inner(this.#feeds, feed).set(name, {
        entry: { ...key, feedKey },
        visibleAtMs: this.#clock.now() + this.#lagMs(),
      });
    if (isNew && isStoredEvent(stored)) this.onEvent?.(stored);
  }

  #remove(key: Key): void {
    const name = nameOf(key);
    this.#unindex(name);
    this.#rows.delete(name);
    this.#partitions.get(key.pk)?.delete(name);
  }

  #unindex(name: string): void {
    for (const entries of this.#feeds.values()) entries.delete(name);
  }

  #add(key: Key, by: number, ttl?: number): number {
    const item = this.get(key);
    const value = Number(item?.value ?? 0) + by;
    this.#write({ ...item, pk: key.pk, sk: key.sk, value, ...(ttl !== undefined && { ttl }) });
    return value;
  }

  #checkKey(key: Key): void {
    if (!isKey(key)) throw new ValidationException('a key is empty or too long');
  }

  #isRepeated(actions: readonly TransactItem[], token: string | undefined): boolean {
    const known = token === undefined ? undefined : this.#tokens.get(token);
    if (!known || this.#clock.now() - known.atMs > tokenMs) return false;
    if (known.request !== JSON.stringify(actions))
      throw new IdempotentParameterMismatchException('same token, other request');
    return true;
  }
}
