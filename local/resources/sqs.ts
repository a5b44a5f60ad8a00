import * as z from 'zod';
import { arnOf, type Resource, type ResourceTable } from '../resource.ts';
import { queueUrl, type Sqs } from '../sqs/sqs.ts';

const redrive = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });
const queue = z.object({
  ContentBasedDeduplication: z.boolean().default(false),
  DelaySeconds: z.coerce.number().default(0),
  FifoQueue: z.boolean().default(false),
  MaximumMessageSize: z.coerce.number().default(1_048_576),
  MessageRetentionPeriod: z.coerce.number().default(345_600),
  ReceiveMessageWaitTimeSeconds: z.coerce.number().default(0),
  VisibilityTimeout: z.coerce.number().default(30),
  RedrivePolicy: redrive.optional(),
});

/** Queues of the template. */
export const sqsResources: ResourceTable<{ readonly sqs: Sqs }> = {
  'AWS::SQS::Queue': {
    properties: [
      ...Object.keys(queue.shape),
      'DeduplicationScope',
      'FifoThroughputLimit',
      'KmsDataKeyReusePeriodSeconds',
      'KmsMasterKeyId',
      'QueueName',
      'RedriveAllowPolicy',
      'SqsManagedSseEnabled',
      'Tags',
    ],
    physicalId: (r) => {
      if (typeof r.properties.QueueName === 'string') return r.properties.QueueName;
      return `${r.stack}-${r.logicalId}${r.properties.FifoQueue === true ? '.fifo' : ''}`;
    },
    ref: url,
    attributes: { Arn: (r) => arnOf(r, 'sqs', r.physicalId), QueueName: (r) => r.physicalId, QueueUrl: url },
    create(r, { sqs }) {
      const properties = queue.parse(r.properties);
      const { RedrivePolicy: policy } = properties;
      sqs.createQueue({
        name: r.physicalId,
        arn: arnOf(r, 'sqs', r.physicalId),
        isFifo: properties.FifoQueue,
        isContentDeduplicated: properties.ContentBasedDeduplication,
        delaySeconds: properties.DelaySeconds,
        visibilitySeconds: properties.VisibilityTimeout,
        retentionSeconds: properties.MessageRetentionPeriod,
        waitSeconds: properties.ReceiveMessageWaitTimeSeconds,
        maxBytes: properties.MaximumMessageSize,
        ...(policy === undefined
          ? {}
          : { redrive: { targetArn: policy.deadLetterTargetArn, maxReceiveCount: policy.maxReceiveCount } }),
      });
    },
  },
};

function url(r: Resource): string {
  return queueUrl({ account: r.arnBase.account, endpoint: r.endpoint }, r.physicalId);
}
