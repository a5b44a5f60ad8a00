import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest, AwsResponse } from '../service.ts';
import type { ObjectInfo, ObjectStore } from './object-store.ts';
import { preconditionFailed } from './upload.ts';
import { noSuchKey } from './xml.ts';

/** Answers `GetObject` and `HeadObject`: ranges, conditions and the headers that a query replaces. */
export function readObject(store: ObjectStore, bucket: string, key: string, request: AwsRequest): AwsResponse {
  const info = store.find(bucket, key);
  if (info === undefined) throw noSuchKey(key);
  const isUnchanged = checkReadConditions(info, request.headers);
  const headers = objectHeaders(info, request);
  if (isUnchanged)
    return { status: 304, headers: { etag: headers.etag ?? '', 'last-modified': headers['last-modified'] ?? '' } };
  const range = readRange(request.headers.range, info.size);
  const length = range === undefined ? info.size : range.end - range.start + 1;
  headers['content-length'] = String(length);
  if (range !== undefined) headers['content-range'] = `bytes ${range.start}-${range.end}/${info.size}`;
  const response = { status: range === undefined ? 200 : 206, headers };
  if (request.method === 'HEAD') return response;
  return { ...response, body: store.read(bucket, key, range?.start, range?.end) };
}

function objectHeaders(info: ObjectInfo, request: AwsRequest): Record<string, string> {
  const isWhole = request.headers.range === undefined;
  const wantsChecksum = isWhole && request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
  const headers: Record<string, string> = {
    etag: `"${info.etag}"`,
    'last-modified': new Date(info.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
  };
  for (const [name, value] of Object.entries(info.headers))
    if (wantsChecksum || !name.startsWith('x-amz-checksum-')) headers[name] = value;
  for (const [name, value] of request.query)
    if (/^response-(cache-control|content-(disposition|encoding|language|type)|expires)$/.test(name))
      headers[name.slice('response-'.length)] = value;
  return headers;
}

/** Whether the object is what the caller has already; throws where a condition does not hold. */
function checkReadConditions(info: ObjectInfo, headers: Readonly<Record<string, string>>): boolean {
  const modified = Math.floor(info.modifiedAt / 1000) * 1000;
  const unmodifiedSince = headers['if-unmodified-since'];
  if (headers['if-match'] !== undefined) {
    if (!matchesEtag(headers['if-match'], info.etag)) throw preconditionFailed('If-Match');
  } else if (unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince))
    throw preconditionFailed('If-Unmodified-Since');
  if (headers['if-none-match'] !== undefined) return matchesEtag(headers['if-none-match'], info.etag);
  const modifiedSince = headers['if-modified-since'];
  return modifiedSince !== undefined && modified <= Date.parse(modifiedSince);
}

function matchesEtag(condition: string, etag: string): boolean {
  return condition.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '').replaceAll('"', '')));
}

/** The bytes that a `Range` header asks for; one that cannot be read is ignored, one beyond the end is refused. */
function readRange(
  range: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || start > end)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: range,
      ActualObjectSize: size,
    });
  return { start, end };
}
