import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoTable } from '#functions/platform/dynamo-table.ts';
import { systemClock } from '#functions/platform/system.ts';
import type { Table } from '#functions/platform/table.ts';
import { startEngine } from '#local/dynamodb/engine.ts';
import { SimTable } from '#test/simulation/sim-table.ts';

export type Subject = { readonly table: Table; stop(): Promise<void> };

const tableName = `conformance-${process.pid}`;
const attribute = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

/** The table in memory that the simulation uses. */
export const inMemory = async (): Promise<Subject> => ({
  table: new SimTable().asTable(),
  stop: async () => undefined,
});

/** The engine that the local runtime embeds, or the one at `CRM_DYNAMODB_ENDPOINT`, behind the adapter that is deployed. */
export const onEngine = async (): Promise<Subject> => {
  const dir = await mkdtemp(join(tmpdir(), 'conformance-'));
  const engine = await startEngine(dir, 'us-east-1');
  const client = new DynamoDBClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: ['pk', 'sk', 'feed', 'feedKey'].map(attribute),
      KeySchema: keys('pk', 'sk'),
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [
        { IndexName: 'feed', KeySchema: keys('feed', 'feedKey'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    }),
  );
  return {
    table: createDynamoTable(client, tableName, systemClock),
    stop: async () => {
      client.destroy();
      await engine.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

export const engineName = process.env.CRM_DYNAMODB_ENDPOINT ? 'DynamoDB at CRM_DYNAMODB_ENDPOINT' : 'embedded engine';

/** What a call came to, in a form that two engines can be compared by. */
export const outcomeOf = async (call: () => Promise<unknown>): Promise<unknown> => {
  try {
    return { value: await call() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name } = error;
    return 'failed' in error
      ? { error: name, failed: error.failed, isConflict: 'isConflict' in error && error.isConflict }
      : { error: name };
  }
};
