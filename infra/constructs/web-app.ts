import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';

/**
 * Puts the built app into its bucket. Files with a hash in their name are kept for ever by browsers and stay there after an upgrade, for
 * the tabs that are still open; the rest is asked for again each time.
 */
export const deployWebApp = (scope: Construct, id: string, dir: string, bucket: Bucket): void => {
  const parent = new Construct(scope, id);
  const logGroup = new LogGroup(parent, 'Log', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const common = { destinationBucket: bucket, logGroup, memoryLimit: 512, retainOnDelete: false };
  const assets = new BucketDeployment(parent, 'Assets', {
    ...common,
    sources: [Source.asset(dir, { exclude: ['*', '!assets', '!assets/**'] })],
    prune: false,
    cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
  });
  const pages = new BucketDeployment(parent, 'Pages', {
    ...common,
    sources: [Source.asset(dir, { exclude: ['assets'] })],
    exclude: ['assets/*'],
    prune: true,
    cacheControl: [CacheControl.fromString('no-cache')],
  });
  // a page must not name files that are not there yet
  pages.node.addDependency(assets);
};
