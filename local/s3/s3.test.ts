import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import * as aws from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ServiceEvent } from '../events/events.ts';
import { type TestContext, type TestEndpoint, testClock, testContext, testEndpoint } from '../test-endpoint.ts';
import { createS3, type S3 } from './s3.ts';

const Bucket = 'files';
const cors = [
  {
    AllowedOrigins: ['http://app.example'],
    AllowedMethods: ['GET', 'PUT'],
    AllowedHeaders: ['*'],
    ExposedHeaders: ['ETag'],
  },
];

let endpoint: TestEndpoint;
let client: aws.S3Client;
let context: TestContext;
let s3: S3;
let published: ServiceEvent[];

beforeAll(async () => {
  endpoint = await testEndpoint();
  client = new aws.S3Client({ ...endpoint.client, forcePathStyle: true });
});

afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

beforeEach(() => {
  // Presigning takes the machine's time.
  context = testContext({ endpoint: endpoint.url, clock: testClock(Date.now()) });
  restart();
});

afterEach(() => {
  s3.stop();
  context[Symbol.dispose]();
});

/** Begins the service on the context's folder, as a new process would. */
function restart(): void {
  published = [];
  s3 = createS3(context, (event) => void published.push(event));
  s3.putBucket({ name: Bucket, cors, hasEventBridge: true });
  endpoint.use(s3);
}

const put = (
  Key: string,
  Body: aws.PutObjectCommandInput['Body'] = 'text',
  more: Partial<aws.PutObjectCommandInput> = {},
) => client.send(new aws.PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: Partial<aws.GetObjectCommandInput> = {}) =>
  client.send(new aws.GetObjectCommand({ Bucket, Key, ...more }));
const text = async (Key: string) => (await get(Key)).Body?.transformToString();

describe('an object', () => {
  test('comes back as it was put, with what was said of it', async () => {
    const headers = {
      ContentType: 'text/csv',
      CacheControl: 'no-cache',
      ContentDisposition: 'inline',
      Metadata: { owner: 'ann' },
    };
    const { ETag } = await put('a b/ü+&.csv', 'name;city', headers);

    const found = await get('a b/ü+&.csv');
    expect(await found.Body?.transformToString()).toBe('name;city');
    expect(found).toMatchObject({ ...headers, ContentLength: 9, ETag, ChecksumCRC32: expect.any(String) });
    expect(await client.send(new aws.HeadObjectCommand({ Bucket, Key: 'a b/ü+&.csv' }))).toMatchObject({
      ContentLength: 9,
      ETag,
    });
  });

  test('may be a stream of unknown checksum, and is kept to the byte', async () => {
    const bytes = randomBytes(3_000_000);

    await put('big', Readable.from([bytes.subarray(0, 1_000_001), bytes.subarray(1_000_001)]), {
      ContentLength: bytes.length,
    });

    const found = Buffer.from((await (await get('big')).Body?.transformToByteArray()) ?? []);
    expect(found.equals(bytes)).toBe(true);
  });

  test('that does not exist is NoSuchKey, and its bucket NoSuchBucket', async () => {
    await expect(get('none')).rejects.toMatchObject({
      name: 'NoSuchKey',
      message: 'The specified key does not exist.',
    });
    await expect(client.send(new aws.HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(get('a', { Bucket: 'none' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('is read in ranges', async () => {
    await put('a', '0123456789');
    const range = async (Range: string) => {
      const found = await get('a', { Range });
      return [await found.Body?.transformToString(), found.ContentRange];
    };

    expect(await range('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await range('bytes=7-')).toEqual(['789', 'bytes 7-9/10']);
    expect(await range('bytes=-2')).toEqual(['89', 'bytes 8-9/10']);
    await expect(get('a', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('is read and written on conditions', async () => {
    const { ETag } = await put('a', 'one');

    await expect(get('a', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get('a', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('a', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('a', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text('a')).toBe('one');
    await put('a', 'two', { IfMatch: ETag });
    expect(await text('a')).toBe('two');
  });

  test('whose checksum is wrong is not kept', async () => {
    await expect(put('a', 'text', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });

    await expect(get('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('is copied and deleted', async () => {
    await put('a', 'one', { Metadata: { x: '1' } });
    await client.send(new aws.CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
    await client.send(new aws.DeleteObjectCommand({ Bucket, Key: 'a' }));
    await client.send(new aws.DeleteObjectCommand({ Bucket, Key: 'a' }));

    expect((await get('b')).Metadata).toEqual({ x: '1' });
    await expect(get('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { Deleted } = await client.send(
      new aws.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }, { Key: '&' }] } }),
    );
    expect(Deleted?.map((one) => one.Key)).toEqual(['b', '&']);
    expect(s3.keys(Bucket)).toEqual([]);
  });

  test('is there after a restart', async () => {
    await put('a', 'one');
    s3.stop();
    restart();

    expect(await text('a')).toBe('one');
  });
});

test('keys are listed by prefix and delimiter, a page at a time', async () => {
  for (const key of ['a.txt', 'in/1', 'in/2', 'in/3', 'out/1', 'z&.txt']) await put(key);
  const list = (input: Partial<aws.ListObjectsV2CommandInput>) =>
    client.send(new aws.ListObjectsV2Command({ Bucket, ...input }));

  const top = await list({ Delimiter: '/' });
  expect(top.Contents?.map((one) => one.Key)).toEqual(['a.txt', 'z&.txt']);
  expect(top.CommonPrefixes?.map((one) => one.Prefix)).toEqual(['in/', 'out/']);
  const first = await list({ Prefix: 'in/', MaxKeys: 2 });
  expect(first.Contents?.map((one) => one.Key)).toEqual(['in/1', 'in/2']);
  expect(first.IsTruncated).toBe(true);
  const second = await list({ Prefix: 'in/', MaxKeys: 2, ContinuationToken: first.NextContinuationToken });
  expect(second.Contents?.map((one) => one.Key)).toEqual(['in/3']);
  expect(second.IsTruncated).toBe(false);
  expect((await list({ StartAfter: 'in/2', MaxKeys: 10 })).Contents?.map((one) => one.Key)).toEqual([
    'in/3',
    'out/1',
    'z&.txt',
  ]);

  const pages: unknown[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ Delimiter: '/', MaxKeys: 1, ContinuationToken });
    pages.push(page.Contents?.[0]?.Key ?? page.CommonPrefixes?.[0]?.Prefix);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  expect(pages).toEqual(['a.txt', 'in/', 'out/', 'z&.txt']);
});

describe('an upload in parts', () => {
  const create = async (Key = 'parts') => {
    const { UploadId } = await client.send(
      new aws.CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'text/csv' }),
    );
    const part = async (PartNumber: number, Body: Buffer | string) => {
      const { ETag } = await client.send(new aws.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    };
    const complete = (Parts: aws.CompletedPart[]) =>
      client.send(new aws.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    return { UploadId, part, complete };
  };

  test('becomes one object, also over a restart, and is told once', async () => {
    const { part, complete } = await create();
    const first = await part(1, Buffer.alloc(5 * 1024 * 1024, 'a'));
    s3.stop();
    restart();
    const second = await part(2, 'end');

    const { ETag } = await complete([first, second]);

    expect(ETag).toMatch(/-2"$/);
    const found = await get('parts', { Range: 'bytes=5242878-' });
    expect(await found.Body?.transformToString()).toBe('aaend');
    expect(found.ContentType).toBe('text/csv');
    expect(published.map((event) => event.detail.reason)).toEqual(['CompleteMultipartUpload']);
  });

  test('is refused with a part that is missing, small or out of order', async () => {
    const { part, complete } = await create();
    const small = await part(1, 'small');
    const last = await part(2, 'last');

    await expect(complete([small, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([last, small])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
  });

  test('that was given up is gone', async () => {
    const { UploadId, part } = await create();
    await part(1, 'x');
    await client.send(new aws.AbortMultipartUploadCommand({ Bucket, Key: 'parts', UploadId }));

    await expect(part(2, 'y')).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });
});

describe('a presigned URL', () => {
  const url = (Key = 'a b') => getSignedUrl(client, new aws.GetObjectCommand({ Bucket, Key }), { expiresIn: 60 });

  test('reads until it expires', async () => {
    await put('a b', 'secret');
    const address = await url();
    expect(await (await fetch(address)).text()).toBe('secret');

    context.clock.advance(70_000);

    const late = await fetch(address);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('<Message>Request has expired</Message>');
  });

  test('for one object reads no other', async () => {
    await put('a b', 'mine');
    await put('other', 'not mine');

    const response = await fetch((await url()).replace('a%20b', 'other'));

    expect(response.status).toBe(403);
    expect(await response.text()).toContain('SignatureDoesNotMatch');
  });

  test('writes what it says', async () => {
    const plain = new aws.S3Client({
      ...endpoint.client,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const command = new aws.PutObjectCommand({ Bucket, Key: 'up.csv', ContentType: 'text/csv' });
    const address = await getSignedUrl(plain, command, { expiresIn: 60, signableHeaders: new Set(['content-type']) });

    const wrong = await fetch(address, { method: 'PUT', body: 'x', headers: { 'content-type': 'text/html' } });
    const right = await fetch(address, { method: 'PUT', body: 'x', headers: { 'content-type': 'text/csv' } });

    expect([wrong.status, right.status]).toEqual([403, 200]);
    expect((await get('up.csv')).ContentType).toBe('text/csv');
  });

  test('can name the file that is downloaded', async () => {
    await put('a', 'x');
    const command = new aws.GetObjectCommand({
      Bucket,
      Key: 'a',
      ResponseContentDisposition: 'attachment; filename="b.csv"',
    });
    const response = await fetch(await getSignedUrl(client, command));

    expect(response.headers.get('content-disposition')).toBe('attachment; filename="b.csv"');
  });

  test('is needed: without it and without credentials nothing is read', async () => {
    await put('a');

    expect((await fetch(`${endpoint.url}/_aws/${Bucket}/a`)).status).toBe(403);
  });
});

describe('a presigned form', () => {
  const form = (
    Conditions: NonNullable<Parameters<typeof createPresignedPost>[1]['Conditions']> = [],
    Fields: Record<string, string> = {},
  ) =>
    createPresignedPost(client, {
      Bucket,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the name that S3 gives to this placeholder
      Key: 'in/${filename}',
      Conditions: [['content-length-range', 2, 10], ...Conditions],
      Fields: { 'Content-Type': 'text/csv', ...Fields },
      Expires: 60,
    });
  const send = async (post: Awaited<ReturnType<typeof form>>, file = 'a;b', changes: Record<string, string> = {}) => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...post.fields, ...changes })) data.append(name, value);
    data.append('file', new Blob([file]), 'leads.csv');
    return fetch(post.url, { method: 'POST', body: data });
  };

  test('uploads as its policy says', async () => {
    const response = await send(await form([], { success_action_status: '201', 'x-amz-meta-by': 'ann' }));

    expect(response.status).toBe(201);
    expect(await response.text()).toContain('<Key>in/leads.csv</Key>');
    const found = await get('in/leads.csv');
    expect(await found.Body?.transformToString()).toBe('a;b');
    expect(found).toMatchObject({ ContentType: 'text/csv', Metadata: { by: 'ann' } });
    expect(published[0]?.detail.reason).toBe('PostObject');
  });

  test.each([
    ['too big', 'x'.repeat(11), {}, 400, 'EntityTooLarge'],
    ['too small', 'x', {}, 400, 'EntityTooSmall'],
    ['for another place', 'a;b', { key: 'other' }, 403, 'Policy Condition failed'],
    ['of another type', 'a;b', { 'Content-Type': 'text/html' }, 403, 'Policy Condition failed'],
    [
      'with a field that the policy does not know',
      'a;b',
      { 'x-amz-meta-role': 'admin' },
      403,
      'Extra input fields: x-amz-meta-role',
    ],
    ['with a changed signature', 'a;b', { 'X-Amz-Signature': '0'.repeat(64) }, 403, 'SignatureDoesNotMatch'],
  ])('that is %s is refused and leaves nothing', async (_name, file, changes, status, message) => {
    const response = await send(await form(), file, changes);

    expect(response.status).toBe(status);
    expect(await response.text()).toContain(message);
    expect(s3.keys(Bucket)).toEqual([]);
  });

  test('expires', async () => {
    const post = await form();
    context.clock.advance(61_000);

    expect(await (await send(post)).text()).toContain('Policy expired');
  });
});

describe('a page of another origin', () => {
  const preflight = (origin: string, method: string) =>
    fetch(`${endpoint.url}/_aws/${Bucket}/a`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'content-type' },
    });

  test("may do what the bucket's rules say, and no more", async () => {
    const allowed = await preflight('http://app.example', 'PUT');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://app.example');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type');
    expect((await preflight('http://app.example', 'DELETE')).status).toBe(403);
    expect((await preflight('http://evil.example', 'PUT')).status).toBe(403);
  });
});

test('changes are told to the default bus as AWS words them, where the bucket asks for it', async () => {
  s3.putBucket({ name: 'quiet', cors: [], hasEventBridge: false });
  await put('a', 'one');
  await put('a', 'one', { Bucket: 'quiet' });
  await client.send(new aws.DeleteObjectCommand({ Bucket, Key: 'a' }));

  expect(published).toHaveLength(2);
  expect(published[0]).toMatchObject({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: ['arn:aws:s3:::files'],
    detail: { bucket: { name: 'files' }, object: { key: 'a', size: 3, etag: expect.any(String) }, reason: 'PutObject' },
  });
  expect(published[1]).toMatchObject({ 'detail-type': 'Object Deleted', detail: { object: { key: 'a' } } });
});
