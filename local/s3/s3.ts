import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ServiceEvent } from '../events/events.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest, AwsResponse, Context, Service } from '../service.ts';
import { type Bucket, corsHeaders, forbiddenByCors } from './bucket.ts';
import { listObjects } from './list-objects.ts';
import { createMultipart } from './multipart.ts';
import { copyObject, deleteObjects } from './object-operations.ts';
import { createObjectStore, type ObjectInfo } from './object-store.ts';
import { postObject } from './post-object.ts';
import { readObject } from './read-object.ts';
import { checkPresigned } from './signature.ts';
import { checkWriteConditions, receive } from './upload.ts';
import { accessDenied, xmlError, xmlResponse } from './xml.ts';

/** S3: buckets of the template, objects as files. */
export type S3 = Service & {
  putBucket(bucket: Bucket): void;
  setEventBridge(bucketName: string, isOn: boolean): void;
  hasBucket(name: string): boolean;
  /** What is known of an object, without its bytes. */
  find(bucket: string, key: string): ObjectInfo | undefined;
  /** The bytes of an object, or those from `start` to `end` (both included). */
  read(bucket: string, key: string, start?: number, end?: number): Readable;
  /** Puts an object without a request, as a deployment of files or a mail that arrives does. Headers are kept as given. */
  put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    headers: Readonly<Record<string, string>>,
  ): Promise<ObjectInfo>;
  remove(bucket: string, key: string): void;
  /** All keys that begin with a prefix. */
  keys(bucket: string, prefix?: string): string[];
  stop(): void;
};

export function createS3(context: Context, publish: (event: ServiceEvent) => void): S3 {
  const { clock } = context;
  const store = createObjectStore(context.dir);
  const buckets = new Map<string, Bucket>();
  const location = (bucket: string, key: string): string =>
    `${context.endpoint}/_aws/${bucket}/${encodeURIComponent(key).replaceAll('%2F', '/')}`;
  const multipart = createMultipart(store, clock, location);

  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (bucket === undefined)
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
    return bucket;
  };

  const tell = (bucketName: string, detailType: string, object: Record<string, unknown>, reason: string): void => {
    if (buckets.get(bucketName)?.hasEventBridge !== true) return;
    publish({
      source: 'aws.s3',
      'detail-type': detailType,
      resources: [`arn:aws:s3:::${bucketName}`],
      detail: {
        version: '0',
        bucket: { name: bucketName },
        object: { ...object, sequencer: clock.now().toString(16).padStart(18, '0').toUpperCase() },
        'request-id': newRequestId(),
        requester: context.account,
        'source-ip-address': '127.0.0.1',
        reason,
        ...(detailType === 'Object Deleted' ? { 'deletion-type': 'Permanently Deleted' } : {}),
      },
    });
  };
  const created = (bucket: string, { key, size, etag }: ObjectInfo, reason: string): void => {
    tell(bucket, 'Object Created', { key, size, etag }, reason);
  };
  const remove = (bucket: string, key: string): void => {
    if (store.remove(bucket, key)) tell(bucket, 'Object Deleted', { key }, 'DeleteObject');
  };

  const putObject = async (bucket: string, key: string, request: AwsRequest): Promise<AwsResponse> => {
    const { blob, headers } = await receive(store, request);
    const info = { key, size: blob.size, etag: blob.md5, modifiedAt: clock.now(), headers };
    try {
      store.commit(bucket, info, blob, checkWriteConditions(request.headers));
    } catch (error) {
      store.discard(blob);
      throw error;
    }
    created(bucket, info, 'PutObject');
    const checksums = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-checksum-'));
    return {
      status: 200,
      headers: { ...Object.fromEntries(checksums), etag: `"${info.etag}"`, 'x-amz-server-side-encryption': 'AES256' },
    };
  };

  const onObject = async (bucket: string, key: string, request: AwsRequest): Promise<AwsResponse> => {
    const { method, query } = request;
    const isPart = query.has('uploadId');
    if (method === 'GET' && isPart) return multipart.parts(bucket, key, request);
    if (method === 'GET' || method === 'HEAD') return readObject(store, bucket, key, request);
    if (method === 'PUT' && isPart) return multipart.putPart(bucket, key, request);
    if (method === 'PUT' && request.headers['x-amz-copy-source'] !== undefined) {
      const { info, response } = await copyObject(store, clock, bucket, key, request);
      created(bucket, info, 'CopyObject');
      return response;
    }
    if (method === 'PUT') return putObject(bucket, key, request);
    if (method === 'POST' && query.has('uploads')) return multipart.create(bucket, key, request);
    if (method === 'POST' && isPart) {
      const { info, response } = await multipart.complete(bucket, key, request);
      created(bucket, info, 'CompleteMultipartUpload');
      return response;
    }
    if (method === 'DELETE' && isPart) return multipart.abort(bucket, key, request);
    if (method !== 'DELETE') throw notAllowed();
    remove(bucket, key);
    return { status: 204 };
  };

  const onBucket = async (bucket: string, request: AwsRequest): Promise<AwsResponse> => {
    const { method, query } = request;
    if (method === 'HEAD') return { status: 200, headers: { 'x-amz-bucket-region': context.region } };
    if (method === 'GET' && query.has('location')) return xmlResponse('LocationConstraint', context.region);
    if (method === 'GET') return listObjects(store, bucket, query);
    if (method === 'POST' && query.has('delete')) return deleteObjects(request, (key) => remove(bucket, key));
    if (method !== 'POST') throw notAllowed();
    const { info, response } = await postObject(store, clock, bucket, request, location);
    created(bucket, info, 'PostObject');
    return response;
  };

  const answer = async (request: AwsRequest): Promise<AwsResponse> => {
    const [, bucketName = '', ...rest] = request.path.split('/');
    const key = decodeURIComponent(rest.join('/'));
    if (bucketName === '')
      return xmlResponse('ListAllMyBucketsResult', {
        Buckets: { Bucket: [...buckets.keys()].map((Name) => ({ Name })) },
      });
    const bucket = bucketOf(bucketName);
    const cors = corsHeaders(bucket, request);
    if (request.method === 'OPTIONS') {
      if (cors === undefined) throw forbiddenByCors();
      return { status: 200, headers: cors };
    }
    const response = await withErrors(request, async () => {
      authorize(request, key, clock.now());
      return key === '' ? onBucket(bucketName, request) : onObject(bucketName, key, request);
    });
    return cors === undefined ? response : { ...response, headers: { ...response.headers, ...cors } };
  };

  const withErrors = async (request: AwsRequest, run: () => Promise<AwsResponse>): Promise<AwsResponse> => {
    try {
      return await run();
    } catch (error) {
      // What was not read of the body must not stand in the way of the answer.
      if (request.stream !== undefined) request.stream.resume();
      if (!(error instanceof AwsError))
        context.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      const known =
        error instanceof AwsError
          ? error
          : new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
      const response = xmlError(known, newRequestId());
      return request.method === 'HEAD' ? { status: response.status, headers: { ...response.headers } } : response;
    }
  };

  return {
    name: 's3',
    handle: (request) => withErrors(request, () => answer(request)),
    putBucket: (bucket) => void buckets.set(bucket.name, bucket),
    setEventBridge: (name, isOn) => void buckets.set(name, { ...bucketOf(name), hasEventBridge: isOn }),
    hasBucket: (name) => buckets.has(name),
    find: store.find,
    read: store.read,
    async put(bucket, key, body, headers) {
      bucketOf(bucket);
      const blob = await store.write(body instanceof Readable ? body : Readable.from([body], { objectMode: false }));
      const info = { key, size: blob.size, etag: blob.md5, modifiedAt: clock.now(), headers: { ...headers } };
      store.commit(bucket, info, blob);
      created(bucket, info, 'PutObject');
      return info;
    },
    remove,
    keys: (bucket, prefix = '') => [...allKeys((after) => store.after(bucket, prefix, after, 1000))],
    stop: () => store.close(),
  };
}

function* allKeys(page: (after: string) => readonly ObjectInfo[]): Generator<string> {
  let after = '';
  for (;;) {
    const found = page(after);
    for (const { key } of found) yield key;
    const last = found.at(-1);
    if (last === undefined) return;
    after = last.key;
  }
}

/** Who asks: by a signed URL or a signed form, which are checked, or by the machine's own credentials, which are not. */
function authorize(request: AwsRequest, key: string, now: number): void {
  const isForm =
    request.method === 'POST' && key === '' && request.headers['content-type']?.startsWith('multipart/form-data');
  if (request.query.has('X-Amz-Signature')) checkPresigned(request, now);
  else if (request.headers.authorization === undefined && isForm !== true) throw accessDenied();
}

function newRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}

function notAllowed(): AwsError {
  return new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
}
