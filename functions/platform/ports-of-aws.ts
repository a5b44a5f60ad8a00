import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Ports } from './context.ts';
import { createDynamoTable } from './dynamo-table.ts';
import { readEnvironment } from './environment.ts';
import type { Blobs } from './ports.ts';
import { createS3Blobs } from './s3-blobs.ts';
import { systemClock, systemIds, systemLog } from './system.ts';

const missing = (name: string): Blobs =>
  new Proxy({} as Blobs, {
    get: () => () => {
      throw new Error(`This function was given no bucket for ${name}`);
    },
  });

/** The ports of a deployed function, from its environment; built once, at module scope of its entry. */
export const portsOfAws = (variables: Readonly<Record<string, string | undefined>> = process.env): Ports => {
  const environment = readEnvironment(variables);
  const s3 = new S3Client({ forcePathStyle: environment.AWS_ENDPOINT_URL !== undefined });
  const bucket = (name: string | undefined, what: string): Blobs => (name ? createS3Blobs(s3, name) : missing(what));
  return {
    table: createDynamoTable(new DynamoDBClient({ maxAttempts: 4 }), environment.CRM_TABLE, systemClock),
    clock: systemClock,
    ids: systemIds,
    log: systemLog,
    environment,
    files: bucket(environment.CRM_FILES_BUCKET, 'files'),
    snapshots: bucket(environment.CRM_SNAPSHOTS_BUCKET, 'snapshots'),
  };
};
