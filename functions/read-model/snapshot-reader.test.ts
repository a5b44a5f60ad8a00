import { expect, test } from 'vitest';
import type { Clock } from '#functions/platform/ports.ts';
import { createSnapshotReader, signedHeaders, sourceOf } from './snapshot-reader.ts';

const clock: Clock = { now: () => Date.parse('2013-05-24T00:00:00Z'), sleep: async () => {} };
const credentials = {
  region: 'us-east-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const source = () => ({ ...credentials, origin: 'https://examplebucket.s3.amazonaws.com' });

test('a request is signed as in the example of the S3 documentation', () => {
  const headers = signedHeaders(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), credentials, clock.now(), {
    range: 'bytes=0-9',
  });

  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

const answering = (...answers: (Response | Error)[]) => {
  const urls: string[] = [];
  const send: typeof fetch = async (url) => {
    urls.push(String(url));
    const answer = answers[urls.length - 1];
    if (!answer || answer instanceof Error) throw answer ?? new Error('no more answers');
    return answer;
  };
  return { urls, reader: createSnapshotReader(source, clock, send) };
};

test('an object is read whole or piece by piece', async () => {
  const { reader, urls } = answering(new Response('whole'), new Response('pieces'));

  expect(Buffer.from((await reader.get('read-model/latest.json')) ?? []).toString()).toBe('whole');
  const pieces: Uint8Array[] = [];
  for await (const piece of (await reader.stream('a')) ?? []) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe('pieces');
  expect(urls[0]).toBe('https://examplebucket.s3.amazonaws.com/read-model/latest.json');
});

test('what is not there is undefined, what may not be read is an error', async () => {
  expect(await answering(new Response('', { status: 404 })).reader.get('a')).toBeUndefined();
  await expect(answering(new Response('', { status: 403 })).reader.get('a')).rejects.toThrow('403');
});

test('a server that fails or a connection that breaks is tried again, three times in all', async () => {
  const bad = () => new Response('', { status: 503 });

  expect(await answering(new Error('reset'), bad(), new Response('x')).reader.get('a')).toEqual(new Uint8Array([120]));
  await expect(answering(bad(), bad(), bad(), new Response('x')).reader.get('a')).rejects.toThrow('503');
});

test('a missing setting is named', () => {
  expect(() => sourceOf({ AWS_REGION: 'x' })).toThrow('CRM_SNAPSHOTS_BUCKET');
  expect(
    sourceOf({
      ...{ CRM_SNAPSHOTS_BUCKET: 'b', AWS_REGION: 'r', AWS_ACCESS_KEY_ID: 'i', AWS_SECRET_ACCESS_KEY: 's' },
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1/',
    }).origin,
  ).toBe('http://127.0.0.1:1/b');
});
