import * as z from 'zod';
import type { Tables } from '../dynamodb/tables.ts';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';

const keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const index = z.object({
  IndexName: z.string(),
  KeySchema: keys,
  Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
});
const table = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keys,
  GlobalSecondaryIndexes: z.array(index).default([]),
  LocalSecondaryIndexes: z.array(index).default([]),
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.object({ Enabled: z.boolean(), AttributeName: z.string().optional() }).optional(),
});

const common = [...Object.keys(table.shape), 'BillingMode', 'SSESpecification', 'TableName', 'WarmThroughput'];

/** Tables of the template, on the embedded engine. */
export const dynamodbResources: ResourceTable<{ readonly dynamodb: Tables }> = {
  'AWS::DynamoDB::GlobalTable': {
    properties: [
      ...common,
      'GlobalTableWitnesses',
      'MultiRegionConsistency',
      'ReadOnDemandThroughputSettings',
      'ReadProvisionedThroughputSettings',
      'Replicas',
      'WriteOnDemandThroughputSettings',
      'WriteProvisionedThroughputSettings',
    ],
    physicalId: named,
    attributes: { Arn: tableArn, StreamArn: streamArn, TableId: (r) => r.physicalId },
    create,
  },
  'AWS::DynamoDB::Table': {
    properties: [
      ...common,
      'ContributorInsightsSpecification',
      'DeletionProtectionEnabled',
      'OnDemandThroughput',
      'PointInTimeRecoverySpecification',
      'ProvisionedThroughput',
      'ResourcePolicy',
      'TableClass',
      'Tags',
    ],
    physicalId: named,
    attributes: { Arn: tableArn, StreamArn: streamArn },
    create,
  },
};

async function create(r: Resource, { dynamodb }: { readonly dynamodb: Tables }): Promise<void> {
  const properties = table.parse(r.properties);
  const { StreamSpecification: stream, TimeToLiveSpecification: timeToLive } = properties;
  await dynamodb.create({
    name: r.physicalId,
    attributes: properties.AttributeDefinitions,
    keys: properties.KeySchema,
    globalIndexes: properties.GlobalSecondaryIndexes,
    localIndexes: properties.LocalSecondaryIndexes,
    ...(stream === undefined ? {} : { streamViewType: stream.StreamViewType }),
    ...(timeToLive?.Enabled === true && timeToLive.AttributeName !== undefined
      ? { timeToLiveAttribute: timeToLive.AttributeName }
      : {}),
  });
}

function named(r: Omit<Resource, 'physicalId'>): string {
  return typeof r.properties.TableName === 'string' ? r.properties.TableName : `${r.stack}-${r.logicalId}`;
}

function tableArn(r: Resource): string {
  return arnOf(r, 'dynamodb', `table/${r.physicalId}`);
}

function streamArn(r: Resource): string {
  return `${tableArn(r)}/stream/2026-01-01T00:00:00.000`;
}
