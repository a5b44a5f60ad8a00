import { beforeAll, describe, expect, test } from 'vitest';
import { functionEntries } from '#infra/bundles.ts';
import { allConsumers, allRoutes } from '#shared/registry.ts';
import { type Resource, type Synthesised, synthesise } from './synthesised.ts';

let all: Synthesised;
beforeAll(() => {
  all = synthesise('production', { adminEmail: 'chief@example.org' });
}, 60_000);

const functionNamed = (name: string): Resource =>
  all.one(
    'AWS::Lambda::Function',
    new RegExp(`^${name.replace(/(^|-)([a-z])/g, (_, _h, c: string) => c.toUpperCase())}Function$`),
  );
const policiesOf = (type: string): Resource[] => all.of(type);

describe('what is stored', () => {
  test('the table is encrypted with our key, can be set back to any second of 35 days, and cannot be deleted', () => {
    const table = all.one('AWS::DynamoDB::GlobalTable');

    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      GlobalSecondaryIndexes: [{ IndexName: 'feed', Projection: { ProjectionType: 'KEYS_ONLY' } }],
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          SSESpecification: { KMSMasterKeyId: 'Key.Arn' },
        },
      ],
    });
    expect(table.deletionPolicy).toBe('Retain');
  });

  test('is backed up every day for 35 days', () => {
    expect(all.one('AWS::Backup::BackupPlan').properties).toMatchObject({
      BackupPlan: { BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: 35 } }] },
    });
    expect(all.one('AWS::Backup::BackupSelection').properties).toMatchObject({
      BackupSelection: { Resources: ['Table.Arn'] },
    });
  });

  test('every bucket is closed to the public, encrypted and reached by TLS only; those with data by our key', () => {
    const buckets = all.of('AWS::S3::Bucket');
    const withOurKey = buckets
      .filter((b) => JSON.stringify(b.properties.BucketEncryption).includes('Key.Arn'))
      .map((b) => b.id);

    expect(withOurKey.sort()).toEqual(['Anchors', 'Files', 'Snapshots']);
    for (const { id, properties } of buckets) {
      expect(properties.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(properties.BucketEncryption, id).toBeDefined();
      const policy = policiesOf('AWS::S3::BucketPolicy').find((p) => p.properties.Bucket === id);
      expect(JSON.stringify(policy?.properties), id).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('the anchors cannot be changed or deleted, by nobody', () => {
    expect(all.one('AWS::S3::Bucket', /^Anchors$/).properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
    });
  });

  test('every queue and topic is encrypted and reached by TLS only', () => {
    for (const { id, properties } of all.of('AWS::SQS::Queue')) {
      expect(properties.SqsManagedSseEnabled, id).toBe(true);
      const policy = policiesOf('AWS::SQS::QueuePolicy').find((p) =>
        JSON.stringify(p.properties.Queues).includes(`"${id}"`),
      );
      expect(JSON.stringify(policy?.properties), id).toContain('"aws:SecureTransport":"false"');
    }
    expect(all.one('AWS::SNS::Topic').properties.KmsMasterKeyId).toBe('Key.Arn');
    expect(JSON.stringify(all.one('AWS::SNS::TopicPolicy').properties)).toContain('"aws:SecureTransport":"false"');
  });
});

describe('the functions', () => {
  test('are those that are declared and no others, so that nothing of a demo is deployed', () => {
    const ours = all.of('AWS::Lambda::Function').filter(({ id }) => !id.startsWith('CustomCDKBucketDeployment'));
    const names = ours.map(({ id }) =>
      id
        .replace(/Function$/, '')
        .replace(/(?!^)[A-Z]/g, (c) => `-${c}`)
        .toLowerCase(),
    );

    expect(names.sort()).toEqual([...functionEntries.keys()].sort());
    expect(JSON.stringify(all.resources)).not.toMatch(/seed|demo/i);
  });

  test('run on Node 24 and arm64, and write JSON to a log of their own that ends', () => {
    const ours = all.of('AWS::Lambda::Function').filter(({ id }) => !id.startsWith('CustomCDKBucketDeployment'));
    const logs = ours.map(({ id, properties }) => {
      expect(properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
      });
      return (properties.LoggingConfig as { LogGroup: string }).LogGroup;
    });

    expect(new Set(logs).size).toBe(ours.length);
    for (const { id, properties } of all.of('AWS::Logs::LogGroup')) expect(properties.RetentionInDays, id).toBe(30);
  });

  test('of the API end before the gateway gives up, and those that anybody makes busy have a limit', () => {
    for (const area of new Set(allRoutes.map(({ route }) => route.area)))
      expect(functionNamed(area).properties.Timeout, area).toBeLessThanOrEqual(25);
    expect(functionNamed('public').properties.ReservedConcurrentExecutions).toBe(10);
    expect(functionNamed('query').properties).toMatchObject({
      ReservedConcurrentExecutions: 40,
      EphemeralStorage: { Size: 4096 },
    });
    expect(functionNamed('query').properties.MemorySize).toBeGreaterThanOrEqual(1769);
  });

  test('that are given secrets have an encrypted environment', () => {
    for (const { id, properties } of all.of('AWS::Lambda::Function'))
      if (JSON.stringify(properties.Environment ?? {}).includes('resolve:secretsmanager'))
        expect(properties.KmsKeyArn, id).toBe('Key.Arn');
  });
});

describe('events', () => {
  test('every consumer has its rule, its queue, a dead-letter queue behind both, and reports failures one by one', () => {
    expect(allConsumers.length).toBeGreaterThan(0);
    for (const { name, on, timeoutSeconds } of allConsumers) {
      const handler = functionNamed(name);
      const id = handler.id.replace(/Function$/, 'Events');
      const queue = all.one('AWS::SQS::Queue', new RegExp(`^${id}Queue$`));

      expect(all.one('AWS::Events::Rule', new RegExp(`^${id}Rule$`)).properties).toMatchObject({
        EventBusName: 'Bus',
        EventPattern: { source: ['rapport'], 'detail-type': on },
        Targets: [{ Arn: `${id}Queue.Arn`, DeadLetterConfig: { Arn: `${id}DeadLetters.Arn` } }],
      });
      expect(queue.properties.RedrivePolicy).toEqual({
        deadLetterTargetArn: `${id}DeadLetters.Arn`,
        maxReceiveCount: 5,
      });
      expect(queue.properties.VisibilityTimeout).toBe(6 * timeoutSeconds);
      expect(all.one('AWS::Lambda::EventSourceMapping', new RegExp(`^${id}Mapping`)).properties).toMatchObject({
        FunctionName: handler.id,
        EventSourceArn: `${id}Queue.Arn`,
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 10 },
      });
    }
  });

  test('one bad record of the stream holds nothing up for long: bisect, five retries, an hour, then a queue', () => {
    expect(all.one('AWS::Lambda::EventSourceMapping', /^RelayMapping/).properties).toMatchObject({
      EventSourceArn: 'Table.StreamArn',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 3600,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: 'RelayDeadLetters.Arn' } },
      FilterCriteria: {
        Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"event#"}]}}}}' }],
      },
    });
  });

  test('what the clock starts is tried again and then kept', () => {
    const schedules = all.of('AWS::Scheduler::Schedule').map(({ properties }) => ({
      expression: properties.ScheduleExpression,
      target: (properties.Target as { Arn: string; Input: string }).Arn,
      input: (properties.Target as { Arn: string; Input: string }).Input,
    }));

    expect(schedules).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ expression: 'rate(1 minute)', target: 'SweeperFunction.Arn' }),
        { expression: 'rate(15 minutes)', target: 'SnapshotFunction.Arn', input: '{"task":"snapshot"}' },
        expect.objectContaining({ target: 'SnapshotFunction.Arn', input: '{"task":"repair"}' }),
        expect.objectContaining({ target: 'AnchorFunction.Arn' }),
      ]),
    );
    for (const { target } of schedules) {
      const kept = all.of('AWS::Lambda::EventInvokeConfig').find((c) => `${c.properties.FunctionName}.Arn` === target);
      expect(kept?.properties.DestinationConfig, target).toEqual({
        OnFailure: { Destination: 'ScheduleDeadLetters.Arn' },
      });
    }
  });
});

describe('alarms', () => {
  const watchedMetric = (metric: string): Resource[] =>
    all.of('AWS::CloudWatch::Alarm').filter((a) => a.properties.MetricName === metric);

  test('somebody is told of every dead letter', () => {
    const referred = JSON.stringify(all.resources.map((r) => r.properties));
    const deadLetters = all
      .of('AWS::SQS::Queue')
      .map(({ id }) => id)
      .filter(
        (id) =>
          new RegExp(`"(deadLetterTargetArn|Destination|Arn)":"${id}.Arn"`).test(referred) && /DeadLetters$/.test(id),
      );
    const watched = watchedMetric('ApproximateNumberOfMessagesVisible').map((a) =>
      JSON.stringify(a.properties.Dimensions),
    );

    expect(deadLetters.length).toBe(allConsumers.length + 2);
    for (const id of deadLetters) expect(watched).toContain(`[{"Name":"QueueName","Value":"${id}.QueueName"}]`);
  });

  test('somebody is told of failing functions, of a late relay, of failing requests and of requests turned away', () => {
    const failing = watchedMetric('Errors').map((a) => JSON.stringify(a.properties.Dimensions));

    for (const name of functionEntries.keys())
      expect(failing).toContain(`[{"Name":"FunctionName","Value":"${functionNamed(name).id}"}]`);
    expect(watchedMetric('IteratorAge')).toHaveLength(1);
    expect(watchedMetric('5xx')).toHaveLength(1);
    expect(watchedMetric('Throttles').length).toBeGreaterThanOrEqual(3);
  });

  test('reach the administrator, as does the budget', () => {
    for (const { id, properties } of all.of('AWS::CloudWatch::Alarm'))
      expect(properties.AlarmActions, id).toEqual(['Alarms']);
    expect(all.one('AWS::SNS::Subscription').properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'chief@example.org',
      TopicArn: 'Alarms',
    });
    expect(JSON.stringify(all.one('AWS::Budgets::Budget').properties)).toContain('chief@example.org');
  });
});
