import type { HttpRequest, HttpResponse } from './http-api/http-message.ts';
import type { Services } from './services.ts';

/** Gives what answers for an origin of a distribution: a bucket or an API of the template. */
export function originsOf({
  s3,
  http,
}: Pick<Services, 's3' | 'http'>): (
  domainName: string,
) => ((request: HttpRequest) => Promise<HttpResponse>) | undefined {
  return (domainName) => {
    const bucket = /^(.+)\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com$/.exec(domainName)?.[1];
    if (bucket !== undefined && s3.hasBucket(bucket)) return (request) => readBucket(s3, bucket, request);
    const apiId = /^([a-z0-9]+)\.execute-api\./.exec(domainName)?.[1];
    if (apiId !== undefined && http.has(apiId)) return (request) => http.handle(apiId, request);
    return undefined;
  };
}

/** A distribution may read objects and not list them, so a missing one is forbidden. */
async function readBucket(s3: Services['s3'], bucket: string, request: HttpRequest): Promise<HttpResponse> {
  const response = await s3.handle({
    service: 's3',
    method: request.method,
    path: `/${bucket}${request.path}`,
    query: new URLSearchParams(),
    // The distribution signs what it asks a bucket.
    headers: { ...request.headers, authorization: 'AWS4-HMAC-SHA256 Credential=cloudfront' },
    body: Buffer.alloc(0),
  });
  const headers = Object.fromEntries(
    Object.entries(response.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (response.status !== 404 && request.path !== '/')
    return { status: response.status, headers, body: response.body ?? '' };
  return {
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  };
}
