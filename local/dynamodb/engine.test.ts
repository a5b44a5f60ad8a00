import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDynamoClient, type DynamoClient } from './client.ts';
import { type Engine, startEngine } from './engine.ts';
import { createTables, type TableDeclaration } from './tables.ts';

const declaration: TableDeclaration = {
  name: 'Things',
  attributes: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'feed', AttributeType: 'S' },
  ],
  keys: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  globalIndexes: [],
  localIndexes: [],
  streamViewType: 'NEW_AND_OLD_IMAGES',
  timeToLiveAttribute: 'ttl',
};

describe.skipIf(process.platform === 'win32' || process.env.CRM_DYNAMODB_ENDPOINT !== undefined)(
  'the embedded engine',
  () => {
    let dir: string;
    let engine: Engine;
    let client: DynamoClient;
    const call = (operation: string, input: unknown) => client.call(`DynamoDB_20120810.${operation}`, input);
    const start = async () => {
      engine = await startEngine(dir, 'eu-central-1');
      client = createDynamoClient(engine.url, 'eu-central-1');
    };
    beforeEach(async () => {
      dir = mkdtempSync(join(tmpdir(), 'engine-'));
      await start();
    });
    afterEach(async () => {
      client.close();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    });
    const processes = () =>
      execFileSync('ps', ['-eo', 'pid=,args='])
        .toString()
        .split('\n')
        .filter((line) => line.includes(dir) && !line.includes('/bin/sh'))
        .map((line) => Number.parseInt(line, 10));

    test('a table keeps its items over restarts, and gains an index that it lacked', async () => {
      await createTables(client).create({ ...declaration, attributes: declaration.attributes.slice(0, 1) });
      await call('PutItem', { TableName: 'Things', Item: { pk: { S: 'a' }, feed: { S: 'f' } } });
      await engine.stop();
      expect(processes()).toEqual([]);

      await start();
      const index = {
        IndexName: 'feed',
        KeySchema: [{ AttributeName: 'feed', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      };
      await createTables(client).create({ ...declaration, globalIndexes: [index] });

      await vi.waitFor(async () => {
        const found = await call('Query', {
          TableName: 'Things',
          IndexName: 'feed',
          KeyConditionExpression: 'feed = :f',
          ExpressionAttributeValues: { ':f': { S: 'f' } },
        });
        expect(found.Items).toEqual([{ pk: { S: 'a' }, feed: { S: 'f' } }]);
      });
      expect((await call('DescribeTimeToLive', { TableName: 'Things' })).TimeToLiveDescription).toMatchObject({
        TimeToLiveStatus: 'ENABLED',
        AttributeName: 'ttl',
      });
    });

    test('an engine that was ended from outside comes back at the same address, with its data', async () => {
      await createTables(client).create({ ...declaration, attributes: declaration.attributes.slice(0, 1) });
      for (const pid of processes()) process.kill(pid, 'SIGKILL');

      await vi.waitFor(async () => expect((await call('ListTables', {})).TableNames).toEqual(['Things']), 3000);
    });

    test('errors carry AWS’s names', async () => {
      await expect(call('DescribeTable', { TableName: 'Nothing' })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        status: 400,
      });
    });
  },
);
