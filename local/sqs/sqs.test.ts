import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestContext, type TestEndpoint, testContext, testEndpoint } from '../test-endpoint.ts';
import type { QueueSettings } from './queue.ts';
import { createSqs, type Sqs } from './sqs.ts';

const arn = (name: string) => `arn:aws:sqs:eu-central-1:111122223333:${name}`;

function settings(name: string, given: Partial<QueueSettings> = {}): Omit<QueueSettings, 'url'> {
  return {
    name,
    arn: arn(name),
    isFifo: false,
    isContentDeduplicated: false,
    delaySeconds: 0,
    visibilitySeconds: 30,
    retentionSeconds: 345_600,
    waitSeconds: 0,
    maxBytes: 1_048_576,
    ...given,
  };
}

describe('SQS through the SDK', () => {
  let endpoint: TestEndpoint;
  let context: TestContext;
  let sqs: Sqs;
  let client: SQSClient;
  beforeAll(async () => {
    endpoint = await testEndpoint();
    client = new SQSClient(endpoint.client);
  });
  afterAll(() => endpoint.close());
  beforeEach(() => {
    context = testContext({ endpoint: endpoint.url });
    sqs = start();
    return () => {
      sqs.stop?.();
      context[Symbol.dispose]();
    };
  });

  function start(): Sqs {
    const service = createSqs(context);
    service.createQueue(settings('dead'));
    service.createQueue(settings('work', { redrive: { targetArn: arn('dead'), maxReceiveCount: 2 } }));
    service.createQueue(settings('ordered.fifo', { isFifo: true, isContentDeduplicated: true }));
    endpoint.use(service);
    return service;
  }

  const url = (name: string) => `${endpoint.url}/_aws/111122223333/${name}`;
  const send = (name: string, body: string, more: Record<string, string> = {}) =>
    client.send(new SendMessageCommand({ QueueUrl: url(name), MessageBody: body, ...more }));
  const receive = async (name: string, max = 10, more: Record<string, unknown> = {}) =>
    (
      await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url(name),
          MaxNumberOfMessages: max,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
          ...more,
        }),
      )
    ).Messages ?? [];
  const bodies = async (name: string) => (await receive(name)).map(({ Body }) => Body);

  test('a message comes with its attributes, once, and is gone when it is deleted', async () => {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'a',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
      }),
    );

    const [message] = await receive('work');

    expect(message).toMatchObject({
      Body: 'a',
      MessageAttributes: { kind: { StringValue: 'x' } },
      Attributes: { ApproximateReceiveCount: '1' },
    });
    expect(await receive('work')).toEqual([]);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    context.clock.advance(60_000);
    expect(await receive('work')).toEqual([]);
  });

  test('what is not deleted comes again after its visibility timeout, or at once when that is set to nothing', async () => {
    await send('work', 'a');
    await receive('work');
    context.clock.advance(29_999);
    expect(await receive('work')).toEqual([]);
    context.clock.advance(1);
    const [again] = await receive('work');
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('visibility can be changed by the newest receipt only', async () => {
    await send('dead', 'a');
    const [first] = await receive('dead');
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url('dead'),
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const [second] = await receive('dead');

    await client.send(new DeleteMessageCommand({ QueueUrl: url('dead'), ReceiptHandle: first?.ReceiptHandle }));
    context.clock.advance(60_000);

    expect(second?.MessageId).toBe(first?.MessageId);
    expect(await bodies('dead')).toEqual(['a']);
  });

  test('a message received too often goes to the dead-letter queue, and from there back', async () => {
    await send('work', 'a');
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await bodies('work')).toEqual(['a']);
      context.clock.advance(30_000);
    }

    expect(await bodies('work')).toEqual([]);
    const [dead] = await receive('dead', 10, { VisibilityTimeout: 0 });
    expect(dead).toMatchObject({ Body: 'a', Attributes: { DeadLetterQueueSourceArn: arn('work') } });
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('dead') }));
    expect(await bodies('dead')).toEqual([]);
    expect(await bodies('work')).toEqual(['a']);
  });

  test('messages survive the process', async () => {
    await send('work', 'a');
    await send('work', 'b');
    await receive('work', 1);
    sqs.stop?.();

    sqs = start();

    expect(await bodies('work')).toEqual(['b']);
    context.clock.advance(30_000);
    expect(await bodies('work')).toEqual(['a', 'b']);
  });

  test('a long poll answers as soon as a message is there', async () => {
    const polling = receive('work', 1, { WaitTimeSeconds: 20 });
    await send('work', 'a');

    expect(await polling).toMatchObject([{ Body: 'a' }]);
  });

  test('a delayed message comes when its time has come, also to one who waits', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: url('work'), MessageBody: 'a', DelaySeconds: 60 }));
    expect(await receive('work')).toEqual([]);
    const polling = receive('work', 1, { WaitTimeSeconds: 20 });
    await client.send(new GetQueueUrlCommand({ QueueName: 'work' }));

    context.clock.advance(60_000);

    expect(await polling).toMatchObject([{ Body: 'a' }]);
  });

  test('a FIFO queue keeps the order within a group, and knows what it has got already', async () => {
    for (const body of ['a1', 'b1', 'a2', 'a1']) await send('ordered.fifo', body, { MessageGroupId: body[0] ?? '' });
    const [first] = await receive('ordered.fifo', 1);

    expect(first?.Body).toBe('a1');
    expect(await bodies('ordered.fifo')).toEqual(['b1']);
    await client.send(new DeleteMessageCommand({ QueueUrl: url('ordered.fifo'), ReceiptHandle: first?.ReceiptHandle }));
    expect(await bodies('ordered.fifo')).toEqual(['a2']);
    expect(await bodies('ordered.fifo')).toEqual([]);
  });

  test('batches tell what failed entry by entry', async () => {
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url('ordered.fifo'),
        Entries: [
          { Id: '1', MessageBody: 'x', MessageGroupId: 'g' },
          { Id: '2', MessageBody: 'y' },
        ],
      }),
    );
    expect(sent.Successful).toMatchObject([{ Id: '1' }]);
    expect(sent.Failed).toMatchObject([{ Id: '2', Code: 'MissingParameter', SenderFault: true }]);
    const [message] = await receive('ordered.fifo');

    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url('ordered.fifo'),
        Entries: [{ Id: 'a', ReceiptHandle: message?.ReceiptHandle }],
      }),
    );

    expect(deleted.Successful).toEqual([{ Id: 'a' }]);
  });

  test('counts what waits, is out and is delayed', async () => {
    await send('work', 'a');
    await send('work', 'b');
    await receive('work', 1);
    await client.send(new SendMessageCommand({ QueueUrl: url('work'), MessageBody: 'c', DelaySeconds: 60 }));

    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url('work'), AttributeNames: ['All'] }),
    );

    expect(Attributes).toMatchObject({
      QueueArn: arn('work'),
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 2 }),
    });
  });

  test('an unknown queue and too long a message are AWS’s errors', async () => {
    await expect(send('none', 'a')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect(send('work', 'a'.repeat(1_048_577))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
