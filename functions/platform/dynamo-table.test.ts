import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
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
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDynamoTable } from './dynamo-table.ts';
import { Throttled, TransactionRefused } from './table.ts';

const aws = mockClient(DynamoDBDocumentClient);
const slept: number[] = [];
const clock = {
  now: () => 0,
  sleep: async (ms: number) => {
    slept.push(ms);
  },
};
const client = new DynamoDBClient({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
const table = createDynamoTable(client, 'T', clock);
const key = { pk: 'p', sk: 's' };
const meta = { $metadata: {}, message: 'said AWS' };

beforeEach(() => {
  aws.reset();
  slept.length = 0;
});
const sent = (): unknown => aws.calls()[0]?.args[0].input;

describe('what is asked for', () => {
  test('a get reads strongly, by the key alone', async () => {
    aws.on(GetCommand).resolves({});
    await table.get({ ...key, more: 'left out' } as typeof key);

    expect(sent()).toEqual({ TableName: 'T', Key: key, ConsistentRead: true });
  });

  test('a put carries its condition in placeholders and asks for the old item', async () => {
    aws.on(PutCommand).resolves({});
    await table.put({ ...key, a: 1 }, { equals: { 'n#1 OR': 'v' } });

    expect(sent()).toEqual({
      TableName: 'T',
      Item: { ...key, a: 1 },
      ConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'n#1 OR' },
      ExpressionAttributeValues: { ':v0': 'v' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('a transaction sends every action, and its token', async () => {
    aws.on(TransactWriteCommand).resolves({});
    await table.transact(
      [
        { put: { ...key, a: 1 }, condition: { absent: true } },
        { check: key, condition: { lessOrAbsent: { attribute: 'ttl', value: 5 } } },
        { delete: key, condition: { equalsOrAbsent: { attribute: 'id', value: 'x' } } },
        { increment: key, by: 2 },
        { put: { ...key, b: 1 } },
      ],
      'token',
    );

    const old = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    expect(sent()).toEqual({
      ClientRequestToken: 'token',
      TransactItems: [
        {
          Put: {
            TableName: 'T',
            Item: { ...key, a: 1 },
            ConditionExpression: 'attribute_not_exists(#pk)',
            ExpressionAttributeNames: { '#pk': 'pk' },
            ...old,
          },
        },
        {
          ConditionCheck: {
            TableName: 'T',
            Key: key,
            ConditionExpression: 'attribute_not_exists(#a) OR #a < :a',
            ExpressionAttributeNames: { '#a': 'ttl' },
            ExpressionAttributeValues: { ':a': 5 },
            ...old,
          },
        },
        {
          Delete: {
            TableName: 'T',
            Key: key,
            ConditionExpression: 'attribute_not_exists(#a) OR #a = :a',
            ExpressionAttributeNames: { '#a': 'id' },
            ExpressionAttributeValues: { ':a': 'x' },
            ...old,
          },
        },
        {
          Update: {
            TableName: 'T',
            Key: key,
            UpdateExpression: 'ADD #v :by',
            ExpressionAttributeNames: { '#v': 'value' },
            ExpressionAttributeValues: { ':by': 2 },
          },
        },
        { Put: { TableName: 'T', Item: { ...key, b: 1 } } },
      ],
    });
  });

  test('a query bounds its sort key only where it is told to', async () => {
    aws.on(QueryCommand).resolves({});
    await table.query({ pk: 'p', from: 'a', to: 'b', limit: 3, newestFirst: true, after: key });
    await table.query({ pk: 'p', to: 'b', consistent: false });

    const [first, second] = aws.calls().map((call) => call.args[0].input);
    expect(first).toEqual({
      TableName: 'T',
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': 'p', ':from': 'a', ':to': 'b' },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 3,
      ExclusiveStartKey: key,
    });
    expect(second).toMatchObject({ KeyConditionExpression: '#pk = :pk AND #sk <= :to', ConsistentRead: false });
  });

  test('a range that ends before it begins is not asked for at all', async () => {
    expect(await table.query({ pk: 'p', from: 'b', to: 'a' })).toEqual({ items: [] });
    expect(await table.feed(1, 'b', { to: 'a' })).toEqual({ entries: [] });
    expect(aws.calls()).toHaveLength(0);
  });

  test('the feed is a query of the index and goes on behind an entry', async () => {
    aws.on(QueryCommand).resolves({ Items: [{ ...key, feed: 'feed#2', feedKey: 'k' }] });
    const { entries } = await table.feed(2, '0', { limit: 5, after: { ...key, feedKey: 'j' } });

    expect(entries).toMatchObject([{ ...key, feedKey: 'k' }]);
    expect(sent()).toMatchObject({
      IndexName: 'feed',
      ExpressionAttributeValues: { ':f': 'feed#2', ':from': '0', ':to': '~' },
      ExclusiveStartKey: { feed: 'feed#2', feedKey: 'j', ...key },
    });
  });

  test('an increment adds, and sets the expiry where one is given', async () => {
    aws.on(UpdateCommand).resolves({ Attributes: { value: 4 } });

    expect(await table.increment(key, 1, 99)).toBe(4);
    expect(sent()).toMatchObject({
      UpdateExpression: 'ADD #v :by SET #t = :t',
      ExpressionAttributeValues: { ':by': 1, ':t': 99 },
    });
  });

  test('a delete and a scan', async () => {
    aws.on(DeleteCommand).resolves({});
    aws.on(ScanCommand).resolves({ Items: [key], LastEvaluatedKey: key });
    await table.delete(key);

    expect(sent()).toEqual({ TableName: 'T', Key: key });
    expect(await table.scan(1, 4, key)).toEqual({ items: [key], last: key });
    expect(aws.calls()[1]?.args[0].input).toEqual({
      TableName: 'T',
      Segment: 1,
      TotalSegments: 4,
      ConsistentRead: true,
      ExclusiveStartKey: key,
    });
  });
});

describe('batchGet', () => {
  test('asks for a hundred keys at a time and for each key once', async () => {
    aws.on(BatchGetCommand).resolves({});
    const keys = Array.from({ length: 205 }, (_, i) => ({ pk: 'p', sk: String(i % 201) }));
    await table.batchGet(keys);

    const sizes = aws.commandCalls(BatchGetCommand).map((call) => call.args[0].input.RequestItems?.T?.Keys?.length);
    expect(sizes).toEqual([100, 100, 1]);
  });

  test('asks again for what was not processed, more slowly each time', async () => {
    const left = { T: { Keys: [{ pk: 'p', sk: '2' }] } };
    aws
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { T: [{ pk: 'p', sk: '1' }] }, UnprocessedKeys: left })
      .resolvesOnce({ UnprocessedKeys: left })
      .resolves({ Responses: { T: [{ pk: 'p', sk: '2' }] } });

    const found = await table.batchGet([
      { pk: 'p', sk: '1' },
      { pk: 'p', sk: '2' },
    ]);

    expect(found.map((item) => item.sk)).toEqual(['1', '2']);
    expect(slept).toHaveLength(2);
    expect(slept[1]).toBeGreaterThan(slept[0] ?? 0);
  });

  test('gives up as throttled when keys stay unprocessed', async () => {
    aws.on(BatchGetCommand).resolves({ UnprocessedKeys: { T: { Keys: [key] } } });

    await expect(table.batchGet([key])).rejects.toThrow(Throttled);
    expect(slept.length).toBeLessThan(20);
  });
});

describe('what AWS answers when it does not do it', () => {
  const canceled = (
    codes: readonly (string | undefined)[],
    items: Record<number, Record<string, AttributeValue>> = {},
  ) =>
    new TransactionCanceledException({
      ...meta,
      CancellationReasons: codes.map((Code, i) => ({ Code: Code ?? 'None', ...(items[i] && { Item: items[i] }) })),
    });
  const failure = async (error: Error): Promise<unknown> => {
    aws.on(TransactWriteCommand).rejects(error);
    return table.transact([{ put: key }]).catch((e: unknown) => e);
  };

  test('conditions that did not hold are named with the items that are there', async () => {
    const item = { pk: { S: 'p' }, sk: { S: 's' }, n: { N: '3' } };
    const error = await failure(canceled([undefined, 'ConditionalCheckFailed', 'ConditionalCheckFailed'], { 1: item }));

    expect(error).toBeInstanceOf(TransactionRefused);
    expect(error).toMatchObject({ isConflict: false, failed: [{ index: 1, item: { ...key, n: 3 } }, { index: 2 }] });
  });

  test('a condition that did not hold says more than a conflict or a throttle beside it', async () => {
    expect(await failure(canceled(['TransactionConflict', 'ConditionalCheckFailed', 'ThrottlingError']))).toMatchObject(
      {
        isConflict: false,
        failed: [{ index: 1 }],
      },
    );
  });

  test.each(['TransactionConflict'])('%s is a conflict, to be tried again', async (code) => {
    expect(await failure(canceled([undefined, code]))).toMatchObject({
      name: 'TransactionRefused',
      isConflict: true,
      failed: [],
    });
  });

  test.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])('%s of a transaction is a throttle', async (code) => {
    expect(await failure(canceled([code]))).toBeInstanceOf(Throttled);
  });

  test.each(['ValidationError', 'ItemCollectionSizeLimitExceeded'])('%s of a transaction is a fault', async (code) => {
    expect(await failure(canceled([code]))).toBeInstanceOf(TransactionCanceledException);
  });

  test('a transaction cancelled without reasons is a fault', async () => {
    expect(await failure(new TransactionCanceledException(meta))).toBeInstanceOf(TransactionCanceledException);
  });

  test('a request that is still under way is a fault: nobody knows whether it was carried out', async () => {
    expect(await failure(new TransactionInProgressException(meta))).toBeInstanceOf(TransactionInProgressException);
  });

  test.each([
    new ProvisionedThroughputExceededException(meta),
    new RequestLimitExceeded(meta),
    Object.assign(new Error('slow down'), { name: 'ThrottlingException' }),
  ])('$name is a throttle on every call', async (error) => {
    aws.on(GetCommand).rejects(error).on(QueryCommand).rejects(error).on(PutCommand).rejects(error);
    aws.on(UpdateCommand).rejects(error).on(BatchGetCommand).rejects(error).on(ScanCommand).rejects(error);
    aws.on(DeleteCommand).rejects(error).on(TransactWriteCommand).rejects(error);
    const calls = [
      () => table.get(key),
      () => table.query({ pk: 'p' }),
      () => table.feed(0, '0'),
      () => table.put(key),
      () => table.increment(key, 1),
      () => table.batchGet([key]),
      () => table.scan(0, 1),
      () => table.delete(key),
      () => table.transact([{ put: key }]),
    ];

    for (const call of calls) await expect(call()).rejects.toMatchObject({ name: 'Throttled', cause: error });
  });

  test('a put whose condition did not hold is refused with the item that is there', async () => {
    aws
      .on(PutCommand)
      .rejects(new ConditionalCheckFailedException({ ...meta, Item: { pk: { S: 'p' }, sk: { S: 's' } } }));

    await expect(table.put(key, { absent: true })).rejects.toMatchObject({
      name: 'TransactionRefused',
      failed: [{ index: 0, item: key }],
    });
  });

  test('a write that met a transaction is a conflict', async () => {
    aws.on(PutCommand).rejects(new TransactionConflictException(meta));

    await expect(table.put(key)).rejects.toMatchObject({ name: 'TransactionRefused', isConflict: true });
  });

  test('anything else comes through as it is', async () => {
    const error = new InternalServerError(meta);
    aws.on(GetCommand).rejects(error);

    await expect(table.get(key)).rejects.toBe(error);
  });
});
