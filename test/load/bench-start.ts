import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { type Api, configOf, localCredentials, openApi } from './api.ts';
import { atMost, type Figure } from './figure.ts';
import { measureMemory } from './measure-memory.ts';
import { medianRecord } from './measure-units.ts';
import { startRuntime } from './runtime-process.ts';

/** From the demo: how the table looks, and a usual contact and deal. */
export type Samples = {
  readonly table: TableDescription;
  readonly contact: Readonly<Record<string, unknown>>;
  readonly deal: Readonly<Record<string, unknown>>;
};

const maxStartMs = 20_000;
const maxRestartMs = 8_000;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const describeTable = async (url: string): Promise<TableDescription> => {
  const { awsEndpoint, region } = await configOf(url);
  const client = new DynamoDBClient({ endpoint: awsEndpoint, region, credentials: localCredentials });
  const { TableNames: [name] = [] } = await client.send(new ListTablesCommand({}));
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (!table) throw new Error('the runtime has no table');
  return table;
};

const sampleOf = async (api: Api, path: string): Promise<Readonly<Record<string, unknown>>> =>
  medianRecord((await api.call({ path, query: { limit: '200' } })).items);

/** Starts the demo as a new user would, and again; memory once every area was called. `bundlingMs` is what a start would have taken longer. */
export const benchStart = async (
  folder: string,
  bundlingMs: number | undefined,
): Promise<{ figures: Figure[]; samples: Samples }> => {
  const area = 'local runtime, demo data';
  const first = await startRuntime(folder, ['--no-build']);
  await first.stop();
  const again = await startRuntime(folder);
  try {
    const api = await openApi(again.url, 'admin@demo.example');
    const memory = await measureMemory(again, api, area, true);
    const samples: Samples = {
      table: await describeTable(again.url),
      contact: await sampleOf(api, '/v1/contacts'),
      deal: await sampleOf(api, '/v1/deals'),
    };
    const bundling = bundlingMs === undefined ? '(bundles were there)' : `(bundling ${seconds(bundlingMs)})`;
    const figures = [
      atMost(area, 'first start, with its data', (bundlingMs ?? 0) + first.readyMs, maxStartMs, seconds, bundling),
      atMost(area, 'start when nothing changed', again.readyMs, maxRestartMs, seconds),
      memory,
    ];
    return { figures, samples };
  } finally {
    await again.stop();
  }
};
