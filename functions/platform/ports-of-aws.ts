import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Ports } from './context.ts';
import { createDynamoTable } from './dynamo-table.ts';
import { readEnvironment } from './environment.ts';
import type { Blobs } from './ports.ts';
import { systemClock, systemIds, systemLog } from './system.ts';

/**
 * A call that hangs is given up: an event that became visible long after the time in its id would be missed by those who follow the feed.
 */
const patience = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
};

const missing = (name: string): Blobs =>
  new Proxy({} as Blobs, {
    get: () => () => {
      throw new Error(`This function was given no bucket for ${name}`);
    },
  });

/**
 * The ports of a deployed function, from its environment; built once, at module scope of its entry. Only a function that uses buckets hands
 * them in (`bucketsOfAws`): the others do without the client of S3.
 */
export const portsOfAws = (
  variables: Readonly<Record<string, string | undefined>> = process.env,
  buckets: Partial<Pick<Ports, 'files' | 'snapshots'>> = {},
): Ports => {
  const environment = readEnvironment(variables);
  return {
    table: createDynamoTable(new DynamoDBClient(patience), environment.CRM_TABLE, systemClock),
    clock: systemClock,
    ids: systemIds,
    log: systemLog,
    environment,
    files: missing('files'),
    snapshots: missing('snapshots'),
    ...buckets,
  };
};
