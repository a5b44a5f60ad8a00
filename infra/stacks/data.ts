import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, HttpMethods, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { logsBucket, privateBucket } from '../constructs/private-bucket.ts';
import type { Deployment } from '../deployment.ts';

/** Name of the table's only index: the log of what happened. */
export const feedIndex = 'feed';

/** What must not be lost: table, buckets, key and backups. */
export class DataStack extends Stack {
  readonly key: Key;
  /** The table of the deployment: the stack's own, or the restored one that took its place. */
  readonly table: ITableV2;
  readonly accessLogs: Bucket;
  readonly files: Bucket;
  readonly snapshots: Bucket;
  readonly anchors: Bucket;
  /** Where mail in lies, if there is any. */
  readonly incomingMail: Bucket | undefined;

  constructor(scope: Construct, id: string, { settings }: Deployment, props: StackProps) {
    super(scope, id, props);
    const { keepData, domain } = settings;
    const removalPolicy = keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    this.key = new Key(this, 'Key', {
      description: 'Encrypts what Rapport stores',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsReachTheirTopic',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );

    const own = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: feedIndex,
          partitionKey: { name: 'feed', type: AttributeType.STRING },
          sortKey: { name: 'feedKey', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(this.key),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: keepData,
      removalPolicy,
    });

    this.table = settings.restoredTable ? this.#restored(own, settings.restoredTable) : own;

    this.accessLogs = logsBucket(this, 'AccessLogs', { keepData });
    const common = { key: this.key, accessLogs: this.accessLogs, keepData };
    this.files = privateBucket(this, 'Files', {
      ...common,
      // an upload is authorised by the policy that it carries, so that its origin adds nothing; see ADR 0014
      cors: [
        {
          allowedMethods: [HttpMethods.POST],
          allowedOrigins: [domain ? `https://${domain.name}` : '*'],
          allowedHeaders: ['content-type'],
          maxAge: 3600,
        },
      ],
      // a source file is no more needed once its import can no longer be undone
      lifecycleRules: [
        { prefix: 'imports/', expiration: Duration.days(90) },
        { prefix: 'change-sets/', expiration: Duration.days(90) },
        // a copy of records outside their rights is there for a day, and its earlier versions no longer
        { prefix: 'exports/', expiration: Duration.days(1), noncurrentVersionExpiration: Duration.days(1) },
      ],
    });
    this.snapshots = privateBucket(this, 'Snapshots', {
      ...common,
      lifecycleRules: [{ expiration: Duration.days(30) }],
    });
    this.anchors = privateBucket(this, 'Anchors', {
      ...common,
      // what is locked can be deleted by nobody, so that its bucket outlives the stack
      keepData: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(400)),
    });

    this.incomingMail = settings.mail?.inbound
      ? privateBucket(this, 'IncomingMail', { ...common, lifecycleRules: [{ expiration: Duration.days(400) }] })
      : undefined;

    new CfnOutput(this, 'TableName', { value: this.table.tableName, description: 'The table in use' });
    new CfnOutput(this, 'KeyArn', { value: this.key.keyArn, description: 'The key of the table and the buckets' });
    new CfnOutput(this, 'SnapshotsBucket', {
      value: this.snapshots.bucketName,
      description: 'May be emptied at any time',
    });

    const vault = new BackupVault(this, 'Vault', {
      encryptionKey: this.key,
      // a vault with backups cannot be deleted; those in it end by themselves
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new BackupPlan(this, 'Backup', {
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'Daily',
          scheduleExpression: Schedule.cron({ hour: '3', minute: '30' }),
          scheduleExpressionTimezone: TimeZone.ETC_UTC,
          deleteAfter: Duration.days(35),
        }),
      ],
    }).addSelection('Table', { resources: [BackupResource.fromArn(this.table.tableArn)] });
  }
  /** The own table stays in the stack, and so do its exports, which other stacks use until they are deployed in their turn. */
  #restored(own: TableV2, { name, streamArn }: NonNullable<Deployment['settings']['restoredTable']>): ITableV2 {
    for (const value of [own.tableName, own.tableArn, own.tableStreamArn]) this.exportValue(value);
    return TableV2.fromTableAttributes(this, 'RestoredTable', {
      tableArn: this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: name }),
      tableStreamArn: streamArn,
    });
  }
}
