import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { type Operation, operation } from '../protocol/operations.ts';
import type { Clock } from '../service.ts';
import { attributesDigest, bodyDigest, systemAttributes } from './message.ts';
import { type NewMessage, noQueue, type Queue, type Received } from './queue.ts';

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
const ofQueue = z.object({ QueueUrl: z.string() });
const message = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.number().int().min(0).max(900).optional(),
  MessageAttributes: z.record(z.string(), attribute).optional(),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});
const names = z.array(z.string()).optional();
const receive = ofQueue.extend({
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});
const receipt = z.object({ ReceiptHandle: z.string() });
const visibility = receipt.extend({ VisibilityTimeout: z.number().int().min(0).max(43_200) });
const id = z.object({ Id: z.string() });

function batchOf<T extends z.ZodType>(entry: T) {
  return ofQueue.extend({ Entries: z.array(entry) });
}

/** SQS's operations over the queues by name. */
export function queueOperations(queues: ReadonlyMap<string, Queue>, clock: Clock): Record<string, Operation> {
  const find = (url: string): Queue => {
    const queue = queues.get(url.split('/').at(-1) ?? '');
    if (queue === undefined) throw noQueue();
    return queue;
  };
  const findArn = (arn: string): Queue => find(arn.split(':').at(-1) ?? '');

  return {
    GetQueueUrl: operation(z.object({ QueueName: z.string() }), ({ QueueName }) => ({
      QueueUrl: find(QueueName).settings.url,
    })),
    ListQueues: operation(z.object({ QueueNamePrefix: z.string().default('') }), ({ QueueNamePrefix }) => ({
      QueueUrls: [...queues.values()]
        .map(({ settings }) => settings)
        .filter(({ name }) => name.startsWith(QueueNamePrefix))
        .map(({ url }) => url),
    })),
    GetQueueAttributes: operation(ofQueue.extend({ AttributeNames: names }), (input) => {
      const attributes = queueAttributes(find(input.QueueUrl));
      return { Attributes: choose(attributes, input.AttributeNames ?? []) };
    }),
    PurgeQueue: operation(ofQueue, ({ QueueUrl }) => find(QueueUrl).purge()),
    SendMessage: operation(ofQueue.extend(message.shape), (input) => send(find(input.QueueUrl), input)),
    SendMessageBatch: operation(batchOf(id.extend(message.shape)), (input) => {
      const queue = find(input.QueueUrl);
      const bytes = input.Entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody), 0);
      if (bytes > 1_048_576)
        throw new AwsError('BatchRequestTooLong', 'Batch requests cannot be longer than 1048576 bytes.');
      return batch(input.Entries, (entry) => send(queue, entry));
    }),
    ReceiveMessage: operation(receive, async (input) => {
      const messages = await receiveWaiting(find(input.QueueUrl), input);
      if (messages.length === 0) return {};
      const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
      return { Messages: messages.map((one) => describe(one, system, input.MessageAttributeNames ?? [])) };
    }),
    DeleteMessage: operation(ofQueue.extend(receipt.shape), (input) =>
      find(input.QueueUrl).remove(input.ReceiptHandle),
    ),
    DeleteMessageBatch: operation(batchOf(id.extend(receipt.shape)), (input) => {
      const queue = find(input.QueueUrl);
      return batch(input.Entries, (entry) => queue.remove(entry.ReceiptHandle));
    }),
    ChangeMessageVisibility: operation(ofQueue.extend(visibility.shape), (input) =>
      find(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout),
    ),
    ChangeMessageVisibilityBatch: operation(batchOf(id.extend(visibility.shape)), (input) => {
      const queue = find(input.QueueUrl);
      return batch(input.Entries, (entry) => queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout));
    }),
    ListDeadLetterSourceQueues: operation(ofQueue, ({ QueueUrl }) => {
      const { arn } = find(QueueUrl).settings;
      const sources = [...queues.values()].filter(({ settings }) => settings.redrive?.targetArn === arn);
      return { queueUrls: sources.map(({ settings }) => settings.url) };
    }),
    StartMessageMoveTask: operation(
      z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() }),
      (input) => {
        const source = findArn(input.SourceArn);
        const moved =
          input.DestinationArn === undefined
            ? moveBack(source, findArn)
            : source.moveTo(findArn(input.DestinationArn), 100_000);
        return { TaskHandle: Buffer.from(`${input.SourceArn}:${clock.now()}:${moved}`).toString('base64') };
      },
    ),
  };
}

/** Each message goes back to the queue that gave it up. */
function moveBack(source: Queue, findArn: (arn: string) => Queue): number {
  const targets = new Set(source.peek(100_000).map((one) => one.sourceArn));
  let moved = 0;
  for (const arn of targets) if (arn !== undefined) moved += source.moveTo(findArn(arn), 100_000, arn);
  return moved;
}

function send(queue: Queue, input: z.output<typeof message>): Record<string, unknown> {
  const attributes = input.MessageAttributes ?? {};
  const fresh: NewMessage = {
    body: input.MessageBody,
    attributes,
    ...(input.DelaySeconds === undefined ? {} : { delaySeconds: input.DelaySeconds }),
    ...(input.MessageGroupId === undefined ? {} : { groupId: input.MessageGroupId }),
    ...(input.MessageDeduplicationId === undefined ? {} : { deduplicationId: input.MessageDeduplicationId }),
  };
  const sent = queue.send(fresh);
  return {
    MessageId: sent.id,
    MD5OfMessageBody: bodyDigest(input.MessageBody),
    ...(Object.keys(attributes).length === 0 ? {} : { MD5OfMessageAttributes: attributesDigest(attributes) }),
    ...(queue.settings.isFifo ? { SequenceNumber: sent.sequenceNumber } : {}),
  };
}

function batch<T extends { readonly Id: string }>(
  entries: readonly T[],
  run: (entry: T) => unknown,
): Record<string, unknown> {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  const successful: unknown[] = [];
  const failed: unknown[] = [];
  for (const entry of entries)
    try {
      const result = run(entry);
      successful.push({ Id: entry.Id, ...(typeof result === 'object' ? result : {}) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  return { Successful: successful, ...(failed.length > 0 ? { Failed: failed } : {}) };
}

/** Long polling: waits on the machine's time, as the client does. */
async function receiveWaiting(queue: Queue, input: z.output<typeof receive>): Promise<Received[]> {
  const seconds = input.WaitTimeSeconds ?? queue.settings.waitSeconds;
  const end = AbortSignal.timeout(seconds * 1000);
  for (;;) {
    const messages = queue.receive(input.MaxNumberOfMessages, input.VisibilityTimeout);
    if (messages.length > 0 || seconds === 0 || end.aborted) return messages;
    await queue.available(end);
  }
}

function describe(one: Received, system: readonly string[], wanted: readonly string[]): Record<string, unknown> {
  const isWanted = (name: string) =>
    wanted.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === '.*' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    );
  const attributes = Object.fromEntries(Object.entries(one.attributes).filter(([name]) => isWanted(name)));
  return {
    MessageId: one.id,
    ReceiptHandle: one.receipt,
    Body: one.body,
    MD5OfBody: bodyDigest(one.body),
    ...(system.length === 0 ? {} : { Attributes: choose(systemAttributes(one), system) }),
    ...(Object.keys(attributes).length === 0
      ? {}
      : { MessageAttributes: attributes, MD5OfMessageAttributes: attributesDigest(attributes) }),
  };
}

function queueAttributes(queue: Queue): Record<string, string> {
  const { settings } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  return {
    QueueArn: settings.arn,
    VisibilityTimeout: String(settings.visibilitySeconds),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(settings.maxBytes),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ...(settings.redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: settings.redrive.targetArn,
            maxReceiveCount: settings.redrive.maxReceiveCount,
          }),
        }),
    ...(settings.isFifo
      ? { FifoQueue: 'true', ContentBasedDeduplication: String(settings.isContentDeduplicated) }
      : {}),
  };
}

function choose(attributes: Record<string, string>, wanted: readonly string[]): Record<string, string> {
  if (wanted.includes('All')) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted.includes(name)));
}
