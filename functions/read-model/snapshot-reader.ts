import { createHash, createHmac } from 'node:crypto';
import type { Blobs, Clock } from '#functions/platform/ports.ts';

/** Where objects are read from and who reads them. */
export type S3Source = {
  /** `https://bucket.s3.region.amazonaws.com`, or for a local one with the bucket as the path's beginning; without a slash at its end. */
  readonly origin: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const emptyHash = sha256('');

/** Headers of a GET that carry its signature (AWS Signature Version 4, which S3's documentation shows with worked examples). */
export const signedHeaders = (
  url: URL,
  source: Omit<S3Source, 'origin'>,
  nowMs: number,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const headers: Record<string, string> = {
    ...more,
    host: url.host,
    'x-amz-content-sha256': emptyHash,
    'x-amz-date': stamp,
    ...(source.sessionToken && { 'x-amz-security-token': source.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'GET',
    url.pathname,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    emptyHash,
  ].join('\n');
  const scope = `${day}/${source.region}/s3/aws4_request`;
  const key = ['s3', 'aws4_request'].reduce(
    (k, part) => hmac(k, part),
    hmac(hmac(`AWS4${source.secretAccessKey}`, day), source.region),
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')).toString('hex');
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${source.accessKeyId}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
};

const attempts = 3;

/**
 * Reads objects of the snapshots' bucket, which is all that the query function asks of S3: the client of the SDK, with what it carries
 * for writing, would be a fifth of its bundle.
 */
export const createSnapshotReader = (
  source: () => S3Source,
  clock: Clock,
  send: typeof fetch = fetch,
): Pick<Blobs, 'get' | 'stream'> => {
  const read = async (key: string, from = 0): Promise<Response | undefined> => {
    // keys of snapshots are plain ASCII, which a path shows as it is
    const where = source();
    const url = new URL(`${where.origin}/${key}`);
    for (let attempt = 1; ; attempt++) {
      const range: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
      const response = await send(url, { headers: signedHeaders(url, where, clock.now(), range) }).catch(
        (error: unknown) => {
          if (attempt >= attempts) throw error;
          return undefined;
        },
      );
      if (response?.ok) return response;
      if (response?.status === 404) return undefined;
      if (response && (response.status < 500 || attempt >= attempts))
        throw new Error(`S3 answered ${response.status} for ${key}`);
      await clock.sleep(50 * 2 ** attempt);
    }
  };
  return {
    get: async (key) => (await read(key))?.bytes(),
    // the body of a response of Node is iterable
    stream: async (key, from) =>
      ((await read(key, from))?.body as AsyncIterable<Uint8Array> | null | undefined) ?? undefined,
  };
};

/** The bucket `CRM_SNAPSHOTS_BUCKET` with the credentials that a function is given. Throws where one is missing. */
export const sourceOf = (variables: Readonly<Record<string, string | undefined>>): S3Source => {
  const need = (name: string): string => {
    const value = variables[name];
    if (!value) throw new Error(`Environment: ${name} is not set`);
    return value;
  };
  const bucket = need('CRM_SNAPSHOTS_BUCKET');
  const region = need('AWS_REGION');
  const endpoint = variables.AWS_ENDPOINT_URL;
  return {
    origin: endpoint ? `${endpoint.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`,
    region,
    accessKeyId: need('AWS_ACCESS_KEY_ID'),
    secretAccessKey: need('AWS_SECRET_ACCESS_KEY'),
    sessionToken: variables.AWS_SESSION_TOKEN,
  };
};
