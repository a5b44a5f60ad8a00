import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Condition, Item, Key, Table, TransactItem } from '#functions/platform/table.ts';
import { engineName, inMemory, onEngine, outcomeOf, type Subject } from './engines.ts';

let memory: Subject;
let engine: Subject;
beforeAll(async () => {
  memory = await inMemory();
  engine = await onEngine();
});
afterAll(() => engine.stop());

type Call = (table: Table, prefix: string) => Promise<unknown>;
type Operation = { readonly says: string; readonly call: Call };

const pks = fc.constantFrom('a', 'b');
const sks = fc.constantFrom('record', 'event#1', 'event#2', 'event#Ü', 'event#🚀', '\uffff');
const key = fc.record({ pk: pks, sk: sks });
const scalar = fc.constantFrom<string | number>('x', 'y', '', 0, 1, 2);
const attributes = fc.record({ n: scalar, m: scalar, value: fc.integer({ min: -3, max: 3 }) }, { requiredKeys: [] });
const condition = fc.oneof(
  fc.constant<Condition>({ absent: true }),
  fc.constant<Condition>({ exists: true }),
  fc.record({ equals: fc.record({ n: scalar }) }),
  fc.record({ equals: fc.record({ n: scalar, m: scalar }) }),
  fc.record({ lessOrAbsent: fc.record({ attribute: fc.constantFrom('n', 'm'), value: scalar }) }),
  fc.record({ equalsOrAbsent: fc.record({ attribute: fc.constantFrom('n', 'm'), value: scalar }) }),
);

const indexed = fc.option(fc.record({ feed: fc.constantFrom(0, 1), feedKey: fc.constantFrom('1', '2', 'é') }), {
  nil: undefined,
});
const item = fc.record({ key, attributes, indexed });
type Drawn = { key: Key; attributes: object; indexed: { feed: number; feedKey: string } | undefined };

const within = (prefix: string, { pk, sk }: Key): Key => ({ pk: `${prefix}${pk}`, sk });
const itemOf = (prefix: string, { key: drawn, attributes: more, indexed: index }: Drawn): Item => ({
  ...within(prefix, drawn),
  ...more,
  ...(index && { feed: `feed#${index.feed}`, feedKey: `${prefix}${index.feedKey}` }),
});

const action = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), item, condition: fc.option(condition, { nil: undefined }) }),
  fc.record({ kind: fc.constant('delete' as const), key, condition: fc.option(condition, { nil: undefined }) }),
  fc.record({ kind: fc.constant('check' as const), key, condition }),
  fc.record({ kind: fc.constant('increment' as const), key, by: fc.integer({ min: -2, max: 2 }) }),
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

const actionOf = (prefix: string, drawn: Action): TransactItem => {
  switch (drawn.kind) {
    case 'put':
      return { put: itemOf(prefix, drawn.item), ...(drawn.condition && { condition: drawn.condition }) };
    case 'delete':
      return { delete: within(prefix, drawn.key), ...(drawn.condition && { condition: drawn.condition }) };
    case 'check':
      return { check: within(prefix, drawn.key), condition: drawn.condition };
    case 'increment':
      return { increment: within(prefix, drawn.key), by: drawn.by };
  }
};

const keyOf = (drawn: Action): string => JSON.stringify(drawn.kind === 'put' ? drawn.item.key : drawn.key);
// two actions on one item are refused by every engine, but DynamoDB Local says so in its own way
const transactions = fc.uniqueArray(action, { minLength: 1, maxLength: 5, selector: keyOf });

const operation = (says: string, call: Call): Operation => ({ says, call });
const range = fc.record({ from: sks, to: sks }, { requiredKeys: [] });

const operations: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(item, fc.option(condition, { nil: undefined }))
      .map(([drawn, c]) => operation(`put ${JSON.stringify([drawn, c])}`, (t, p) => t.put(itemOf(p, drawn), c))),
  },
  {
    weight: 4,
    arbitrary: transactions.map((drawn) =>
      operation(`transact ${JSON.stringify(drawn)}`, (t, p) => t.transact(drawn.map((a) => actionOf(p, a)))),
    ),
  },
  { weight: 1, arbitrary: key.map((k) => operation(`delete ${JSON.stringify(k)}`, (t, p) => t.delete(within(p, k)))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(key, fc.integer({ min: -2, max: 2 }))
      .map(([k, by]) => operation(`increment ${JSON.stringify([k, by])}`, (t, p) => t.increment(within(p, k), by))),
  },
  { weight: 2, arbitrary: key.map((k) => operation(`get ${JSON.stringify(k)}`, (t, p) => t.get(within(p, k)))) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(pks, range, fc.boolean())
      .map(([pk, bounds, newestFirst]) =>
        operation(`query ${JSON.stringify([pk, bounds, newestFirst])}`, (t, p) =>
          t.query({ pk: `${p}${pk}`, ...bounds, newestFirst }),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(pks, fc.integer({ min: 1, max: 3 }), key).map(([pk, limit, after]) =>
      operation(`page ${JSON.stringify([pk, limit, after])}`, async (t, p) => {
        // whether a last page says that it is the last is the engine's affair; what it holds is not
        const { items } = await t.query({ pk: `${p}${pk}`, limit, after: { pk: `${p}${pk}`, sk: after.sk } });
        return items;
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, 1).map((shard) =>
      operation(`feed ${shard}`, async (t, p) => {
        const { entries } = await t.feed(shard, p, { to: `${p}\uffff` });
        // the order among equal feed keys is the engine's affair
        return entries.map(({ pk, sk, feedKey }) => `${feedKey} ${pk} ${sk}`).sort();
      }),
    ),
  },
);

let sequences = 0;

test(`random sequences come to the same in memory and on ${engineName}`, { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(fc.array(operations, { minLength: 1, maxLength: 14 }), async (sequence) => {
    const prefix = `s${++sequences}-${process.pid}#`;
    for (const { says, call } of sequence) {
      const [expected, found] = await Promise.all([
        outcomeOf(() => call(memory.table, prefix)),
        outcomeOf(() => call(engine.table, prefix)),
      ]);
      expect(found, says).toEqual(expected);
    }
  });
  await fc.assert(property, { numRuns: Math.ceil(60 * Number(process.env.SEEDS ?? 1)) });
});
