import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { putInParts } from './multipart.ts';

const aws = mockClient(S3Client);
const client = new S3Client({ region: 'us-east-1' });
const mega = 1024 * 1024;

beforeEach(() => {
  aws.reset();
  aws.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
  aws.on(AbortMultipartUploadCommand).resolves({});
  aws.on(UploadPartCommand).callsFake(({ PartNumber }) => ({ ETag: `etag-${PartNumber}` }));
});

const pieces = async function* (sizes: readonly number[], thenFail = false): AsyncGenerator<Uint8Array> {
  for (const [i, size] of sizes.entries()) yield new Uint8Array(size).fill(i + 1);
  if (thenFail) throw new Error('the source is gone');
};
const put = (sizes: readonly number[], thenFail = false) =>
  putInParts(client, 'b', 'k', pieces(sizes, thenFail), 'text/csv');
const names = () => aws.calls().map((call) => call.args[0].constructor.name);
const partSizes = () => aws.commandCalls(UploadPartCommand).map((c) => (c.args[0].input.Body as Uint8Array).length);

test.each([[[]], [[0]], [[10, 20]], [[8 * mega - 1]]])('less than a part goes at once: %j', async (sizes) => {
  await put(sizes);

  expect(names()).toEqual(['PutObjectCommand']);
  const { Body, ContentType } = aws.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
  expect((Body as Uint8Array).length).toBe(sizes.reduce((a: number, b: number) => a + b, 0));
  expect(ContentType).toBe('text/csv');
});

test.each<[number[], number[]]>([
  [[8 * mega], [8 * mega]],
  [
    [8 * mega, 1],
    [8 * mega, 1],
  ],
  [
    [5 * mega, 5 * mega, 5 * mega],
    [10 * mega, 5 * mega],
  ],
  [
    [20 * mega, 3],
    [20 * mega, 3],
  ],
  [
    [4 * mega, 4 * mega, 8 * mega],
    [8 * mega, 8 * mega],
  ],
])('more goes in parts of at least 8 MB: %j', async (sizes, parts) => {
  await put(sizes);

  expect(partSizes()).toEqual(parts);
  expect(aws.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input).toEqual({
    Bucket: 'b',
    Key: 'k',
    UploadId: 'u',
    MultipartUpload: { Parts: parts.map((_, i) => ({ PartNumber: i + 1, ETag: `etag-${i + 1}` })) },
  });
});

test('a source that fails leaves nothing behind', async () => {
  await expect(put([9 * mega], true)).rejects.toThrow('the source is gone');

  expect(names().at(-1)).toBe('AbortMultipartUploadCommand');
  expect(aws.commandCalls(CompleteMultipartUploadCommand)).toHaveLength(0);
});

test('a part that S3 refuses ends the upload with what S3 said, even where that fails too', async () => {
  aws.on(UploadPartCommand).rejects(new Error('SlowDown'));
  aws.on(AbortMultipartUploadCommand).rejects(new Error('also gone'));

  await expect(put([9 * mega])).rejects.toThrow('SlowDown');
  expect(aws.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ UploadId: 'u' });
});

test('a small source that fails writes nothing', async () => {
  await expect(put([10], true)).rejects.toThrow('the source is gone');
  expect(aws.calls()).toHaveLength(0);
});
