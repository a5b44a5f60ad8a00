import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export type PrivateBucketProps = Pick<
  BucketProps,
  'cors' | 'lifecycleRules' | 'objectLockEnabled' | 'objectLockDefaultRetention'
> & {
  /** Customer managed key; S3's own where none is given. */
  readonly key?: IKey;
  readonly accessLogs?: Bucket;
  readonly keepData: boolean;
  /** False where what lies there can be made again. */
  readonly versioned?: boolean;
};

/** A bucket that nobody reaches from outside, encrypted, TLS only. */
export const privateBucket = (scope: Construct, id: string, props: PrivateBucketProps): Bucket => {
  const { key, accessLogs, keepData, versioned = true, lifecycleRules = [], ...rest } = props;
  return new Bucket(scope, id, {
    ...rest,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    ...(key
      ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    ...(accessLogs && { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: `${id.toLowerCase()}/` }),
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(2),
        ...(versioned && { noncurrentVersionExpiration: Duration.days(35) }),
      },
      ...lifecycleRules,
    ],
  });
};

/** Where services of AWS put their access logs, kept for 90 days. */
export const logsBucket = (
  scope: Construct,
  id: string,
  options: { readonly keepData: boolean; readonly byAcl?: boolean },
): Bucket =>
  new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    // CloudFront writes its logs with an ACL
    objectOwnership: options.byAcl ? ObjectOwnership.BUCKET_OWNER_PREFERRED : ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: options.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(2) }],
  });
