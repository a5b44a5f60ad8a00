import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { putInParts } from './multipart.ts';
import type { Blobs } from './ports.ts';

const isMissing = (error: unknown): boolean => error instanceof NoSuchKey || error instanceof NotFound;

/** The part of a bucket that is addresses to hand out; most functions hand out none and do without what signs them. */
export type LinksOf = (client: S3Client, bucket: string) => Pick<Blobs, 'uploadForm' | 'downloadUrl'>;

const withoutLinks = async (): Promise<never> => {
  throw new Error('This function hands out no addresses of objects');
};
const noLinks: LinksOf = () => ({ uploadForm: withoutLinks, downloadUrl: withoutLinks });

/** Objects of one bucket on S3; addresses of them only by `createS3Links`. */
export const createS3Blobs = (client: S3Client, bucket: string, linksOf = noLinks): Blobs => ({
  get: async (key) => {
    try {
      const out = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await out.Body?.transformToByteArray();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  stream: async (key, from = 0) => {
    try {
      const out = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...(from > 0 && { Range: `bytes=${from}-` }) }),
      );
      // in Node the body is a readable stream, which is iterable
      return out.Body as AsyncIterable<Uint8Array> | undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  put: async (key, body, contentType) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
  },
  putStream: (key, body, contentType) => putInParts(client, bucket, key, body, contentType),
  sizeOf: async (key) => {
    try {
      return (await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).ContentLength;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  list: async (prefix) => {
    const found: { key: string; sizeBytes: number; modifiedMs: number }[] = [];
    let token: string | undefined;
    do {
      const out = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token && { ContinuationToken: token }) }),
      );
      for (const o of out.Contents ?? [])
        found.push({ key: o.Key ?? '', sizeBytes: o.Size ?? 0, modifiedMs: o.LastModified?.getTime() ?? 0 });
      token = out.NextContinuationToken;
    } while (token);
    return found;
  },
  delete: async (key) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
  ...linksOf(client, bucket),
});
