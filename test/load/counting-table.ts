import type { Item, Key, Table, TransactItem } from '#functions/platform/table.ts';
import { itemSize } from '#test/simulation/item-size.ts';

/** Request units of DynamoDB on demand. */
export type Units = { readonly read: number; readonly write: number };
export type Usage = {
  /** Who is calling, and their roles: read with every request. */
  readonly authentication: Units;
  readonly operation: Units;
  /** Times that was waited for the table; calls that are under way together count once. */
  readonly roundTrips: number;
};
export type CountingTable = { readonly table: Table; take(): Usage };

const readUnitBytes = 4096;
const writeUnitBytes = 1024;
const sizeOf = (item: Item | undefined): number => (item ? itemSize(item) : 0);
/** A read or write costs one unit at least, also of what is not there. */
const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / readUnitBytes));
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / writeUnitBytes));
const isAuthentication = ({ pk }: Key): boolean => /^(user|role|unique#user\.cognitoSub)#/.test(pk);

const keyOfAction = (item: TransactItem): Key =>
  'put' in item ? item.put : 'check' in item ? item.check : 'increment' in item ? item.increment : item.delete;
const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** Of an index that holds keys only: one entry more for an item that has them. */
const indexUnits = ({ feed, feedKey, pk, sk }: Item): number =>
  typeof feed === 'string' ? writeUnits(itemSize({ feed, feedKey, pk, sk })) : 0;

/**
 * Counts what DynamoDB would charge for what goes through the port, by its formula: strongly consistent reads by 4 KB, eventually consistent
 * ones half of that, writes by 1 KB of the larger of the old and the new item, doubled in a transaction, and the index beside.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const countingTable = (inner: Table): CountingTable => {
  let authentication = { read: 0, write: 0 };
  let operation = { read: 0, write: 0 };
  let roundTrips = 0;
  let underWay = 0;
  const read = (isOfCaller: boolean, units: number): void => {
    (isOfCaller ? authentication : operation).read += units;
  };
  const timed = async <T>(call: () => Promise<T>): Promise<T> => {
    if (underWay === 0) roundTrips += 1;
    underWay += 1;
    try {
      return await call();
    } finally {
      underWay -= 1;
    }
  };

  const written = async (item: TransactItem): Promise<void> => {
    const before = sizeOf(await inner.get(keyOfAction(item)));
    const after = 'put' in item ? itemSize(item.put) : 0;
    operation.write += 2 * writeUnits(Math.max(before, after));
    if ('put' in item) operation.write += indexUnits(item.put);
  };

  const table: Table = {
    get: async (key) => {
      const item = await timed(() => inner.get(key));
      read(isAuthentication(key), readUnits(sizeOf(item)));
      return item;
    },
    batchGet: async (keys) => {
      const items = await timed(() => inner.batchGet(keys));
      const found = new Map(items.map((item) => [nameOf(item), item]));
      const unique = new Map(keys.map((key) => [nameOf(key), key]));
      for (const [name, key] of unique) read(isAuthentication(key), readUnits(sizeOf(found.get(name))));
      return items;
    },
    query: async (input) => {
      const page = await timed(() => inner.query(input));
      const bytes = page.items.reduce((sum, item) => sum + itemSize(item), 0);
      read(false, readUnits(bytes) * (input.consistent === false ? 0.5 : 1));
      return page;
    },
    feed: async (shard, from, options) => {
      const page = await timed(() => inner.feed(shard, from, options));
      const bytes = page.entries.reduce((sum, entry) => sum + itemSize({ ...entry, feed: `feed#${shard}` }), 0);
      read(false, 0.5 * readUnits(bytes));
      return page;
    },
    transact: async (items, token) => {
      for (const item of items) await written(item);
      await timed(() => inner.transact(items, token));
    },
    put: async (item, condition) => {
      operation.write += writeUnits(Math.max(sizeOf(await inner.get(item)), itemSize(item))) + indexUnits(item);
      await timed(() => inner.put(item, condition));
    },
    delete: async (key) => {
      operation.write += writeUnits(sizeOf(await inner.get(key)));
      await timed(() => inner.delete(key));
    },
    increment: async (key, by, ttl) => {
      operation.write += writeUnits(sizeOf(await inner.get(key)));
      return timed(() => inner.increment(key, by, ttl));
    },
    scan: async (segment, total, after) => {
      const page = await timed(() => inner.scan(segment, total, after));
      read(false, readUnits(page.items.reduce((sum, item) => sum + itemSize(item), 0)));
      return page;
    },
  };

  return {
    table,
    take: () => {
      const usage = { authentication, operation, roundTrips };
      authentication = { read: 0, write: 0 };
      operation = { read: 0, write: 0 };
      roundTrips = 0;
      return usage;
    },
  };
};
