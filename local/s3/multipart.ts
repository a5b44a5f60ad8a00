import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest, AwsResponse, Clock } from '../service.ts';
import type { Blob, ObjectInfo, ObjectStore } from './object-store.ts';
import { bodyText, checkWriteConditions, keptHeaders, receive, withHoistedHeaders } from './upload.ts';
import { elements, elementText, xmlResponse } from './xml.ts';

type OpenUpload = { readonly bucket: string; readonly key: string; readonly headers: Record<string, string> };
type Part = { readonly number: number; readonly blob: Blob };

const smallestPartBytes = 5 * 1024 * 1024;

/** Uploads in parts; open ones survive a restart. */
export type Multipart = {
  create(bucket: string, key: string, request: AwsRequest): AwsResponse;
  putPart(bucket: string, key: string, request: AwsRequest): Promise<AwsResponse>;
  /** Gives the finished object beside the answer. */
  complete(
    bucket: string,
    key: string,
    request: AwsRequest,
  ): Promise<{ readonly info: ObjectInfo; readonly response: AwsResponse }>;
  abort(bucket: string, key: string, request: AwsRequest): AwsResponse;
  parts(bucket: string, key: string, request: AwsRequest): AwsResponse;
};

export function createMultipart(
  store: ObjectStore,
  clock: Clock,
  location: (bucket: string, key: string) => string,
): Multipart {
  const uploads = store.table<OpenUpload>('upload');
  const parts = store.table<Part>('upload_part');

  const find = (
    bucket: string,
    key: string,
    request: AwsRequest,
  ): { readonly id: string; readonly upload: OpenUpload } => {
    const id = request.query.get('uploadId') ?? '';
    const upload = uploads.get(id);
    if (upload?.bucket !== bucket || upload.key !== key)
      throw new AwsError(
        'NoSuchUpload',
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
        404,
      );
    return { id, upload };
  };
  const partKey = (id: string, number: number): string => `${id}/${String(number).padStart(5, '0')}`;
  const partsOf = (id: string): Part[] =>
    parts
      .entries()
      .filter(([key]) => key.startsWith(`${id}/`))
      .map(([, part]) => part);
  const end = (id: string): void => {
    for (const part of partsOf(id)) {
      parts.remove(partKey(id, part.number));
      store.discard(part.blob);
    }
    uploads.remove(id);
  };

  return {
    create(bucket, key, request) {
      const id = randomUUID();
      uploads.put(id, { bucket, key, headers: keptHeaders(withHoistedHeaders(request)) });
      return xmlResponse('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id });
    },
    async putPart(bucket, key, request) {
      const { id } = find(bucket, key, request);
      const number = Number(request.query.get('partNumber'));
      if (!(Number.isInteger(number) && number >= 1 && number <= 10_000))
        throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
      const { blob, headers } = await receive(store, request);
      const before = parts.get(partKey(id, number));
      parts.put(partKey(id, number), { number, blob });
      if (before !== undefined) store.discard(before.blob);
      const checksums = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-checksum-'));
      return { status: 200, headers: { ...Object.fromEntries(checksums), etag: `"${blob.md5}"` } };
    },
    async complete(bucket, key, request) {
      const { id, upload } = find(bucket, key, request);
      const wanted = elements(await bodyText(request), 'Part').map((part) => ({
        number: Number(elementText(part, 'PartNumber')),
        etag: (elementText(part, 'ETag') ?? '').replaceAll('"', ''),
      }));
      const chosen = wanted.map(({ number, etag }) => {
        const part = parts.get(partKey(id, number));
        if (part === undefined || part.blob.md5 !== etag)
          throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.');
        return part;
      });
      if (chosen.length === 0) throw new AwsError('MalformedXML', 'The XML you provided was not well-formed');
      if (chosen.some((part, index) => index > 0 && part.number <= (chosen[index - 1]?.number ?? 0)))
        throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.');
      if (chosen.slice(0, -1).some((part) => part.blob.size < smallestPartBytes))
        throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
      const blob = await store.concatenate(chosen.map((part) => part.blob));
      const md5s = Buffer.concat(chosen.map((part) => Buffer.from(part.blob.md5, 'hex')));
      const etag = `${createHash('md5').update(md5s).digest('hex')}-${chosen.length}`;
      const info = { key, size: blob.size, etag, modifiedAt: clock.now(), headers: upload.headers };
      store.commit(bucket, info, blob, checkWriteConditions(request.headers));
      end(id);
      const Location = location(bucket, key);
      return {
        info,
        response: xmlResponse('CompleteMultipartUploadResult', {
          Location,
          Bucket: bucket,
          Key: key,
          ETag: `"${etag}"`,
        }),
      };
    },
    abort(bucket, key, request) {
      end(find(bucket, key, request).id);
      return { status: 204 };
    },
    parts(bucket, key, request) {
      const { id } = find(bucket, key, request);
      const Part = partsOf(id).map(({ number, blob }) => ({
        PartNumber: number,
        ETag: `"${blob.md5}"`,
        Size: blob.size,
      }));
      return xmlResponse('ListPartsResult', { Bucket: bucket, Key: key, UploadId: id, IsTruncated: false, Part });
    },
  };
}
