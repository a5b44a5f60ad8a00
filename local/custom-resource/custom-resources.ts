import { createHash, randomUUID } from 'node:crypto';
import { isRecord } from '../assembly/template.ts';
import type { Resource } from '../resource.ts';
import type { Invoke } from '../service.ts';
import type { Documents } from '../store.ts';

/** What a provider function made: its attributes are what Fn::GetAtt reads. */
export type Provided = {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Hash of the properties that it was made of. */
  readonly hash: string;
  readonly properties: unknown;
};

/** Custom resources: their provider functions are called as CloudFormation calls them, once, and again after a change. */
export type CustomResources = {
  provide(resource: Resource): Promise<Provided>;
  /** Takes what a provider sends to its ResponseURL: the last part of the path, and the body. */
  respond(token: string, body: string): boolean;
};

/** Path below which providers answer. */
export const responsePath = '/_local/custom-resource/';

/** Makes the custom resources; `kept` remembers what was made in earlier starts. */
export function createCustomResources(
  context: { readonly endpoint: string; readonly invoke: Invoke; readonly log: (message: string) => void },
  kept: Documents<Provided>,
  timeoutMs = 60_000,
): CustomResources {
  const waiting = new Map<string, (response: Readonly<Record<string, unknown>>) => void>();

  const call = async (
    event: Readonly<Record<string, unknown>>,
    serviceToken: string,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const token = randomUUID();
    const { promise: response, resolve, reject } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    waiting.set(token, resolve);
    const timer = setTimeout(() => reject(new Error('the provider function did not answer')), timeoutMs);
    try {
      const result = await context.invoke(serviceToken, {
        ...event,
        ServiceToken: serviceToken,
        ResponseURL: `${context.endpoint}${responsePath}${token}`,
      });
      if ('error' in result) throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
      return await response;
    } finally {
      clearTimeout(timer);
      waiting.delete(token);
    }
  };

  return {
    async provide(resource) {
      const key = `${resource.stack}/${resource.logicalId}`;
      const properties = asText(resource.properties);
      const hash = createHash('sha256').update(JSON.stringify(properties)).digest('hex');
      const earlier = kept.get(key);
      if (earlier?.hash === hash) return earlier;
      const { ServiceToken } = resource.properties;
      if (typeof ServiceToken !== 'string') throw new Error(`${key} (${resource.type}) has no ServiceToken.`);
      const event = {
        RequestType: earlier === undefined ? 'Create' : 'Update',
        StackId: `arn:aws:cloudformation:${resource.arnBase.region}:${resource.arnBase.account}:stack/${resource.stack}/local`,
        RequestId: randomUUID(),
        ResourceType: resource.type,
        LogicalResourceId: resource.logicalId,
        ResourceProperties: properties,
        ...(earlier === undefined
          ? {}
          : { PhysicalResourceId: earlier.physicalId, OldResourceProperties: earlier.properties }),
      };
      const response = await call(event, ServiceToken);
      if (response.Status !== 'SUCCESS')
        throw new Error(`${key} (${resource.type}) failed: ${String(response.Reason)}`);
      const provided: Provided = {
        physicalId: String(response.PhysicalResourceId ?? earlier?.physicalId ?? resource.physicalId),
        attributes: isRecord(response.Data) ? response.Data : {},
        hash,
        properties,
      };
      kept.put(key, provided);
      return provided;
    },
    respond(token, body) {
      const resolve = waiting.get(token);
      if (resolve === undefined) return false;
      try {
        const response: unknown = JSON.parse(body);
        resolve(isRecord(response) ? response : { Status: 'FAILED', Reason: 'The response was no object.' });
      } catch {
        resolve({ Status: 'FAILED', Reason: 'The response was not JSON.' });
      }
      return true;
    },
  };
}

/** CloudFormation hands numbers and booleans to providers as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
