import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item, Key, Table, TransactItem } from '#functions/platform/table.ts';
import { itemSize, maxItemBytes } from '#test/simulation/item-size.ts';
import { engineName, inMemory, onEngine, outcomeOf, type Subject } from './engines.ts';

const subjects: readonly [string, () => Promise<Subject>][] = [
  ['memory', inMemory],
  [engineName, onEngine],
];

const refusedAt = (...failed: readonly { index: number; item?: Item }[]) => ({
  error: 'TransactionRefused',
  failed,
  isConflict: false,
});

let names = 0;
/** Keys that no other test has. */
const fresh = (): string => `t${++names}-${process.pid}`;

const everything = async (read: (after?: Key) => Promise<{ items: Item[]; last?: Key }>): Promise<Item[]> => {
  const items: Item[] = [];
  let after: Key | undefined;
  do {
    const page = await read(after);
    items.push(...page.items);
    after = page.last;
  } while (after);
  return items;
};

describe.each(subjects)('the table on %s', (name, start) => {
  let subject: Subject;
  let table: Table;
  beforeAll(async () => {
    subject = await start();
    ({ table } = subject);
  });
  afterAll(() => subject.stop());

  test('gives back what was put, of every type', async () => {
    const item = {
      pk: fresh(),
      sk: 'a',
      text: 'Zoë 🚀 \u0000 \u2028',
      empty: '',
      zero: 0,
      number: -12.5e-3,
      large: 9_007_199_254_740_991,
      yes: true,
      no: false,
      nothing: null,
      list: [1, 'two', [], {}],
      map: { deep: { er: [{ a: null }] }, 'a.b#c': 1 },
    };
    await table.put(item);

    expect(await table.get(item)).toEqual(item);
  });

  test('leaves out what is undefined', async () => {
    const key = { pk: fresh(), sk: 'a' };
    await table.put({ ...key, gone: undefined, deep: { gone: undefined, there: 1 } });

    expect(await table.get(key)).toEqual({ ...key, deep: { there: 1 } });
  });

  test('has nothing where nothing was put, and deletes without complaint', async () => {
    const key = { pk: fresh(), sk: 'a' };
    await table.delete(key);

    expect(await table.get(key)).toBeUndefined();
  });

  test('a put takes the place of the whole item', async () => {
    const key = { pk: fresh(), sk: 'a' };
    await table.put({ ...key, a: 1 });
    await table.put({ ...key, b: 2 });

    expect(await table.get(key)).toEqual({ ...key, b: 2 });
  });

  describe('conditions', () => {
    const cases: [string, object, Parameters<Table['put']>[1], boolean][] = [
      ['absent, of a new item', {}, { absent: true }, true],
      ['absent, of an item', { n: 1 }, { absent: true }, false],
      ['exists, of a new item', {}, { exists: true }, false],
      ['exists, of an item', { n: 1 }, { exists: true }, true],
      ['equals, of a new item', {}, { equals: { n: 1 } }, false],
      ['equals, the same', { n: 1, s: 'x', b: true }, { equals: { n: 1, s: 'x', b: true } }, true],
      ['equals, one differs', { n: 1, s: 'x' }, { equals: { n: 1, s: 'y' } }, false],
      ['equals, another type', { n: 1 }, { equals: { n: '1' } }, false],
      ['equals, missing attribute', { n: 1 }, { equals: { m: 1 } }, false],
      ['less or absent, of a new item', {}, { lessOrAbsent: { attribute: 'n', value: 1 } }, true],
      ['less or absent, missing attribute', { m: 1 }, { lessOrAbsent: { attribute: 'n', value: 1 } }, true],
      ['less or absent, less', { n: 1 }, { lessOrAbsent: { attribute: 'n', value: 2 } }, true],
      ['less or absent, the same', { n: 2 }, { lessOrAbsent: { attribute: 'n', value: 2 } }, false],
      ['less or absent, greater', { n: 3 }, { lessOrAbsent: { attribute: 'n', value: 2 } }, false],
      ['less or absent, another type', { n: '1' }, { lessOrAbsent: { attribute: 'n', value: 2 } }, false],
      [
        'less or absent, texts by their bytes',
        { n: '\uffff' },
        { lessOrAbsent: { attribute: 'n', value: '🚀' } },
        true,
      ],
      ['equals or absent, of a new item', {}, { equalsOrAbsent: { attribute: 'n', value: 1 } }, true],
      ['equals or absent, missing attribute', { m: 1 }, { equalsOrAbsent: { attribute: 'n', value: 1 } }, true],
      ['equals or absent, the same', { n: 1 }, { equalsOrAbsent: { attribute: 'n', value: 1 } }, true],
      ['equals or absent, another', { n: 2 }, { equalsOrAbsent: { attribute: 'n', value: 1 } }, false],
      ['an attribute with a reserved name', { size: 1 }, { equals: { size: 1 } }, true],
      [
        'an attribute that looks like an expression',
        { 'a = :v0 OR #n0': 1 },
        { equals: { 'a = :v0 OR #n0': 1 } },
        true,
      ],
    ];

    test.each(cases)('%s', async (_case, before, condition, holds) => {
      const key = { pk: fresh(), sk: 'a' };
      const isNew = Object.keys(before).length === 0;
      const old = { ...key, ...before };
      if (!isNew) await table.put(old);
      const refused = refusedAt({ index: 0, ...(!isNew && { item: old }) });

      // alone, in a transaction, as a check, and of a delete
      expect(await outcomeOf(() => table.transact([{ check: key, condition: condition ?? { exists: true } }]))).toEqual(
        holds ? { value: undefined } : refused,
      );
      expect(await outcomeOf(() => table.put({ ...key, next: 1 }, condition))).toEqual(
        holds ? { value: undefined } : refused,
      );
      if (isNew) await table.delete(key);
      else await table.put(old);
      const put: TransactItem = { put: { ...key, next: 1 }, ...(condition && { condition }) };
      expect(await outcomeOf(() => table.transact([put]))).toEqual(holds ? { value: undefined } : refused);
      if (isNew) await table.delete(key);
      else await table.put(old);
      const gone: TransactItem = { delete: key, ...(condition && { condition }) };
      expect(await outcomeOf(() => table.transact([gone]))).toEqual(holds ? { value: undefined } : refused);
    });
  });

  describe('transactions', () => {
    test('write all or nothing, and name every refused position with what is there', async () => {
      const pk = fresh();
      const there = { pk, sk: 'there', n: 1 };
      await table.put(there);

      const outcome = await outcomeOf(() =>
        table.transact([
          { put: { pk, sk: 'new' }, condition: { absent: true } },
          { put: { pk, sk: 'there', n: 2 }, condition: { absent: true } },
          { check: { pk, sk: 'missing' }, condition: { exists: true } },
          { increment: { pk, sk: 'count' }, by: 1 },
        ]),
      );

      expect(outcome).toEqual(refusedAt({ index: 1, item: there }, { index: 2 }));
      expect(await table.query({ pk })).toEqual({ items: [there] });
    });

    test('put, check, delete and increment together', async () => {
      const pk = fresh();
      await table.put({ pk, sk: 'old' });
      await table.put({ pk, sk: 'guard', version: 3 });

      await table.transact([
        { put: { pk, sk: 'new', a: [1] } },
        { check: { pk, sk: 'guard' }, condition: { equals: { version: 3 } } },
        { delete: { pk, sk: 'old' }, condition: { exists: true } },
        { increment: { pk, sk: 'count' }, by: 5 },
      ]);
      await table.transact([{ increment: { pk, sk: 'count' }, by: -7 }]);

      expect((await table.query({ pk })).items).toEqual([
        { pk, sk: 'count', value: -2 },
        { pk, sk: 'guard', version: 3 },
        { pk, sk: 'new', a: [1] },
      ]);
    });

    test('take 1 to 100 items, and no two on the same', async () => {
      const pk = fresh();
      const puts = (n: number): TransactItem[] => Array.from({ length: n }, (_, i) => ({ put: { pk, sk: String(i) } }));

      expect(await outcomeOf(() => table.transact(puts(100)))).toEqual({ value: undefined });
      expect(await outcomeOf(() => table.transact(puts(101)))).toEqual({ error: 'ValidationException' });
      expect(await outcomeOf(() => table.transact([]))).toEqual({ error: 'ValidationException' });
      expect(await outcomeOf(() => table.transact([...puts(1), { delete: { pk, sk: '0' } }]))).toEqual({
        error: 'ValidationException',
      });
    });

    test('with the same token are carried out once; another request with it is refused', async () => {
      const key = { pk: fresh(), sk: 'count' };
      const token = `token-${key.pk}`.slice(0, 36);
      await table.transact([{ increment: key, by: 1 }], token);
      await table.transact([{ increment: key, by: 1 }], token);

      expect(await table.get(key)).toEqual({ ...key, value: 1 });
      expect(await outcomeOf(() => table.transact([{ increment: key, by: 2 }], token))).toEqual({
        error: 'IdempotentParameterMismatchException',
      });
    });

    test('of many at once on one item each sees what the one before wrote', async () => {
      const key = { pk: fresh(), sk: 'a' };
      await table.put({ ...key, version: 0 });
      const raise = async (): Promise<void> => {
        for (;;) {
          const item = await table.get(key);
          const version = Number(item?.version);
          const outcome = await outcomeOf(() =>
            table.transact([{ put: { ...key, version: version + 1 }, condition: { equals: { version } } }]),
          );
          if (typeof outcome === 'object' && outcome !== null && 'value' in outcome) return;
        }
      };
      await Promise.all(Array.from({ length: 8 }, raise));

      expect(await table.get(key)).toEqual({ ...key, version: 8 });
    });
  });

  describe('batchGet', () => {
    test('takes any number of keys, also the same twice, and leaves out what is missing', async () => {
      const pk = fresh();
      const keys = Array.from({ length: 230 }, (_, i) => ({ pk, sk: String(i).padStart(3, '0') }));
      for (const [i, key] of keys.entries()) if (i % 2 === 0) await table.put({ ...key, i });

      const found = await table.batchGet([...keys, ...keys.slice(0, 10)]);

      expect(found.map((item) => item.i).sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 115 }, (_, i) => 2 * i),
      );
      expect(await table.batchGet([])).toEqual([]);
    });

    test('gives items of more than a response holds', async () => {
      const pk = fresh();
      const keys = Array.from({ length: 50 }, (_, i) => ({ pk, sk: String(i) }));
      for (const key of keys) await table.put({ ...key, text: 'x'.repeat(380_000) });

      expect(await table.batchGet(keys)).toHaveLength(50);
    });
  });

  describe('queries', () => {
    const letters = ['a', 'b', 'c', 'd', 'e'];
    const lettersIn = async (pk: string): Promise<void> => {
      for (const sk of letters) await table.put({ pk, sk });
    };
    const cases: [string, Omit<Parameters<Table['query']>[0], 'pk'>, string][] = [
      ['the whole', {}, 'abcde'],
      ['the newest first', { newestFirst: true }, 'edcba'],
      ['both ends included', { from: 'b', to: 'd' }, 'bcd'],
      ['from on', { from: 'c' }, 'cde'],
      ['up to', { to: 'c' }, 'abc'],
      ['one', { from: 'c', to: 'c' }, 'c'],
      ['ends that are no keys', { from: 'aa', to: 'cc' }, 'bc'],
      ['a range that ends before it begins', { from: 'd', to: 'b' }, ''],
      ['a range and the newest first', { from: 'b', to: 'd', newestFirst: true }, 'dcb'],
      ['eventually consistent', { consistent: false }, 'abcde'],
    ];

    test.each(cases)('%s', async (_case, input, expected) => {
      const pk = fresh();
      await lettersIn(pk);

      const { items, last } = await table.query({ pk, ...input });

      expect(items.map((i) => i.sk).join('')).toBe(expected);
      expect(last).toBeUndefined();
    });

    test.each([false, true])('pages by a limit, newest first: %s', async (newestFirst) => {
      const pk = fresh();
      await lettersIn(pk);

      const first = await table.query({ pk, limit: 2, newestFirst });
      const walked = await everything((after) => table.query({ pk, limit: 2, newestFirst, ...(after && { after }) }));

      expect(first.items).toHaveLength(2);
      expect(first.last).toEqual({ pk, sk: newestFirst ? 'd' : 'b' });
      expect(walked.map((i) => i.sk).join('')).toBe(newestFirst ? 'edcba' : 'abcde');
    });

    test('goes on after a key that is not there any more', async () => {
      const pk = fresh();
      await lettersIn(pk);
      await table.delete({ pk, sk: 'b' });

      expect((await table.query({ pk, after: { pk, sk: 'b' } })).items.map((i) => i.sk)).toEqual(['c', 'd', 'e']);
    });

    test('orders by the bytes of UTF-8, not by UTF-16', async () => {
      const pk = `${fresh()} Zoë 🚀 ${'\uffff'}`;
      const keys = ['~', '\u007f', 'é', '\ud7ff', '\uffff', '🚀', '𐀀', ' ', '#', '\u0001'];
      for (const sk of keys) await table.put({ pk, sk });

      const { items } = await table.query({ pk });

      expect(items.map((i) => i.sk)).toEqual(['\u0001', ' ', '#', '~', '\u007f', 'é', '\ud7ff', '\uffff', '𐀀', '🚀']);
      expect((await table.query({ pk, from: '\uffff' })).items).toHaveLength(3);
    });

    test('a page ends at 1 MB, and the walk gives everything', async () => {
      const pk = fresh();
      for (let i = 0; i < 7; i++) await table.put({ pk, sk: String(i), text: 'x'.repeat(300_000) });

      const first = await table.query({ pk });
      const walked = await everything((after) => table.query({ pk, ...(after && { after }) }));

      expect(first.items.length).toBeLessThan(7);
      expect(first.last).toBeDefined();
      expect(walked).toHaveLength(7);
    });

    test('of nothing is empty', async () => {
      expect(await table.query({ pk: fresh() })).toEqual({ items: [] });
    });
  });

  describe('the feed', () => {
    test('holds keys only, of its own shard, in the order of the feed key', async () => {
      const mark = fresh();
      for (const n of [3, 1, 2, 5])
        await table.put({
          pk: `${mark}#${n}`,
          sk: 'event#x',
          feed: 'feed#1',
          feedKey: `${mark}#${n}`,
          data: 'not here',
        });
      await table.put({ pk: `${mark}#4`, sk: 'event#x', feed: 'feed#2', feedKey: `${mark}#4` });
      await table.put({ pk: `${mark}#6`, sk: 'record', other: 'not in the index' });

      const { entries } = await table.feed(1, `${mark}#`, { to: `${mark}#~` });

      expect(entries.map(({ pk, sk, feedKey }) => ({ pk, sk, feedKey }))).toEqual(
        [1, 2, 3, 5].map((n) => ({ pk: `${mark}#${n}`, sk: 'event#x', feedKey: `${mark}#${n}` })),
      );
      expect((await table.feed(2, `${mark}#`, { to: `${mark}#~` })).entries).toHaveLength(1);
      expect((await table.feed(1, `${mark}#2`, { to: `${mark}#3` })).entries).toHaveLength(2);
      expect((await table.feed(1, `${mark}#3`, { to: `${mark}#2` })).entries).toEqual([]);
    });

    test('pages, also among entries with the same feed key', async () => {
      const mark = fresh();
      for (let n = 0; n < 5; n++)
        await table.put({ pk: `${mark}#${n}`, sk: 'event#x', feed: 'feed#0', feedKey: `${mark}#same` });
      const seen: string[] = [];
      let page = await table.feed(0, mark, { to: `${mark}~`, limit: 2 });
      for (;;) {
        seen.push(...page.entries.map((e) => e.pk));
        if (!page.last) break;
        page = await table.feed(0, mark, { to: `${mark}~`, limit: 2, after: page.last });
      }

      expect(seen.sort()).toEqual([0, 1, 2, 3, 4].map((n) => `${mark}#${n}`));
    });

    test('follows when an item is put anew or deleted', async () => {
      const mark = fresh();
      const item = { pk: mark, sk: 'event#x', feed: 'feed#3', feedKey: `${mark}#1` };
      const keys = async () => (await table.feed(3, mark, { to: `${mark}~` })).entries.map((e) => e.feedKey);
      await table.put(item);
      expect(await keys()).toEqual([`${mark}#1`]);
      await table.put({ ...item, feedKey: `${mark}#2` });
      expect(await keys()).toEqual([`${mark}#2`]);
      await table.delete(item);
      expect(await keys()).toEqual([]);
    });
  });

  test('an increment makes the item, adds, and sets when it expires', async () => {
    const key = { pk: fresh(), sk: 'state' };

    expect(await table.increment(key, 2)).toBe(2);
    expect(await table.increment(key, 3, 1_800_000_000)).toBe(5);
    expect(await table.increment(key, -6)).toBe(-1);
    expect(await table.get(key)).toEqual({ ...key, value: -1, ttl: 1_800_000_000 });
  });

  test('increments at once all count', async () => {
    const key = { pk: fresh(), sk: 'state' };
    const values = await Promise.all(Array.from({ length: 20 }, () => table.increment(key, 1)));

    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test('an item is at most 400 KB, names and UTF-8 counted', async () => {
    const key = { pk: fresh(), sk: 'a' };
    const room = maxItemBytes - itemSize({ ...key, text: '' });

    expect(await outcomeOf(() => table.put({ ...key, text: 'é'.repeat(Math.floor(room / 2)) }))).toEqual({
      value: undefined,
    });
    expect(await outcomeOf(() => table.put({ ...key, text: 'x'.repeat(room + 1) }))).toEqual({
      error: 'ValidationException',
    });
    expect(await outcomeOf(() => table.put({ ...key, text: 'é'.repeat(Math.ceil((room + 1) / 2)) }))).toEqual({
      error: 'ValidationException',
    });
  });

  test.each([
    ['an empty pk', { pk: '', sk: 'a' }],
    ['an empty sk', { pk: 'a', sk: '' }],
    ['a pk of more than 2048 bytes', { pk: 'x'.repeat(2049), sk: 'a' }],
    ['an sk of more than 1024 bytes', { pk: 'a', sk: 'é'.repeat(513) }],
  ])('%s is refused by every call', async (_case, key) => {
    const refused = { error: 'ValidationException' };

    expect(await outcomeOf(() => table.put(key))).toEqual(refused);
    expect(await outcomeOf(() => table.get(key))).toEqual(refused);
    expect(await outcomeOf(() => table.increment(key, 1))).toEqual(refused);
    // an empty key is found before the transaction begins, one that is too long by the transaction
    const inTransaction = key.pk === '' || key.sk === '' ? refused : { error: 'TransactionCanceledException' };
    expect(await outcomeOf(() => table.transact([{ put: key }]))).toEqual(inTransaction);
  });

  const nested = (levels: number): unknown => (levels === 0 ? 'x' : [nested(levels - 1)]);
  const values: [string, unknown, boolean][] = [
    ['the largest number', Number.MAX_SAFE_INTEGER, true],
    ['the smallest number', 1e-130, true],
    ['a number that is too small', 1e-131, false],
    ['31 levels', nested(31), true],
    ['33 levels', nested(33), false],
  ];
  test.each(values)('%s: taken or refused', async (_case, value, isTaken) => {
    const key = { pk: fresh(), sk: 'a' };
    const refused = { error: 'ValidationException' };

    expect(await outcomeOf(() => table.put({ ...key, value }))).toEqual(isTaken ? { value: undefined } : refused);
    expect((await table.get(key))?.value).toEqual(isTaken ? value : undefined);
  });

  // the embedded engine takes it: one of the few places where it is more patient than AWS
  test.skipIf(name === 'embedded engine')('an attribute without a name is refused', async () => {
    const key = { pk: fresh(), sk: 'a' };

    expect(await outcomeOf(() => table.put({ ...key, map: { '': 1 } }))).toEqual({ error: 'ValidationException' });
  });

  test('keys of the largest size are taken', async () => {
    const key = { pk: `${fresh()}${'é'.repeat(900)}`, sk: 'x'.repeat(1024) };
    await table.put(key);

    expect(await table.get(key)).toEqual(key);
  });

  test('the segments of a scan hold everything once', async () => {
    const pk = fresh();
    for (let i = 0; i < 40; i++) await table.put({ pk: `${pk}#${i}`, sk: 'a', scanned: pk });
    const seen: string[] = [];
    for (let segment = 0; segment < 3; segment++) {
      const items = await everything((after) => table.scan(segment, 3, after));
      seen.push(...items.filter((item) => item.scanned === pk).map((item) => item.pk));
    }

    expect(seen.sort()).toEqual(Array.from({ length: 40 }, (_, i) => `${pk}#${i}`).sort());
  });
});
