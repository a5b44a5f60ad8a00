import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from './ports.ts';
import {
  type Condition,
  type FeedEntry,
  type Item,
  type Key,
  type Table,
  Throttled,
  TransactionRefused,
} from './table.ts';

const throttles = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded']);
const isThrottle = (error: unknown): boolean => error instanceof Error && throttles.has(error.name);

type Expression = {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

/** Every name and value is a placeholder, so that nothing a user wrote is ever part of an expression. */
const expressionOf = (condition: Condition): Expression => {
  if ('absent' in condition)
    return { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
  if ('exists' in condition)
    return { ConditionExpression: 'attribute_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
  if ('lessOrAbsent' in condition || 'equalsOrAbsent' in condition) {
    const operator = 'lessOrAbsent' in condition ? '<' : '=';
    const { attribute, value } = 'lessOrAbsent' in condition ? condition.lessOrAbsent : condition.equalsOrAbsent;
    return {
      ConditionExpression: `attribute_not_exists(#a) OR #a ${operator} :a`,
      ExpressionAttributeNames: { '#a': attribute },
      ExpressionAttributeValues: { ':a': value },
    };
  }
  const pairs = Object.entries(condition.equals);
  return {
    ConditionExpression: pairs.map((_, i) => `#n${i} = :v${i}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(pairs.map(([name], i) => [`#n${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(pairs.map(([, value], i) => [`:v${i}`, value])),
  };
};

const refusalOf = (error: TransactionCanceledException): Error => {
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.flatMap((reason, index) =>
    reason.Code === 'ConditionalCheckFailed'
      ? [{ index, ...(reason.Item && { item: unmarshall(reason.Item) as Item }) }]
      : [],
  );
  if (failed.length > 0) return new TransactionRefused(failed, false);
  if (reasons.some((r) => r.Code === 'TransactionConflict')) return new TransactionRefused([], true);
  if (reasons.some((r) => r.Code === 'ThrottlingError' || r.Code === 'ProvisionedThroughputExceeded'))
    return new Throttled(error.message);
  return error;
};

const keyOf = (key: Key): Key => ({ pk: key.pk, sk: key.sk });

/** What a query asks of its sort key; no bound where none is given. */
const rangeOf = (
  from: string | undefined,
  to: string | undefined,
): { condition: string; names: Record<string, string>; values: Record<string, string> } => ({
  condition:
    from !== undefined && to !== undefined
      ? ' AND #sk BETWEEN :from AND :to'
      : from !== undefined
        ? ' AND #sk >= :from'
        : to !== undefined
          ? ' AND #sk <= :to'
          : '',
  names: from !== undefined || to !== undefined ? { '#sk': 'sk' } : {},
  values: { ...(from !== undefined && { ':from': from }), ...(to !== undefined && { ':to': to }) },
});
/** DynamoDB refuses a range that ends before it begins, which simply holds nothing. */
const isEmptyRange = (from: string | undefined, to: string | undefined): boolean =>
  from !== undefined && to !== undefined && Buffer.compare(Buffer.from(from), Buffer.from(to)) > 0;

/** The table on DynamoDB, with the unchanged SDK. */
export const createDynamoTable = (client: DynamoDBClient, name: string, clock: Clock): Table => {
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (error instanceof TransactionCanceledException) throw refusalOf(error);
      if (error instanceof ConditionalCheckFailedException)
        throw new TransactionRefused(
          [{ index: 0, ...(error.Item && { item: unmarshall(error.Item) as Item }) }],
          false,
        );
      // a write outside of transactions met one that was under way
      if (error instanceof TransactionConflictException) throw new TransactionRefused([], true);
      if (isThrottle(error))
        throw new Throttled(error instanceof Error ? error.message : 'throttled', { cause: error });
      throw error;
    }
  };

  const batch = async (keys: readonly Key[]): Promise<Item[]> => {
    const items: Item[] = [];
    let rest = keys.map(keyOf);
    for (let attempt = 0; rest.length > 0; attempt++) {
      if (attempt > 8) throw new Throttled('keys of a batch stayed unprocessed');
      if (attempt > 0) await clock.sleep(Math.min(1000, 20 * 2 ** attempt));
      const keysNow = rest;
      const out = await guarded(() =>
        db.send(new BatchGetCommand({ RequestItems: { [name]: { Keys: keysNow, ConsistentRead: true } } })),
      );
      items.push(...((out.Responses?.[name] ?? []) as Item[]));
      rest = (out.UnprocessedKeys?.[name]?.Keys ?? []) as Key[];
    }
    return items;
  };

  return {
    get: async (key) =>
      guarded(
        async () =>
          (await db.send(new GetCommand({ TableName: name, Key: keyOf(key), ConsistentRead: true }))).Item as
            | Item
            | undefined,
      ),

    batchGet: async (keys) => {
      const unique = [...new Map(keys.map((k) => [`${k.pk}\n${k.sk}`, k])).values()];
      const pages: Key[][] = [];
      for (let i = 0; i < unique.length; i += 100) pages.push(unique.slice(i, i + 100));
      return (await Promise.all(pages.map(batch))).flat();
    },

    query: async ({ pk, from, to, limit, newestFirst, after, consistent }) =>
      guarded(async () => {
        if (isEmptyRange(from, to)) return { items: [] };
        const range = rangeOf(from, to);
        const out = await db.send(
          new QueryCommand({
            TableName: name,
            KeyConditionExpression: `#pk = :pk${range.condition}`,
            ExpressionAttributeNames: { '#pk': 'pk', ...range.names },
            ExpressionAttributeValues: { ':pk': pk, ...range.values },
            ConsistentRead: consistent ?? true,
            ...(newestFirst && { ScanIndexForward: false }),
            ...(limit !== undefined && { Limit: limit }),
            ...(after && { ExclusiveStartKey: keyOf(after) }),
          }),
        );
        return {
          items: (out.Items ?? []) as Item[],
          ...(out.LastEvaluatedKey && { last: out.LastEvaluatedKey as Key }),
        };
      }),

    feed: async (shard, from, { to = '~', limit, after } = {}) =>
      guarded(async () => {
        if (isEmptyRange(from, to)) return { entries: [] };
        const feed = `feed#${shard}`;
        const out = await db.send(
          new QueryCommand({
            TableName: name,
            IndexName: 'feed',
            KeyConditionExpression: '#f = :f AND #k BETWEEN :from AND :to',
            ExpressionAttributeNames: { '#f': 'feed', '#k': 'feedKey' },
            ExpressionAttributeValues: { ':f': feed, ':from': from, ':to': to },
            ...(limit !== undefined && { Limit: limit }),
            ...(after && { ExclusiveStartKey: { feed, feedKey: after.feedKey, ...keyOf(after) } }),
          }),
        );
        return {
          entries: (out.Items ?? []) as FeedEntry[],
          ...(out.LastEvaluatedKey && { last: out.LastEvaluatedKey as FeedEntry }),
        };
      }),

    transact: async (items, token) => {
      const actions: TransactWriteCommandInput['TransactItems'] = items.map((item) => {
        const old = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
        if ('put' in item)
          return {
            Put: {
              TableName: name,
              Item: item.put,
              ...(item.condition && { ...expressionOf(item.condition), ...old }),
            },
          };
        if ('check' in item)
          return {
            ConditionCheck: { TableName: name, Key: keyOf(item.check), ...expressionOf(item.condition), ...old },
          };
        if ('increment' in item)
          return {
            Update: {
              TableName: name,
              Key: keyOf(item.increment),
              UpdateExpression: 'ADD #v :by',
              ExpressionAttributeNames: { '#v': 'value' },
              ExpressionAttributeValues: { ':by': item.by },
            },
          };
        return {
          Delete: {
            TableName: name,
            Key: keyOf(item.delete),
            ...(item.condition && { ...expressionOf(item.condition), ...old }),
          },
        };
      });
      await guarded(() =>
        db.send(new TransactWriteCommand({ TransactItems: actions, ...(token && { ClientRequestToken: token }) })),
      );
    },

    put: async (item, condition) => {
      await guarded(() =>
        db.send(
          new PutCommand({
            TableName: name,
            Item: item,
            ...(condition && { ...expressionOf(condition), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
          }),
        ),
      );
    },

    delete: async (key) => {
      await guarded(() => db.send(new DeleteCommand({ TableName: name, Key: keyOf(key) })));
    },

    increment: async (key, by, ttl) =>
      guarded(async () => {
        const out = await db.send(
          new UpdateCommand({
            TableName: name,
            Key: keyOf(key),
            UpdateExpression: ttl === undefined ? 'ADD #v :by' : 'ADD #v :by SET #t = :t',
            ExpressionAttributeNames: { '#v': 'value', ...(ttl !== undefined && { '#t': 'ttl' }) },
            ExpressionAttributeValues: { ':by': by, ...(ttl !== undefined && { ':t': ttl }) },
            ReturnValues: 'UPDATED_NEW',
          }),
        );
        return Number(out.Attributes?.value ?? 0);
      }),

    scan: async (segment, total, after) =>
      guarded(async () => {
        const out = await db.send(
          new ScanCommand({
            TableName: name,
            Segment: segment,
            TotalSegments: total,
            ConsistentRead: true,
            ...(after && { ExclusiveStartKey: keyOf(after) }),
          }),
        );
        return {
          items: (out.Items ?? []) as Item[],
          ...(out.LastEvaluatedKey && { last: out.LastEvaluatedKey as Key }),
        };
      }),
  };
};
