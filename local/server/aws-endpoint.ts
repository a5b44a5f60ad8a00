import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AwsRequest, Clock, Service } from '../service.ts';
import { joinHeaders, readBody, sendResponse, splitTarget } from './http-request.ts';

/** Path below which the AWS endpoint answers. */
export const awsPath = '/_aws';

const maxBodyBytes = 64 * 1024 * 1024;
/** Service by the first part of `X-Amz-Target`, for calls that need no signature. */
const targets: Readonly<Record<string, string>> = {
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
  AWSCognitoIdentityProviderService: 'cognito-idp',
  secretsmanager: 'secretsmanager',
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
};

/** Answers AWS API requests by the services; they are told apart by the signature's scope, or by `X-Amz-Target`. */
export function createAwsEndpoint(
  services: readonly Service[],
  clock: Clock,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const byName = new Map(services.map((service) => [service.name, service]));
  return async (req, res) => {
    const { path, query: text } = splitTarget((req.url ?? '').slice(awsPath.length));
    const query = new URLSearchParams(text);
    const headers = joinHeaders(req.rawHeaders);
    const name = serviceName(headers, query);
    const service = byName.get(name);
    if (service === undefined) {
      await sendResponse(res, unknownService(name));
      return;
    }
    const isStreamed = name === 's3';
    const body = isStreamed ? Buffer.alloc(0) : await readBody(req, maxBodyBytes);
    if (body === undefined) {
      res.writeHead(413, { connection: 'close' }).end();
      return;
    }
    const operation = headers['x-amz-target']?.split('.').at(-1);
    const request: AwsRequest = {
      service: name,
      method: req.method ?? 'GET',
      path: path === '' ? '/' : path,
      query,
      headers,
      body,
      ...(isStreamed ? { stream: req } : {}),
      ...(operation === undefined ? {} : { target: operation }),
    };
    const response = await service.handle(request);
    // Clients compare the date with their own clock, which functions see moved forward.
    const dated = { date: new Date(clock.now()).toUTCString(), 'x-amzn-requestid': crypto.randomUUID() };
    await sendResponse(res, {
      status: response.status,
      headers: { ...dated, ...response.headers },
      body: response.body ?? '',
    });
  };
}

function serviceName(headers: Readonly<Record<string, string>>, query: URLSearchParams): string {
  const scope = /Credential=[^/,\s]*\/\d+\/[^/]*\/([^/,\s]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  const presigned = query.get('X-Amz-Credential')?.split('/')[3];
  const target = targets[headers['x-amz-target']?.split('.')[0] ?? ''];
  // Forms posted to a bucket and reads of it carry neither.
  return scope ?? presigned ?? target ?? 's3';
}

function unknownService(name: string) {
  return {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': 'UnrecognizedClientException' },
    body: JSON.stringify({
      __type: 'UnrecognizedClientException',
      message: `The local runtime does not emulate the service ${name}.`,
    }),
  };
}
