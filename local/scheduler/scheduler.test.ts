import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestContext, type TestEndpoint, testContext, testEndpoint } from '../test-endpoint.ts';
import { scheduleSchema } from './schedule.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

const queue = 'arn:aws:sqs:eu-central-1:111122223333:inbox';
const deadLetters = 'arn:aws:sqs:eu-central-1:111122223333:dead';
const bus = 'arn:aws:events:eu-central-1:111122223333:event-bus/crm';

let endpoint: TestEndpoint;
let client: SchedulerClient;
let context: TestContext;
let scheduler: Scheduler;
let sent: { arn: string; body: string; attributes?: Readonly<Record<string, string>> }[];
let failing: boolean;

beforeAll(async () => {
  endpoint = await testEndpoint();
  client = new SchedulerClient(endpoint.client);
});

afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

beforeEach(() => {
  sent = [];
  failing = false;
  context = testContext();
  restart();
});

afterEach(() => {
  scheduler.stop();
  context[Symbol.dispose]();
});

/** Begins the service on the context's folder, as a new process would. */
function restart(...declared: readonly CreateScheduleCommandInput[]): void {
  scheduler = createScheduler(context, {
    sendMessage: async (arn, { body, attributes }) => {
      if (failing && arn !== deadLetters) throw new Error('down');
      sent.push({ arn, body, ...(attributes === undefined ? {} : { attributes }) });
    },
    putOnBus: (arn, body, parameters) => void sent.push({ arn, body, attributes: parameters }),
  });
  for (const one of declared) scheduler.declare(scheduleSchema.parse(one));
  endpoint.use(scheduler);
  scheduler.start();
}

function aSchedule(input: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput {
  return {
    Name: 'call',
    ScheduleExpression: 'at(2026-03-02T10:00:00)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: queue, RoleArn: 'arn:aws:iam::111122223333:role/scheduler', Input: '{"call":1}' },
    ...input,
  };
}

const create = (input: Partial<CreateScheduleCommandInput> = {}) =>
  client.send(new CreateScheduleCommand(aSchedule(input)));

describe('a schedule', () => {
  test('for one time fires then and not before, and once', async () => {
    await create();

    context.clock.advance(3_599_999);
    expect(sent).toHaveLength(0);
    context.clock.advance(1);
    context.clock.advance(86_400_000);

    await vi.waitFor(() => expect(sent).toEqual([{ arn: queue, body: '{"call":1}' }]));
  });

  test('in a time zone fires at that local time', async () => {
    await create({ ScheduleExpressionTimezone: 'Europe/Berlin', ScheduleExpression: 'at(2026-03-02T10:30:00)' });

    context.clock.advance(30 * 60_000);

    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  test('goes away when it is done, if it says so', async () => {
    await create({ ActionAfterCompletion: 'DELETE' });
    await create({ Name: 'stays' });

    context.clock.advance(3_600_000);

    await expect(client.send(new GetScheduleCommand({ Name: 'call' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule call does not exist.',
    });
    await expect(client.send(new GetScheduleCommand({ Name: 'stays' }))).resolves.toMatchObject({ State: 'ENABLED' });
  });

  test('of which several fell due fire in the order of their times', async () => {
    await create({ Name: 'third', ScheduleExpression: 'at(2026-03-03T10:00:00)', Target: to('3') });
    await create({ Name: 'first', ScheduleExpression: 'at(2026-03-02T10:00:00)', Target: to('1') });
    await create({ Name: 'second', ScheduleExpression: 'cron(0 12 2 3 ? 2026)', Target: to('2') });

    context.clock.advance(7 * 86_400_000);

    await vi.waitFor(() => expect(sent.map(({ body }) => body)).toEqual(['1', '2', '3']));
  });

  test('that fell due while nothing ran fires after the start', async () => {
    await create();
    scheduler.stop();
    context.clock.advance(7_200_000);

    restart();

    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  test('that recurs fires once after a night in which nothing ran, and then keeps its rhythm', async () => {
    await create({ ScheduleExpression: 'rate(1 minute)' });
    scheduler.stop();
    context.clock.advance(8 * 3_600_000);

    restart();
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    context.clock.advance(120_000);

    await vi.waitFor(() => expect(sent).toHaveLength(3));
  });

  test('that recurs ends with its end date', async () => {
    await create({ ScheduleExpression: 'rate(1 hour)', EndDate: new Date('2026-03-02T11:30:00Z') });

    context.clock.advance(86_400_000);

    await vi.waitFor(() => expect(sent).toHaveLength(2));
  });

  test('that missed thousands of times catches up with some and then keeps its rhythm', async () => {
    await create({ ScheduleExpression: 'rate(1 minute)' });

    context.clock.advance(30 * 86_400_000);
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(10));
    const caughtUp = sent.length;
    context.clock.advance(60_000);

    await vi.waitFor(() => expect(sent).toHaveLength(caughtUp + 1));
    expect(caughtUp).toBeLessThan(100);
  });

  test('puts its input on a bus, with the names that stand for the run filled in', async () => {
    const Input = '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>"}';
    const EventBridgeParameters = { Source: 'crm.timer', DetailType: 'timer.due' };
    await create({ Target: { ...to(Input), Arn: bus, EventBridgeParameters } });

    context.clock.advance(3_600_000);

    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      arn: bus,
      body: '{"at":"2026-03-02T10:00:00Z","try":"1"}',
      attributes: { source: 'crm.timer', detailType: 'timer.due' },
    });
  });

  test('whose target fails is tried again and then goes to the dead-letter queue', async () => {
    failing = true;
    const RetryPolicy = { MaximumRetryAttempts: 1 };
    await create({ Target: { ...to('{"x":1}'), RetryPolicy, DeadLetterConfig: { Arn: deadLetters } } });

    context.clock.advance(3_600_000);
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    context.clock.advance(1000);

    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ arn: deadLetters, body: '{"x":1}', attributes: { RETRY_ATTEMPTS: '1' } });
  });

  test('that is disabled, deleted or moved does not fire at its old time', async () => {
    for (const Name of ['disabled', 'deleted', 'moved']) await create({ Name });
    await client.send(new UpdateScheduleCommand({ ...aSchedule({ Name: 'disabled' }), State: 'DISABLED' }));
    await client.send(new DeleteScheduleCommand({ Name: 'deleted' }));
    await client.send(
      new UpdateScheduleCommand(
        aSchedule({ Name: 'moved', ScheduleExpression: 'at(2026-03-02T12:00:00)', Target: to('later') }),
      ),
    );

    context.clock.advance(3_600_000);
    context.clock.advance(3_600_000 * 2);

    await vi.waitFor(() => expect(sent.map(({ body }) => body)).toEqual(['later']));
  });
});

describe('errors', () => {
  test('a name is taken once in its group', async () => {
    scheduler.putGroup('other');
    await create();

    await expect(create()).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Schedule call already exists.',
    });
    await expect(create({ GroupName: 'other' })).resolves.toMatchObject({
      ScheduleArn: 'arn:aws:scheduler:eu-central-1:111122223333:schedule/other/call',
    });
  });

  test.each([
    ['a group that does not exist', { GroupName: 'none' }, 'ResourceNotFoundException'],
    ['an expression that is none', { ScheduleExpression: 'cron(0 10 * * * *)' }, 'ValidationException'],
    ['a zone that does not exist', { ScheduleExpressionTimezone: 'Mars/Base' }, 'ValidationException'],
    ['a name with other characters', { Name: 'a b' }, 'ValidationException'],
    ['input that is no JSON, for a bus', { Target: { ...to('{'), Arn: bus } }, 'ValidationException'],
  ])('%s is refused', async (_name, input, name) => {
    await expect(create(input)).rejects.toMatchObject({ name });
    const { Schedules } = await client.send(new ListSchedulesCommand({}));
    expect(Schedules).toEqual([]);
  });

  test('deleting, reading or changing one that does not exist says so', async () => {
    const missing = { name: 'ResourceNotFoundException' };
    await expect(client.send(new DeleteScheduleCommand({ Name: 'x' }))).rejects.toMatchObject(missing);
    await expect(client.send(new GetScheduleCommand({ Name: 'x' }))).rejects.toMatchObject(missing);
    await expect(client.send(new UpdateScheduleCommand(aSchedule({ Name: 'x' })))).rejects.toMatchObject(missing);
  });
});

test('schedules are listed by group and prefix, a page at a time', async () => {
  for (const Name of ['a1', 'a2', 'b1']) await create({ Name });

  const page = await client.send(new ListSchedulesCommand({ GroupName: 'default', NamePrefix: 'a', MaxResults: 1 }));
  const rest = await client.send(
    new ListSchedulesCommand({ GroupName: 'default', NamePrefix: 'a', MaxResults: 1, NextToken: page.NextToken }),
  );

  expect([page, rest].map(({ Schedules }) => Schedules?.map((one) => one.Name))).toEqual([['a1'], ['a2']]);
  expect(rest.NextToken).toBeUndefined();
});

test('what the template declared and no longer declares is gone after a restart', async () => {
  scheduler.stop();
  restart(aSchedule({ Name: 'sweep', ScheduleExpression: 'rate(1 minute)' }));
  await create({ Name: 'mine' });
  scheduler.stop();

  restart();

  const { Schedules } = await client.send(new ListSchedulesCommand({}));
  expect(Schedules?.map((one) => one.Name)).toEqual(['mine']);
});

function to(Input: string): NonNullable<CreateScheduleCommandInput['Target']> {
  return { Arn: queue, RoleArn: 'arn:aws:iam::111122223333:role/scheduler', Input };
}
