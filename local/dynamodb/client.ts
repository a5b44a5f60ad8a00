import { Agent, request } from 'node:http';

/** A DynamoDB or DynamoDB Streams error as the endpoint words it; `name` is AWS's code. */
export class DynamoError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Calls a DynamoDB endpoint: `call('DynamoDB_20120810.CreateTable', {...})`. Small on purpose: the SDK's client costs 30 MB. */
export type DynamoClient = {
  call(target: string, input: unknown): Promise<Record<string, unknown>>;
  close(): void;
};

/** Makes a client of the endpoint at `url`. */
export function createDynamoClient(url: string, region: string): DynamoClient {
  const agent = new Agent({ keepAlive: true });
  const call: DynamoClient['call'] = (target, input) =>
    new Promise((resolve, reject) => {
      const body = Buffer.from(JSON.stringify(input));
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': body.length,
        'x-amz-target': target,
        'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
        // Engines look for the shape of a signature only.
        authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`,
      };
      const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 500;
          const text = Buffer.concat(chunks).toString('utf8');
          try {
            // The protocol answers with a JSON object always.
            const answer = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
            if (status < 300) resolve(answer);
            else reject(errorOf(answer, status));
          } catch {
            reject(new DynamoError('InternalServerError', `${target}: HTTP ${status} ${text.slice(0, 200)}`, status));
          }
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { call, close: () => agent.destroy() };
}

function errorOf(answer: Record<string, unknown>, status: number): DynamoError {
  const name = String(answer.__type ?? 'InternalServerError').replace(/^.*#/, '');
  return new DynamoError(name, String(answer.message ?? answer.Message ?? name), status);
}
