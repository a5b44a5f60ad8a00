import { EventBridgeClient, ListEventBusesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AwsError } from '../protocol/aws-error.ts';
import { type TestContext, type TestEndpoint, testContext, testEndpoint } from '../test-endpoint.ts';
import type { SendMessage } from './deliveries.ts';
import { createEvents, type Events, type Rule } from './events.ts';

const queue = 'arn:aws:sqs:eu-central-1:111122223333:inbox';
const deadLetters = 'arn:aws:sqs:eu-central-1:111122223333:dead';
const fn = 'arn:aws:lambda:eu-central-1:111122223333:function:greet';

let endpoint: TestEndpoint;
let client: EventBridgeClient;
let context: TestContext;
let events: Events;
let sent: { queueArn: string; body: string; messageGroupId?: string; attributes?: Readonly<Record<string, string>> }[];
let failWith: Error | undefined;

const sendMessage: SendMessage = async (queueArn, message) => {
  if (failWith !== undefined && queueArn !== deadLetters) throw failWith;
  sent.push({ queueArn, ...message });
};

beforeAll(async () => {
  endpoint = await testEndpoint();
  client = new EventBridgeClient(endpoint.client);
});

afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

beforeEach(() => {
  sent = [];
  failWith = undefined;
  context = testContext();
  restart();
});

afterEach(() => {
  events.stop();
  context[Symbol.dispose]();
});

/** Begins the service on the context's folder, as a new process would. */
function restart(...rules: readonly Rule[]): void {
  events = createEvents(context, sendMessage);
  events.putBus('crm');
  for (const rule of rules) events.putRule(rule);
  endpoint.use(events);
  events.start();
}

function aRule(rule: Partial<Rule>): Rule {
  const name = rule.name ?? 'rule';
  const arn = `arn:aws:events:eu-central-1:111122223333:rule/crm/${name}`;
  return { name, busName: 'crm', arn, isEnabled: true, targets: [{ Id: 'one', Arn: queue }], ...rule };
}

function put(...details: readonly Record<string, unknown>[]) {
  const Entries = details.map((detail) => ({
    EventBusName: 'crm',
    Source: 'crm',
    DetailType: 'lead.created',
    Detail: JSON.stringify(detail),
  }));
  return client.send(new PutEventsCommand({ Entries }));
}

describe('PutEvents', () => {
  test('sends a matching event to the queue as AWS words it, and no other', async () => {
    events.putRule(aRule({ pattern: { source: ['crm'], detail: { size: [{ numeric: ['>', 1] }] } } }));

    const answer = await put({ size: 1 }, { size: 2 });

    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      version: '0',
      id: answer.Entries?.[1]?.EventId,
      'detail-type': 'lead.created',
      source: 'crm',
      account: '111122223333',
      time: '2026-03-02T09:00:00Z',
      region: 'eu-central-1',
      resources: [],
      detail: { size: 2 },
    });
  });

  test('takes the good entries and words each bad one', async () => {
    events.putRule(aRule({ pattern: { source: ['crm'] } }));
    const good = { EventBusName: 'crm', Source: 'crm', DetailType: 'x', Detail: '{}' };

    const answer = await client.send(
      new PutEventsCommand({
        Entries: [
          { ...good, Source: 'aws.ses' },
          { ...good, Detail: '[1]' },
          { ...good, EventBusName: 'none' },
          good,
          { Source: 'crm', DetailType: 'x' },
        ],
      }),
    );

    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries?.map((entry) => entry.ErrorCode)).toEqual([
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'InvalidArgument',
      undefined,
      'InvalidArgument',
    ]);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  test('refuses more than ten entries and more than a megabyte', async () => {
    await expect(put(...Array.from({ length: 11 }, () => ({})))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put({ text: 'x'.repeat(1_048_576) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });

  test('calls functions, and shapes the input', async () => {
    const InputTransformer = {
      InputPathsMap: { who: '$.detail.name', tags: '$.detail.tags', gone: '$.detail.gone' },
      InputTemplate: '{"text":"Hello <who>, by <aws.events.rule-name>","tags":<tags>,"gone":<gone>}',
    };
    events.putRule(
      aRule({
        pattern: { source: ['crm'] },
        targets: [
          { Id: 'a', Arn: fn, InputTransformer },
          { Id: 'b', Arn: fn, InputPath: '$.detail.tags' },
          { Id: 'c', Arn: fn, Input: '{"constant":true}' },
        ],
      }),
    );

    await put({ name: 'Ann "A"', tags: ['x'] });

    await vi.waitFor(() => expect(context.invoked).toHaveLength(3));
    expect(context.invoked.map((one) => one.event)).toEqual([
      { text: 'Hello Ann "A", by rule', tags: ['x'], gone: null },
      ['x'],
      { constant: true },
    ]);
  });

  test('gives a message its group', async () => {
    const target = { Id: 'one', Arn: queue, SqsParameters: { MessageGroupId: 'all' } };
    events.putRule(aRule({ pattern: { source: ['crm'] }, targets: [target] }));

    await put({});

    await vi.waitFor(() => expect(sent[0]?.messageGroupId).toBe('all'));
  });

  test('a disabled rule does nothing', async () => {
    events.putRule(aRule({ name: 'off', isEnabled: false, pattern: { source: ['crm'] } }));
    events.putRule(aRule({ name: 'on', pattern: { source: ['crm'] } }));

    await put({});

    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(events.pending()).toBe(0);
  });

  test('reaches its queue within 5 ms of being accepted, at the median', async () => {
    events.putRule(aRule({ pattern: { source: ['crm'] } }));
    const times: number[] = [];
    for (let index = 0; index < 30; index++) {
      const before = sent.length;
      await put({ index });
      const acceptedAt = performance.now();
      while (sent.length === before) await new Promise(setImmediate);
      times.push(performance.now() - acceptedAt);
    }

    expect(times.sort((a, b) => a - b)[15]).toBeLessThan(5);
  });
});

describe('a target that fails', () => {
  test('is tried again, later and later, and each event arrives once', async () => {
    events.putRule(aRule({ pattern: { source: ['crm'] } }));
    failWith = new Error('throttled');
    await put({});
    await settled();

    context.clock.advance(1000);
    await settled();
    failWith = undefined;
    context.clock.advance(1999);
    expect(sent).toHaveLength(0);
    context.clock.advance(1);

    await vi.waitFor(() => expect(sent).toHaveLength(1));
    await vi.waitFor(() => expect(events.pending()).toBe(0));
  });

  test('goes to the dead-letter queue once its retries are spent, saying why', async () => {
    const RetryPolicy = { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 3600 };
    const target = { Id: 'one', Arn: queue, RetryPolicy, DeadLetterConfig: { Arn: deadLetters } };
    events.putRule(aRule({ pattern: { source: ['crm'] }, targets: [target] }));
    failWith = new Error('throttled');
    await put({ lost: true });
    await settled();

    context.clock.advance(1000);

    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.queueArn).toBe(deadLetters);
    expect(JSON.parse(sent[0]?.body ?? '').detail).toEqual({ lost: true });
    expect(sent[0]?.attributes).toMatchObject({
      RULE_ARN: 'arn:aws:events:eu-central-1:111122223333:rule/crm/rule',
      TARGET_ARN: queue,
      RETRY_ATTEMPTS: '1',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      ERROR_MESSAGE: 'throttled',
    });
  });

  test('goes there at once when it does not exist', async () => {
    const target = { Id: 'one', Arn: queue, DeadLetterConfig: { Arn: deadLetters } };
    events.putRule(aRule({ pattern: { source: ['crm'] }, targets: [target] }));
    failWith = new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

    await put({});

    await vi.waitFor(() => expect(sent[0]?.attributes?.ERROR_CODE).toBe('QueueDoesNotExist'));
  });

  test('gets what it missed after a restart', async () => {
    events.putRule(aRule({ pattern: { source: ['crm'] } }));
    failWith = new Error('down');
    await put({ kept: true });
    await settled();
    events.stop();

    failWith = undefined;
    restart();

    await vi.waitFor(() => expect(JSON.parse(sent[0]?.body ?? '{}').detail).toEqual({ kept: true }));
  });
});

describe('scheduled rules', () => {
  test('run each time that comes when the clock is moved', async () => {
    events.putRule(aRule({ schedule: 'rate(1 minute)' }));

    context.clock.advance(150_000);

    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(sent.map(({ body }) => JSON.parse(body).time)).toEqual(['2026-03-02T09:01:00Z', '2026-03-02T09:02:00Z']);
    expect(JSON.parse(sent[0]?.body ?? '')['detail-type']).toBe('Scheduled Event');
  });

  test('keep their rhythm over a restart', async () => {
    events.putRule(aRule({ schedule: 'rate(10 minutes)' }));
    context.clock.advance(6 * 60_000);
    events.stop();
    restart(aRule({ schedule: 'rate(10 minutes)' }));

    context.clock.advance(4 * 60_000);

    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });
});

test('a rule of the default bus hears the services of AWS', async () => {
  events.putRule(aRule({ busName: 'default', pattern: { source: ['aws.ses'] } }));

  events.publish({ source: 'aws.ses', 'detail-type': 'Email Bounced', resources: [], detail: { eventType: 'Bounce' } });

  await vi.waitFor(() => expect(sent).toHaveLength(1));
  const buses = await client.send(new ListEventBusesCommand({}));
  expect(buses.EventBuses?.map((bus) => bus.Name)).toEqual(['default', 'crm']);
});

/** Lets the promises that are ready run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
}
