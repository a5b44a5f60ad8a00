import { Duration } from 'aws-cdk-lib';
import { type EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type ConsumerSpec, eventSource } from '#shared/contract/event.ts';
import type { Deployment } from '../deployment.ts';
import { pascalCase } from './service-function.ts';

const encrypted = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/** Where what failed for good waits for somebody; who that is learns of it. */
export const deadLetterQueue = (scope: Construct, id: string, watched: Deployment['watched'], of: string): Queue => {
  const queue = new Queue(scope, id, { ...encrypted, retentionPeriod: Duration.days(14) });
  watched.push({
    id: `${pascalCase(of)}DeadLetters`,
    description: `Something of ${of} failed for good and waits in ${queue.node.path}; docs/deploy.md says how to send it again`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
    threshold: 1,
  });
  return queue;
};

/** What a consumer is there for, in the 256 characters that a function has for it. */
export const actsOn = ({ on }: ConsumerSpec): string => {
  const nouns = [...new Set(on.map((type) => type.split('.')[0]))];
  return `acts on ${on.length > 6 ? `what happens to ${nouns.join(', ')}` : on.join(', ')}`;
};

/** Brings events to a consumer: rule → queue → function, with a dead-letter queue behind each step. */
export const subscribe = (
  scope: Construct,
  deployment: Deployment,
  bus: EventBus,
  spec: ConsumerSpec,
  handler: LambdaFunction,
): void => {
  const parent = new Construct(scope, `${pascalCase(spec.name)}Events`);
  const deadLetters = deadLetterQueue(parent, 'DeadLetters', deployment.watched, spec.name);
  const queue = new Queue(parent, 'Queue', {
    ...encrypted,
    retentionPeriod: Duration.days(4),
    // six times the function's timeout: a message must not come again while it is worked on
    visibilityTimeout: Duration.seconds(6 * spec.timeoutSeconds),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
  new Rule(parent, 'Rule', {
    description: `${spec.name}: ${actsOn(spec)}`,
    eventBus: bus,
    eventPattern: {
      source: [eventSource],
      detailType: [...spec.on],
      ...(spec.exceptBy && { detail: { actor: { kind: Match.anythingBut(...spec.exceptBy) } } }),
    },
    targets: [
      new SqsQueue(queue, { deadLetterQueue: deadLetters, maxEventAge: Duration.hours(24), retryAttempts: 185 }),
    ],
  });
  queue.grantConsumeMessages(handler);
  new EventSourceMapping(parent, 'Mapping', {
    target: handler,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
    maxConcurrency: 10,
  });
};
