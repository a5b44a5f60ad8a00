import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Resource, ResourceTable } from '../resource.ts';
import { corsRuleSchema } from '../s3/bucket.ts';
import type { S3 } from '../s3/s3.ts';

const bucketSchema = z.object({
  CorsConfiguration: z.object({ CorsRules: z.array(corsRuleSchema.loose()) }).optional(),
  NotificationConfiguration: z.strictObject({ EventBridgeConfiguration: z.unknown() }).optional(),
});

const notificationsSchema = z.object({
  BucketName: z.string(),
  NotificationConfiguration: z.strictObject({ EventBridgeConfiguration: z.unknown() }),
});

/** Buckets; encryption, lifecycle, locks and logs are known and do nothing here. */
export const s3Resources: ResourceTable<{ readonly s3: S3 }> = {
  'AWS::S3::Bucket': {
    properties: [
      'AccessControl',
      'BucketEncryption',
      'BucketName',
      'CorsConfiguration',
      'IntelligentTieringConfigurations',
      'InventoryConfigurations',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'MetricsConfigurations',
      'NotificationConfiguration',
      'ObjectLockConfiguration',
      'ObjectLockEnabled',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
      'VersioningConfiguration',
    ],
    physicalId: bucketName,
    attributes: {
      Arn: (r) => `arn:aws:s3:::${r.physicalId}`,
      DomainName: (r) => `${r.physicalId}.s3.amazonaws.com`,
      RegionalDomainName: (r) => `${r.physicalId}.s3.${r.arnBase.region}.amazonaws.com`,
      DualStackDomainName: (r) => `${r.physicalId}.s3.dualstack.${r.arnBase.region}.amazonaws.com`,
      WebsiteURL: (r) => `${r.endpoint}/_aws/${r.physicalId}`,
    },
    create: (r, { s3 }) => {
      const { CorsConfiguration, NotificationConfiguration } = bucketSchema.parse(r.properties);
      s3.putBucket({
        name: r.physicalId,
        cors: CorsConfiguration?.CorsRules ?? [],
        hasEventBridge: NotificationConfiguration !== undefined,
      });
    },
  },
  'AWS::S3::BucketPolicy': { properties: ['Bucket', 'PolicyDocument'] },
  // What CDK makes of `eventBridgeEnabled`; its function need not run.
  'Custom::S3BucketNotifications': {
    properties: ['ServiceToken', 'BucketName', 'NotificationConfiguration', 'Managed', 'SkipDestinationValidation'],
    create: (r, { s3 }) => s3.setEventBridge(notificationsSchema.parse(r.properties).BucketName, true),
  },
};

/** Names of buckets have 63 characters at most, in lower case. */
function bucketName(r: Omit<Resource, 'physicalId'>): string {
  if (typeof r.properties.BucketName === 'string') return r.properties.BucketName;
  const name = `${r.stack}-${r.logicalId}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  if (name.length <= 63) return name;
  return `${name.slice(0, 54)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
