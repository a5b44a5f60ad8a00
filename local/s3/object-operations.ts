import { Readable } from 'node:stream';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest, AwsResponse, Clock } from '../service.ts';
import type { ObjectInfo, ObjectStore } from './object-store.ts';
import { bodyText, keptHeaders } from './upload.ts';
import { elements, elementText, noSuchKey, xmlResponse } from './xml.ts';

/** Copies an object, with its own metadata or with the request's. */
export async function copyObject(
  store: ObjectStore,
  clock: Clock,
  bucket: string,
  key: string,
  request: AwsRequest,
): Promise<{ readonly info: ObjectInfo; readonly response: AwsResponse }> {
  const source = decodeURIComponent((request.headers['x-amz-copy-source'] ?? '').split('?')[0] ?? '').replace(
    /^\//,
    '',
  );
  const [fromBucket, fromKey] = [source.slice(0, source.indexOf('/')), source.slice(source.indexOf('/') + 1)];
  const from = store.find(fromBucket, fromKey);
  if (from === undefined) throw noSuchKey(fromKey);
  const isReplaced = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  if (fromBucket === bucket && fromKey === key && !isReplaced)
    throw new AwsError(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing its metadata.',
    );
  const blob = await store.write(Readable.from(store.read(fromBucket, fromKey), { objectMode: false }));
  const headers = isReplaced ? keptHeaders(request.headers) : from.headers;
  const info = { key, size: blob.size, etag: blob.md5, modifiedAt: clock.now(), headers };
  store.commit(bucket, info, blob);
  const LastModified = new Date(info.modifiedAt).toISOString();
  return { info, response: xmlResponse('CopyObjectResult', { LastModified, ETag: `"${info.etag}"` }) };
}

/** Deletes up to a thousand objects; those that do not exist count as deleted. */
export async function deleteObjects(request: AwsRequest, remove: (key: string) => void): Promise<AwsResponse> {
  const body = await bodyText(request);
  const keys = elements(body, 'Object').map((object) => elementText(object, 'Key') ?? '');
  if (keys.length === 0 || keys.length > 1000)
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed');
  for (const key of keys) remove(key);
  const isQuiet = elementText(body, 'Quiet') === 'true';
  return xmlResponse('DeleteResult', isQuiet ? {} : { Deleted: keys.map((Key) => ({ Key })) });
}
