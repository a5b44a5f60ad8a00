import { AwsError } from '../protocol/aws-error.ts';
import type { AwsResponse } from '../service.ts';
import type { ObjectInfo, ObjectStore } from './object-store.ts';
import { xmlResponse } from './xml.ts';

type Page = { readonly objects: ObjectInfo[]; readonly prefixes: string[]; readonly next?: string };

/** Answers `ListObjectsV2`. */
export function listObjects(store: ObjectStore, bucket: string, query: URLSearchParams): AwsResponse {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const token = query.get('continuation-token');
  if (!(limit >= 0))
    throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString('utf8');
  const page = collect(store, bucket, { prefix, delimiter, limit, after });
  const write = query.get('encoding-type') === 'url' ? encodeKey : (text: string) => text;
  return xmlResponse('ListBucketResult', {
    Name: bucket,
    Prefix: write(prefix),
    ...(delimiter === '' ? {} : { Delimiter: write(delimiter) }),
    MaxKeys: limit,
    KeyCount: page.objects.length + page.prefixes.length,
    IsTruncated: page.next !== undefined,
    ...(token === null ? {} : { ContinuationToken: token }),
    ...(page.next === undefined ? {} : { NextContinuationToken: Buffer.from(page.next).toString('base64url') }),
    Contents: page.objects.map((info) => ({
      Key: write(info.key),
      LastModified: new Date(info.modifiedAt).toISOString(),
      ETag: `"${info.etag}"`,
      Size: info.size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.prefixes.map((one) => ({ Prefix: write(one) })),
  });
}

/** A page of keys, with those that share a prefix up to the delimiter rolled into one. */
function collect(
  store: ObjectStore,
  bucket: string,
  { prefix, delimiter, limit, after }: { prefix: string; delimiter: string; limit: number; after: string },
): Page {
  const objects: ObjectInfo[] = [];
  const prefixes: string[] = [];
  let position = after;
  for (;;) {
    const found = store.after(bucket, prefix, position, 256);
    if (found.length === 0) return { objects, prefixes };
    for (const info of found) {
      if (info.key <= position && position !== after) continue;
      if (objects.length + prefixes.length >= limit)
        return limit === 0 ? { objects, prefixes } : { objects, prefixes, next: position };
      const end = delimiter === '' ? -1 : info.key.indexOf(delimiter, prefix.length);
      if (end === -1) {
        objects.push(info);
        position = info.key;
      } else {
        const common = info.key.slice(0, end + delimiter.length);
        // A page that ended within a common prefix goes on after all of it.
        prefixes.push(common);
        position = `${common}\u{10ffff}`;
        break;
      }
    }
  }
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}
