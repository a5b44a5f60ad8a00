import { S3Client } from '@aws-sdk/client-s3';
import { required } from '#functions/platform/environment.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createS3Blobs } from '#functions/platform/s3-blobs.ts';
import { anchorHeads } from './anchor-heads.ts';

const ports = portsOfAws();
const anchors = createS3Blobs(
  new S3Client({ forcePathStyle: ports.environment.AWS_ENDPOINT_URL !== undefined }),
  required(ports.environment, 'CRM_ANCHORS_BUCKET'),
);

/** Nightly: anchors the heads of yesterday's chains. */
export const handler = async (): Promise<{ heads: number }> => ({
  heads: await anchorHeads(ports.clock.now(), ports.table, anchors),
});
