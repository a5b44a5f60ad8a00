import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { createDynamoTable } from '#functions/platform/dynamo-table.ts';
import { createS3Blobs } from '#functions/platform/s3-blobs.ts';
import { systemClock } from '#functions/platform/system.ts';
import { follow } from '#functions/read-model/follow.ts';
import { saveSnapshot } from '#functions/read-model/snapshot-store.ts';
import { firstUlidAt } from '#shared/ulid.ts';
import { configOf, localCredentials, openApi } from './api.ts';
import type { Samples } from './bench-start.ts';
import { count, type Figure } from './figure.ts';
import { type LoadedFixtures, loadFixtures } from './load-fixtures.ts';
import { measureMemory } from './measure-memory.ts';
import { measureLists, measureOperations, measureVisibility } from './measure-operations.ts';
import { measureUnits, type UnitUsage } from './measure-units.ts';
import { prepareOperations } from './operations.ts';
import { type RuntimeProcess, startRuntime } from './runtime-process.ts';

const manyClients = 16;

const subOf = (token: string): string => {
  // the middle part of a JWT is its claims
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
  return claims.sub;
};

const openTable = async ({ url }: RuntimeProcess, name: string) => {
  const { awsEndpoint, region } = await configOf(url);
  const settings = { endpoint: awsEndpoint, region, credentials: localCredentials };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const bucket = buckets.find(({ Name }) => /snapshots/i.test(Name ?? ''))?.Name;
  if (!bucket) throw new Error('there is no bucket for snapshots');
  const table = createDynamoTable(new DynamoDBClient(settings), name, systemClock);
  return { table, snapshots: createS3Blobs(s3, bucket) };
};

/** The fixtures and what the runtime itself has written, as the snapshot that the query function starts from. */
const giveSnapshot = async ({ model, untilMs }: LoadedFixtures, store: Awaited<ReturnType<typeof openTable>>) => {
  for (const feed of model.feeds) feed.position = firstUlidAt(untilMs);
  await follow(model, { table: store.table, clock: systemClock });
  for (const feed of model.feeds) feed.position = firstUlidAt(Date.now());
  await saveSnapshot(model, 'latest', { snapshots: store.snapshots, clock: systemClock });
};

/** The API over HTTP, and the units of each operation, with so many contacts in the table. */
export const benchContacts = async (
  contacts: number,
  folder: string,
  samples: Samples,
  { isQuick, withMemory }: { readonly isQuick: boolean; readonly withMemory: boolean },
): Promise<{ figures: Figure[]; units: UnitUsage }> => {
  const area = `API, ${count(contacts)} contacts`;
  const fixtures = await loadFixtures(contacts, folder, samples.table);
  const runtime = await startRuntime(folder, ['--no-build', '--empty']);
  try {
    const store = await openTable(runtime, samples.table.TableName ?? '');
    await giveSnapshot(fixtures, store);
    const api = await openApi(runtime.url, 'admin@demo.example');
    const units = await measureUnits({
      table: store.table,
      model: fixtures.model,
      sub: subOf(api.token),
      companyId: fixtures.contacts[0]?.companyId ?? '',
      contact: samples.contact,
      deal: samples.deal,
    });
    fixtures.model.db.close();

    const operations = await prepareOperations(api, fixtures.contacts, manyClients);
    const most = { forMs: isQuick ? 500 : 1_000, atMost: 2_000 };
    const figures = await measureOperations(operations, area, { ...most, clients: 1 });
    figures.push(await measureLists(api, area, isQuick ? 5 : 15));
    figures.push(await measureVisibility(api, operations, area, isQuick ? 20 : 50));
    if (withMemory) figures.push(await measureMemory(runtime, api, area, false));
    figures.push(...(await measureOperations(operations, area, { ...most, clients: manyClients })));
    return { figures, units };
  } finally {
    await runtime.stop();
  }
};
