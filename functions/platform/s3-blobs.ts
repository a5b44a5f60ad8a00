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
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { putInParts } from './multipart.ts';
import type { Blobs } from './ports.ts';

const presignedSeconds = 300;
const isMissing = (error: unknown): boolean => error instanceof NoSuchKey || error instanceof NotFound;

/** RFC 6266: an ASCII name for all, the true one for those who read UTF-8. */
const attachment = (fileName: string): string => {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%/]/g, '_');
  const utf8 = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
};

/** Objects of one bucket on S3. */
export const createS3Blobs = (client: S3Client, bucket: string): Blobs => ({
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
  uploadForm: async (key, contentType, maxBytes) =>
    createPresignedPost(client, {
      Bucket: bucket,
      Key: key,
      Expires: presignedSeconds,
      Fields: { 'Content-Type': contentType },
      Conditions: [
        ['eq', '$Content-Type', contentType],
        ['content-length-range', 1, maxBytes],
      ],
    }),
  downloadUrl: (key, fileName) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: attachment(fileName),
        ResponseContentType: 'application/octet-stream',
      }),
      { expiresIn: presignedSeconds },
    ),
});
