import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createS3Blobs } from './s3-blobs.ts';
import { createS3Links } from './s3-links.ts';

const aws = mockClient(S3Client);
const client = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' } });
const blobs = createS3Blobs(client, 'bucket', createS3Links);
const meta = { $metadata: {}, message: '' };

beforeEach(() => aws.reset());
const sent = (): unknown => aws.calls()[0]?.args[0].input;

test('an object that is not there is undefined, by whatever name S3 says so', async () => {
  aws.on(GetObjectCommand).rejects(new NoSuchKey(meta));
  aws.on(HeadObjectCommand).rejects(new NotFound(meta));

  expect(await blobs.get('k')).toBeUndefined();
  expect(await blobs.stream('k')).toBeUndefined();
  expect(await blobs.sizeOf('k')).toBeUndefined();
});

test('any other failure comes through', async () => {
  const error = Object.assign(new Error('no'), { name: 'AccessDenied' });
  aws.on(GetObjectCommand).rejects(error).on(HeadObjectCommand).rejects(error);

  await expect(blobs.get('k')).rejects.toBe(error);
  await expect(blobs.stream('k')).rejects.toBe(error);
  await expect(blobs.sizeOf('k')).rejects.toBe(error);
});

test('a stream begins at the byte that is asked for', async () => {
  aws.on(GetObjectCommand).resolves({});
  await blobs.stream('k', 500);
  await blobs.stream('k');

  expect(aws.calls().map((call) => call.args[0].input)).toEqual([
    { Bucket: 'bucket', Key: 'k', Range: 'bytes=500-' },
    { Bucket: 'bucket', Key: 'k' },
  ]);
});

test('a put and a delete', async () => {
  aws.on(PutObjectCommand).resolves({}).on(DeleteObjectCommand).resolves({});
  await blobs.put('k', new Uint8Array([1]), 'text/plain');
  await blobs.delete('k');

  expect(aws.calls().map((call) => call.args[0].input)).toEqual([
    { Bucket: 'bucket', Key: 'k', Body: new Uint8Array([1]), ContentType: 'text/plain' },
    { Bucket: 'bucket', Key: 'k' },
  ]);
});

test('a list walks all pages', async () => {
  const at = new Date(5);
  aws
    .on(ListObjectsV2Command)
    .resolvesOnce({ Contents: [{ Key: 'a', Size: 1, LastModified: at }], NextContinuationToken: 't' })
    .resolves({ Contents: [{ Key: 'b', Size: 2, LastModified: at }] });

  expect(await blobs.list('p/')).toEqual([
    { key: 'a', sizeBytes: 1, modifiedMs: 5 },
    { key: 'b', sizeBytes: 2, modifiedMs: 5 },
  ]);
  expect(sent()).toEqual({ Bucket: 'bucket', Prefix: 'p/' });
  expect(aws.calls()[1]?.args[0].input).toMatchObject({ ContinuationToken: 't' });
});

test('an upload form fixes key, type and size, for five minutes', async () => {
  const startMs = Date.now();
  const { url, fields } = await blobs.uploadForm('imports/1', 'text/csv', 1000);

  expect(url).toContain('bucket');
  expect(fields).toMatchObject({ key: 'imports/1', 'Content-Type': 'text/csv' });
  // the form's policy as S3 reads it
  const policy = JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString()) as {
    expiration: string;
    conditions: unknown[];
  };
  expect(policy.conditions).toEqual(
    expect.arrayContaining([
      ['eq', '$Content-Type', 'text/csv'],
      ['content-length-range', 1, 1000],
      { key: 'imports/1' },
      { bucket: 'bucket' },
    ]),
  );
  expect(Date.parse(policy.expiration) - startMs).toBeLessThanOrEqual(302_000);
});

test('a download is always an attachment of no type that a browser runs, whatever it is called', async () => {
  const url = new URL(await blobs.downloadUrl('k', 'naïve "q\\uote"\r\n/..%.html'));
  const disposition = url.searchParams.get('response-content-disposition') ?? '';

  expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
  expect(url.searchParams.get('response-content-type')).toBe('application/octet-stream');
  expect(disposition).toBe(
    `attachment; filename="na_ve _q_uote____.._.html"; filename*=UTF-8''na%C3%AFve%20%22q%5Cuote%22%0D%0A%2F..%25.html`,
  );
});
