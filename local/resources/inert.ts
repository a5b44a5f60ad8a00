import { createHash } from 'node:crypto';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';

const tags = ['Tags'];

/**
 * Types that need no behaviour on one machine: permissions, keys, backups, logs and what watches. Their properties are
 * known by name and ignored.
 */
export const inertResources: ResourceTable = {
  'AWS::ApiGatewayV2::Stage': {
    properties: [
      'ApiId',
      'StageName',
      'AutoDeploy',
      'AccessLogSettings',
      'DefaultRouteSettings',
      'RouteSettings',
      'Description',
      ...tags,
    ],
    ref: (r) => String(r.properties.StageName ?? '$default'),
  },
  'AWS::Backup::BackupPlan': {
    properties: ['BackupPlan', 'BackupPlanTags'],
    attributes: { BackupPlanId: id, BackupPlanArn: (r) => arnOf(r, 'backup', `backup-plan:${id(r)}`), VersionId: id },
  },
  'AWS::Backup::BackupSelection': { properties: ['BackupPlanId', 'BackupSelection'], attributes: { SelectionId: id } },
  'AWS::Backup::BackupVault': {
    properties: [
      'BackupVaultName',
      'EncryptionKeyArn',
      'LockConfiguration',
      'AccessPolicy',
      'Notifications',
      'BackupVaultTags',
    ],
    attributes: { BackupVaultName: name, BackupVaultArn: (r) => arnOf(r, 'backup', `backup-vault:${name(r)}`) },
  },
  'AWS::Budgets::Budget': { properties: ['Budget', 'NotificationsWithSubscribers', 'ResourceTags'] },
  'AWS::CDK::Metadata': { properties: ['Analytics'] },
  'AWS::CloudFormation::WaitConditionHandle': { properties: [] },
  'AWS::CloudFront::OriginAccessControl': { properties: ['OriginAccessControlConfig'], attributes: { Id: name } },
  'AWS::CloudFront::CloudFrontOriginAccessIdentity': {
    properties: ['CloudFrontOriginAccessIdentityConfig'],
    attributes: { Id: name, S3CanonicalUserId: id },
  },
  'AWS::CloudWatch::Alarm': {
    properties: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluateLowSampleCountPercentile',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'InsufficientDataActions',
      'MetricName',
      'Metrics',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Threshold',
      'ThresholdMetricId',
      'TreatMissingData',
      'Unit',
      ...tags,
    ],
    attributes: { Arn: (r) => arnOf(r, 'cloudwatch', `alarm:${r.physicalId}`) },
  },
  'AWS::CloudWatch::CompositeAlarm': {
    properties: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'AlarmRule',
      'InsufficientDataActions',
      'OKActions',
      ...tags,
    ],
    attributes: { Arn: (r) => arnOf(r, 'cloudwatch', `alarm:${r.physicalId}`) },
  },
  'AWS::CloudWatch::Dashboard': { properties: ['DashboardBody', 'DashboardName', ...tags] },
  'AWS::IAM::ManagedPolicy': {
    properties: ['Description', 'Groups', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles', 'Users'],
    ref: (r) => globalArn(r, `policy/${r.physicalId}`),
    attributes: { PolicyArn: (r) => globalArn(r, `policy/${r.physicalId}`) },
  },
  'AWS::IAM::Policy': {
    properties: ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users'],
    attributes: { Id: id },
  },
  'AWS::IAM::Role': {
    properties: [
      'AssumeRolePolicyDocument',
      'Description',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'PermissionsBoundary',
      'Policies',
      'RoleName',
      ...tags,
    ],
    physicalId: (r) => String(r.properties.RoleName ?? `${r.stack}-${r.logicalId}`),
    attributes: { Arn: (r) => globalArn(r, `role/${r.physicalId}`), RoleId: id },
  },
  'AWS::IAM::ServiceLinkedRole': { properties: ['AWSServiceName', 'CustomSuffix', 'Description'] },
  'AWS::KMS::Alias': { properties: ['AliasName', 'TargetKeyId'], ref: (r) => String(r.properties.AliasName) },
  'AWS::KMS::Key': {
    properties: [
      'BypassPolicyLockoutSafetyCheck',
      'Description',
      'EnableKeyRotation',
      'Enabled',
      'KeyPolicy',
      'KeySpec',
      'KeyUsage',
      'MultiRegion',
      'Origin',
      'PendingWindowInDays',
      'RotationPeriodInDays',
      ...tags,
    ],
    physicalId: (r) => uuid(`${r.stack}/${r.logicalId}`),
    attributes: { Arn: (r) => arnOf(r, 'kms', `key/${r.physicalId}`), KeyId: name },
  },
  'AWS::Lambda::LayerVersion': {
    properties: ['CompatibleArchitectures', 'CompatibleRuntimes', 'Content', 'Description', 'LayerName', 'LicenseInfo'],
    ref: (r) => arnOf(r, 'lambda', `layer:${r.physicalId}:1`),
    attributes: { LayerVersionArn: (r) => arnOf(r, 'lambda', `layer:${r.physicalId}:1`) },
  },
  'AWS::Lambda::Permission': {
    properties: [
      'Action',
      'EventSourceToken',
      'FunctionName',
      'FunctionUrlAuthType',
      'Principal',
      'PrincipalOrgID',
      'SourceAccount',
      'SourceArn',
      'InvokedViaFunctionUrl',
    ],
  },
  'AWS::Logs::LogGroup': {
    properties: [
      'DataProtectionPolicy',
      'DeletionProtectionEnabled',
      'FieldIndexPolicies',
      'KmsKeyId',
      'LogGroupClass',
      'LogGroupName',
      'ResourcePolicyDocument',
      'RetentionInDays',
      ...tags,
    ],
    physicalId: (r) => String(r.properties.LogGroupName ?? `${r.stack}-${r.logicalId}`),
    attributes: { Arn: (r) => `${arnOf(r, 'logs', `log-group:${r.physicalId}`)}:*` },
  },
  'AWS::Logs::Delivery': {
    properties: [
      'DeliveryDestinationArn',
      'DeliverySourceName',
      'FieldDelimiter',
      'RecordFields',
      'S3EnableHiveCompatiblePath',
      'S3SuffixPath',
      ...tags,
    ],
  },
  'AWS::Logs::DeliveryDestination': {
    properties: [
      'DeliveryDestinationPolicy',
      'DeliveryDestinationType',
      'DestinationResourceArn',
      'Name',
      'OutputFormat',
      ...tags,
    ],
    attributes: { Arn: (r) => arnOf(r, 'logs', `delivery-destination:${r.physicalId}`) },
  },
  'AWS::Logs::DeliverySource': {
    properties: ['DeliverySourceConfiguration', 'LogType', 'Name', 'ResourceArn', ...tags],
    ref: (r) => String(r.properties.Name),
    attributes: { Arn: (r) => arnOf(r, 'logs', `delivery-source:${r.physicalId}`) },
  },
  'AWS::Logs::MetricFilter': {
    properties: [
      'ApplyOnTransformedLogs',
      'FieldSelectionCriteria',
      'EmitSystemFieldDimensions',
      'FilterName',
      'FilterPattern',
      'LogGroupName',
      'MetricTransformations',
    ],
  },
  'AWS::Logs::QueryDefinition': { properties: ['LogGroupNames', 'Name', 'QueryString', 'QueryLanguage', 'Parameters'] },
  'AWS::Logs::ResourcePolicy': { properties: ['PolicyDocument', 'PolicyName'] },
  'AWS::SNS::Subscription': {
    properties: [
      'DeliveryPolicy',
      'Endpoint',
      'FilterPolicy',
      'FilterPolicyScope',
      'Protocol',
      'RawMessageDelivery',
      'RedrivePolicy',
      'Region',
      'TopicArn',
    ],
  },
  'AWS::SNS::Topic': {
    properties: [
      'ArchivePolicy',
      'ContentBasedDeduplication',
      'DisplayName',
      'FifoTopic',
      'KmsMasterKeyId',
      'SignatureVersion',
      'Subscription',
      'TopicName',
      'TracingConfig',
      ...tags,
    ],
    ref: (r) => arnOf(r, 'sns', r.physicalId),
    attributes: { TopicArn: (r) => arnOf(r, 'sns', r.physicalId), TopicName: name },
  },
  'AWS::SNS::TopicPolicy': { properties: ['PolicyDocument', 'Topics'] },
  'AWS::SQS::QueuePolicy': { properties: ['PolicyDocument', 'Queues'] },
  'AWS::SSM::Parameter': {
    properties: ['AllowedPattern', 'DataType', 'Description', 'Name', 'Policies', 'Tier', 'Type', 'Value', ...tags],
    ref: (r) => String(r.properties.Name ?? r.physicalId),
    attributes: { Value: (r) => String(r.properties.Value), Type: (r) => String(r.properties.Type) },
  },
  'AWS::SecretsManager::ResourcePolicy': { properties: ['BlockPublicPolicy', 'ResourcePolicy', 'SecretId'] },
  'AWS::CE::AnomalyMonitor': {
    properties: ['MonitorDimension', 'MonitorName', 'MonitorSpecification', 'MonitorType', 'ResourceTags'],
  },
  'AWS::CE::AnomalySubscription': {
    properties: [
      'Frequency',
      'MonitorArnList',
      'ResourceTags',
      'Subscribers',
      'SubscriptionName',
      'Threshold',
      'ThresholdExpression',
    ],
  },
};

function name(r: Resource): string {
  return r.physicalId;
}

function id(r: Resource): string {
  return uuid(`${r.stack}/${r.logicalId}`);
}

function globalArn(r: Resource, path: string): string {
  return `arn:aws:iam::${r.arnBase.account}:${path}`;
}

function uuid(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
