import { join } from 'node:path';
import { answerJson } from '../protocol/json-protocol.ts';
import type { Context, Service } from '../service.ts';
import { openDatabase } from '../store.ts';
import { queueOperations } from './operations.ts';
import { createQueue, noQueue, prepareMessages, type Queue, type QueueSettings } from './queue.ts';

/** The queues of the template, and SQS's API. */
export type Sqs = Service & {
  createQueue(settings: Omit<QueueSettings, 'url'>): void;
  queue(arn: string): Queue | undefined;
  queues(): Queue[];
  /** Puts a message into a queue by its ARN. Throws `QueueDoesNotExist`. */
  send(
    queueArn: string,
    message: {
      readonly body: string;
      readonly messageGroupId?: string;
      readonly attributes?: Readonly<Record<string, string>>;
    },
  ): Promise<void>;
};

/** Makes the SQS service; its messages are kept in the context's folder. */
export function createSqs(context: Pick<Context, 'account' | 'endpoint' | 'dir' | 'clock' | 'log'>): Sqs {
  const database = openDatabase(join(context.dir, 'sqs.sqlite'));
  prepareMessages(database);
  const queues = new Map<string, Queue>();
  const queue = (arn: string): Queue | undefined => queues.get(arn.split(':').at(-1) ?? '');
  const operations = queueOperations(queues, context.clock);

  return {
    name: 'sqs',
    createQueue(settings) {
      const url = queueUrl(context, settings.name);
      queues.set(settings.name, createQueue(database, context.clock, { ...settings, url }, queue));
    },
    queue,
    queues: () => [...queues.values()],
    async send(queueArn, message) {
      const target = queue(queueArn);
      if (target === undefined) throw noQueue();
      target.send({
        body: message.body,
        ...(target.settings.isFifo
          ? { groupId: message.messageGroupId ?? 'default', deduplicationId: crypto.randomUUID() }
          : {}),
        attributes: Object.fromEntries(
          Object.entries(message.attributes ?? {}).map(([name, value]) => [
            name,
            { DataType: 'String', StringValue: value },
          ]),
        ),
      });
    },
    async handle(request) {
      const response = await answerJson(request, operations, context.log);
      const code = response.headers?.['x-amzn-errortype'];
      const headers: Record<string, string> = { ...response.headers, 'content-type': 'application/x-amz-json-1.0' };
      if (code !== undefined) headers['x-amzn-query-error'] = `${queryCodes[code] ?? code};Sender`;
      return { ...response, headers };
    },
    stop: () => database.close(),
  };
}

/** Error codes of the older query protocol that clients still see, where they differ. */
const queryCodes: Readonly<Record<string, string>> = { QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue' };

/** URL of a queue on this machine. */
export function queueUrl(context: Pick<Context, 'account' | 'endpoint'>, name: string): string {
  return `${context.endpoint}/_aws/${context.account}/${name}`;
}
