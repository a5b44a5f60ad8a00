import { createHash } from 'node:crypto';
import { apiSchema, dataSourceSchema, namespaceSchema } from '../appsync/event-api.ts';
import type { EventApis } from '../appsync/event-apis.ts';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';

type Needs = { readonly eventApis: EventApis };

/** Event APIs of the template: channels that are published to by IAM and listened to with tokens of a user pool. */
export const appsyncResources: ResourceTable<Needs> = {
  'AWS::AppSync::Api': {
    properties: ['EventConfig', 'Name', 'OwnerContact', 'Tags'],
    physicalId: shortId,
    ref: apiArn,
    attributes: {
      ApiArn: apiArn,
      ApiId: (r) => r.physicalId,
      'Dns.Http': (r) => `${r.physicalId}.appsync-api.${r.arnBase.region}.amazonaws.com`,
      'Dns.Realtime': (r) => `${r.physicalId}.appsync-realtime-api.${r.arnBase.region}.amazonaws.com`,
    },
    create: (r, { eventApis }) => eventApis.createApi({ id: r.physicalId, ...apiSchema.parse(r.properties) }),
  },
  'AWS::AppSync::DataSource': {
    properties: [...Object.keys(dataSourceSchema.shape), 'Description', 'ServiceRoleArn'],
    ref: (r) => arnOf(r, 'appsync', `apis/${r.properties.ApiId}/datasources/${r.properties.Name}`),
    attributes: { Name: (r) => String(r.properties.Name) },
    create(r, { eventApis }) {
      const { ApiId, Name, LambdaConfig } = dataSourceSchema.parse(r.properties);
      eventApis.api(ApiId).dataSources.set(Name, LambdaConfig.LambdaFunctionArn);
    },
  },
  'AWS::AppSync::ChannelNamespace': {
    properties: [...Object.keys(namespaceSchema.shape), 'Tags'],
    ref: namespaceArn,
    attributes: { ChannelNamespaceArn: namespaceArn },
    create(r, { eventApis }) {
      const namespace = namespaceSchema.parse(r.properties);
      eventApis.api(namespace.ApiId).namespaces.set(namespace.Name, namespace);
    },
  },
};

function apiArn(r: Resource): string {
  return arnOf(r, 'appsync', `apis/${r.physicalId}`);
}

function namespaceArn(r: Resource): string {
  return arnOf(r, 'appsync', `apis/${r.properties.ApiId}/channelNamespace/${r.properties.Name}`);
}

function shortId(r: Omit<Resource, 'physicalId'>): string {
  return createHash('sha256').update(`${r.stack}/${r.logicalId}`).digest('hex').slice(0, 26);
}
