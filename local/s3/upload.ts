import { Readable } from 'node:stream';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest } from '../service.ts';
import { checkChecksums } from './checksum.ts';
import { decodeChunked } from './chunked.ts';
import type { Blob, ObjectInfo, ObjectStore } from './object-store.ts';

/** A body that is on disk, and what its request says of it. */
export type Upload = { readonly blob: Blob; readonly headers: Record<string, string> };

/** Writes a request's body to disk, decoded and checked against its checksums. */
export async function receive(store: ObjectStore, request: AwsRequest): Promise<Upload> {
  const given = withHoistedHeaders(request);
  const check = checkChecksums(given);
  let trailers: Readonly<Record<string, string>> = {};
  const body = bodyOf(request);
  const isChunked =
    given['content-encoding']?.includes('aws-chunked') || given['x-amz-content-sha256']?.startsWith('STREAMING-');
  const onTrailers = (found: typeof trailers): void => {
    trailers = found;
  };
  const decoded = isChunked ? body.compose(decodeChunked(onTrailers)) : body;
  const blob = await store.write(Readable.from(decoded, { objectMode: false }), (chunk) => check.update(chunk));
  try {
    const expected = given['x-amz-decoded-content-length'];
    if (expected !== undefined && Number(expected) !== blob.size)
      throw new AwsError(
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length HTTP header.',
      );
    return { blob, headers: { ...keptHeaders(given), ...check.finish(trailers) } };
  } catch (error) {
    store.discard(blob);
    throw error;
  }
}

/** A request's whole body as text; for the small documents. */
export async function bodyText(request: AwsRequest): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bodyOf(request)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

export function bodyOf(request: AwsRequest): Readable {
  if (request.stream === undefined) return Readable.from([request.body], { objectMode: false });
  return request.stream instanceof Readable ? request.stream : new Readable().wrap(request.stream);
}

/** A presigned URL carries `x-amz-…` headers in its query. */
export function withHoistedHeaders(request: AwsRequest): Record<string, string> {
  const hoisted = [...request.query].map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...Object.fromEntries(hoisted.filter(([name]) => name.startsWith('x-amz-'))), ...request.headers };
}

/** What of a request's headers comes back with the object. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': headers['content-type'] ?? 'binary/octet-stream' };
  for (const [name, value] of Object.entries(headers))
    if (/^(cache-control|content-disposition|content-language|expires|x-amz-meta-.+)$/.test(name)) kept[name] = value;
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'aws-chunked');
  if (encoding.length > 0) kept['content-encoding'] = encoding.join(',');
  return kept;
}

/** The conditions of a write: `If-None-Match: *` and `If-Match`. */
export function checkWriteConditions(headers: Readonly<Record<string, string>>): (now: ObjectInfo | undefined) => void {
  return (now) => {
    if (headers['if-none-match'] === '*' && now !== undefined) throw preconditionFailed('If-None-Match');
    const wanted = headers['if-match'];
    if (wanted === undefined) return;
    if (now === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    if (wanted.replaceAll('"', '') !== now.etag) throw preconditionFailed('If-Match');
  };
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });
}
