import { CustomResource, Duration, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allConsumers } from '#shared/registry.ts';
import { capabilityEnvironment, grantCapability } from '../constructs/capabilities.ts';
import { actsOn, deadLetterQueue, subscribe } from '../constructs/consumer.ts';
import { grantObjects, grantPublish, grantTable } from '../constructs/grants.ts';
import { grantNudge, publishUrl } from '../constructs/live-api.ts';
import { pascalCase, serviceFunction } from '../constructs/service-function.ts';
import type { Deployment } from '../deployment.ts';
import type { DataStack } from './data.ts';
import type { EdgeStack } from './edge.ts';
import type { IdentityStack } from './identity.ts';
import type { MailStack } from './mail.ts';

type Parts = {
  readonly data: DataStack;
  readonly identity: IdentityStack;
  readonly mail: MailStack;
  readonly edge: EdgeStack;
};

/** What happens by itself: the bus with its consumers, the relay that feeds it, and what runs by the clock. */
export class AutomationStack extends Stack {
  readonly bus: EventBus;
  readonly #deployment: Deployment;
  readonly #parts: Parts;

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    { data, identity, mail, edge, ...props }: StackProps & Parts,
  ) {
    super(scope, id, props);
    this.#deployment = deployment;
    this.#parts = { data, identity, mail, edge };
    const { watched } = deployment;
    this.bus = new EventBus(this, 'Bus', { description: 'Everything that happens in Rapport' });

    const scheduleFailures = deadLetterQueue(this, 'ScheduleDeadLetters', watched, 'schedules');
    this.#relay(deadLetterQueue(this, 'RelayDeadLetters', watched, 'relay'));
    this.#nudges();
    this.#sweeper(scheduleFailures);
    this.#snapshots(scheduleFailures);
    this.#anchors(scheduleFailures);
    this.#consumers();
    this.#firstStart();
  }

  /** Stream → bus. The mapping's settings keep one bad record from holding up the rest until the stream forgets it. */
  #relay(deadLetters: Queue): void {
    const { data } = this.#parts;
    const relay = this.#function('relay', "Publishes what the table's stream says has happened", {
      timeoutSeconds: 60,
      memoryMb: 512,
      usesBus: true,
    });
    grantTable(relay, data, 'put');
    grantPublish(relay, this.bus);
    const streamArn = this.#readStream(relay);
    deadLetters.grantSendMessages(relay);
    new EventSourceMapping(this, 'RelayMapping', {
      target: relay,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(0),
      bisectBatchOnError: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(1),
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(deadLetters),
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('event#') } } },
        }),
      ],
    });
    this.#deployment.watched.push({
      id: 'RelayLag',
      description: 'Events wait more than a minute to be published',
      metric: relay.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: 60_000,
      periods: 3,
    });
  }

  /**
   * Stream → live updates. Read from the stream and not from the bus, so that a flood comes in large batches; the stream has room for two
   * readers. A nudge that cannot be sent within a minute is worth nothing.
   */
  #nudges(): void {
    const { data, edge } = this.#parts;
    const nudge = this.#function('nudge', 'Tells those who are looking that something has changed', {
      timeoutSeconds: 30,
      memoryMb: 512,
      environment: { CRM_LIVE_URL: publishUrl(edge.live) },
    });
    grantTable(nudge, data, 'read', 'put');
    grantNudge(nudge, edge.live);
    new EventSourceMapping(this, 'NudgeMapping', {
      target: nudge,
      eventSourceArn: this.#readStream(nudge),
      startingPosition: StartingPosition.LATEST,
      batchSize: 1000,
      maxBatchingWindow: Duration.seconds(0),
      retryAttempts: 2,
      maxRecordAge: Duration.minutes(1),
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('event#') } } },
        }),
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'REMOVE'),
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('presence#') } } },
        }),
      ],
    });
  }

  #readStream(reader: LambdaFunction): string {
    const { table } = this.#parts.data;
    const { tableStreamArn } = table;
    if (!tableStreamArn) throw new Error('The table has no stream');
    reader.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [tableStreamArn],
      }),
    );
    // ListStreams knows no resource smaller than all streams of a table
    reader.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [`${table.tableArn}/stream/*`] }),
    );
    return tableStreamArn;
  }

  #sweeper(deadLetters: Queue): void {
    const sweeper = this.#function('sweeper', 'Publishes what the relay missed, and timers that are due', {
      timeoutSeconds: 55,
      memoryMb: 512,
      usesBus: true,
    });
    grantTable(sweeper, this.#parts.data, 'read', 'feed', 'put');
    grantPublish(sweeper, this.bus);
    this.#schedule('SweepEachMinute', sweeper, ScheduleExpression.rate(Duration.minutes(1)), deadLetters);
  }

  #snapshots(deadLetters: Queue): void {
    const { data } = this.#parts;
    const snapshot = this.#function('snapshot', "Writes the read model's snapshot and repairs it at night", {
      timeoutSeconds: 900,
      memoryMb: 1769,
      tmpMb: 4096,
      environment: { CRM_SNAPSHOTS_BUCKET: data.snapshots.bucketName },
    });
    grantTable(snapshot, data, 'read', 'feed', 'scan');
    grantObjects(snapshot, data, data.snapshots, '', 'read', 'list', 'write', 'delete');
    this.#schedule('SnapshotEachQuarter', snapshot, ScheduleExpression.rate(Duration.minutes(15)), deadLetters, {
      task: 'snapshot',
    });
    this.#schedule('SnapshotWhereMuchCame', snapshot, ScheduleExpression.rate(Duration.minutes(1)), deadLetters, {
      task: 'keepUp',
    });
    const nightly = ScheduleExpression.cron({ hour: '3', minute: '10', timeZone: TimeZone.ETC_UTC });
    this.#schedule('RepairEachNight', snapshot, nightly, deadLetters, { task: 'repair' });
  }

  #anchors(deadLetters: Queue): void {
    const { data } = this.#parts;
    const anchor = this.#function('anchor', "Writes the day's chain heads where nobody can change them", {
      timeoutSeconds: 900,
      memoryMb: 1024,
      environment: { CRM_ANCHORS_BUCKET: data.anchors.bucketName },
    });
    grantTable(anchor, data, 'read', 'feed');
    grantObjects(anchor, data, data.anchors, '', 'write');
    const nightly = ScheduleExpression.cron({ hour: '0', minute: '20', timeZone: TimeZone.ETC_UTC });
    this.#schedule('AnchorEachNight', anchor, nightly, deadLetters);
  }

  #consumers(): void {
    const parts = { ...this.#parts, bus: this.bus };
    for (const spec of allConsumers) {
      const uses = spec.uses ?? [];
      const handler = this.#function(spec.name, `Consumer: ${actsOn(spec)}`, {
        timeoutSeconds: spec.timeoutSeconds,
        memoryMb: spec.memoryMb ?? 512,
        environment: capabilityEnvironment(uses, parts),
        ...(uses.includes('snapshots') && { tmpMb: 4096 }),
      });
      grantTable(handler, parts.data, 'read', 'commit', ...(uses.includes('snapshots') ? (['feed'] as const) : []));
      for (const capability of uses) grantCapability(handler, capability, parts);
      subscribe(this, this.#deployment, this.bus, spec, handler);
    }
  }

  /** Roles, settings, a pipeline and the first administrator, when the stack is made; later calls find them there. */
  #firstStart(): void {
    const { data } = this.#parts;
    const { adminEmail = '', organisation } = this.#deployment.settings;
    const firstStart = this.#function('first-start', 'Makes what an empty table needs, and the first administrator', {
      timeoutSeconds: 120,
      memoryMb: 512,
    });
    grantTable(firstStart, data, 'read', 'commit');
    const made = new CustomResource(this, 'FirstAdministrator', {
      resourceType: 'Custom::FirstAdministrator',
      serviceToken: firstStart.functionArn,
      // CloudFormation would wait an hour for an answer that does not come
      serviceTimeout: Duration.minutes(5),
      properties: {
        adminEmail,
        organisationName: organisation.name ?? '',
        currency: organisation.currency ?? '',
        timeZone: organisation.timeZone ?? '',
        locale: organisation.locale ?? '',
        country: organisation.country ?? '',
      },
    });
    made.node.addDependency(firstStart);
  }

  #function(
    name: string,
    description: string,
    options: {
      readonly timeoutSeconds: number;
      readonly memoryMb: number;
      readonly tmpMb?: number;
      readonly usesBus?: boolean;
      readonly environment?: Readonly<Record<string, string>>;
    },
  ): LambdaFunction {
    const { timeoutSeconds, memoryMb, tmpMb } = options;
    return serviceFunction(this, {
      deployment: this.#deployment,
      name,
      description,
      timeoutSeconds,
      memoryMb,
      ...(tmpMb && { tmpMb }),
      environment: {
        CRM_TABLE: this.#parts.data.table.tableName,
        ...(options.usesBus && { CRM_BUS: this.bus.eventBusName }),
        ...options.environment,
      },
    });
  }

  #schedule(
    id: string,
    target: LambdaFunction,
    schedule: ScheduleExpression,
    deadLetterQueue: Queue,
    input?: Record<string, string>,
  ): void {
    // the schedule hands its event over and is done; a run that fails is tried again by Lambda, and then kept
    if (!target.node.tryFindChild('EventInvokeConfig'))
      target.configureAsyncInvoke({
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
        onFailure: new SqsDestination(deadLetterQueue),
      });
    new Schedule(this, pascalCase(id), {
      schedule,
      target: new LambdaInvoke(target, {
        deadLetterQueue,
        maxEventAge: Duration.hours(1),
        retryAttempts: 3,
        ...(input && { input: ScheduleTargetInput.fromObject(input) }),
      }),
    });
  }
}
