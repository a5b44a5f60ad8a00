import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Deletes every version of every object; answers how many could not be deleted, as those under a lock cannot. */
export const emptyBucket = async (client: S3Client, bucket: string): Promise<number> => {
  let kept = 0;
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next) {
    const page: Awaited<ReturnType<typeof list>> = await list(client, bucket, next);
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (found.length > 0) {
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: {
            Quiet: true,
            Objects: found.map(({ Key = '', VersionId }) => ({ Key, ...(VersionId && { VersionId }) })),
          },
        }),
      );
      kept += Errors.length;
    }
    next = page.IsTruncated
      ? {
          ...(page.NextKeyMarker && { KeyMarker: page.NextKeyMarker }),
          ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }),
        }
      : undefined;
  }
  return kept;
};

const list = (client: S3Client, bucket: string, after: { KeyMarker?: string; VersionIdMarker?: string }) =>
  client.send(new ListObjectVersionsCommand({ Bucket: bucket, ...after }));
