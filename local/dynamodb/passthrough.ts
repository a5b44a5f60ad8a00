import type { Service } from '../service.ts';

/** DynamoDB behind the AWS endpoint, for clients that know no other: every request goes on to the engine. */
export function createPassthrough(engineUrl: string): Service {
  return {
    name: 'dynamodb',
    async handle({ method, path, headers, body }) {
      const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers;
      const response = await fetch(`${engineUrl}${path}`, { method, headers: rest, body: new Uint8Array(body) });
      return {
        status: response.status,
        headers: { 'content-type': response.headers.get('content-type') ?? 'application/x-amz-json-1.0' },
        body: Buffer.from(await response.arrayBuffer()),
      };
    },
  };
}
