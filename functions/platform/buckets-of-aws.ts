import { S3Client } from '@aws-sdk/client-s3';
import type { Ports } from './context.ts';
import { readEnvironment } from './environment.ts';
import { createS3Blobs, type LinksOf } from './s3-blobs.ts';

/** The buckets that a function was given, as ports; `linksOf` (`createS3Links`) only where addresses of files are handed out. */
export const bucketsOfAws = (
  variables: Readonly<Record<string, string | undefined>> = process.env,
  linksOf?: LinksOf,
): Partial<Pick<Ports, 'files' | 'snapshots'>> => {
  const {
    CRM_FILES_BUCKET: files,
    CRM_SNAPSHOTS_BUCKET: snapshots,
    AWS_ENDPOINT_URL: endpoint,
  } = readEnvironment(variables);
  const client = new S3Client({ forcePathStyle: endpoint !== undefined });
  return {
    ...(files && { files: createS3Blobs(client, files, linksOf) }),
    ...(snapshots && { snapshots: createS3Blobs(client, snapshots) }),
  };
};
