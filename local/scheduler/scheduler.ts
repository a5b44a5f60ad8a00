import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { createDeliveries, type SendMessage } from '../events/deliveries.ts';
import { createDeliver, isSupportedTarget, type PutOnBus } from '../events/target.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { operation } from '../protocol/operations.ts';
import { type RestOperations, restService } from '../protocol/rest-protocol.ts';
import type { Context, Service } from '../service.ts';
import { documents, inTransaction, openDatabase } from '../store.ts';
import { createAgenda } from './agenda.ts';
import { parseExpression } from './expression.ts';
import { checkTarget, deliveryOf, type Schedule, type ScheduleInput, scheduleSchema } from './schedule.ts';

/** EventBridge Scheduler: schedules that survive restarts and fire on the runtime's clock. */
export type Scheduler = Service & {
  putGroup(name: string): void;
  /** Declares a schedule of the template; one that the template no longer declares is gone after `start`. */
  declare(schedule: ScheduleInput): void;
  start(): void;
  stop(): void;
};

type Group = { readonly name: string; readonly createdAt: number };

export function createScheduler(
  context: Context,
  ports: { readonly sendMessage: SendMessage; readonly putOnBus: PutOnBus },
): Scheduler {
  const { clock, log } = context;
  const database = openDatabase(join(context.dir, 'scheduler.sqlite'));
  const schedules = documents<Schedule>(database, 'schedule');
  const groups = documents<Group>(database, 'schedule_group');
  const declared = new Set<string>();
  const deliver = createDeliver(context.invokeAsync, ports.sendMessage, ports.putOnBus);
  const deliveries = createDeliveries(database, clock, deliver, ports.sendMessage, log);

  const agenda = createAgenda(database, clock, (key, dueAt, isLast) => {
    const schedule = schedules.get(key);
    if (schedule === undefined) return;
    deliveries.accept([deliveryOf(schedule, dueAt, clock.now(), randomUUID())]);
    if (isLast && schedule.ActionAfterCompletion === 'DELETE') schedules.remove(key);
  });

  const putGroup = (name: string): Group => {
    const group = groups.get(name) ?? { name, createdAt: clock.now() };
    groups.put(name, group);
    return group;
  };
  putGroup('default');

  const arnOf = (kind: string, name: string): string =>
    `arn:aws:scheduler:${context.region}:${context.account}:${kind}/${name}`;

  const save = (input: ScheduleInput, isDeclared: boolean): Schedule => {
    const key = keyOf(input);
    check(input);
    const before = schedules.get(key);
    const createdAt = before?.createdAt ?? clock.now();
    const schedule = { ...input, arn: arnOf('schedule', key), createdAt, changedAt: clock.now(), isDeclared };
    inTransaction(database, () => {
      schedules.put(key, schedule);
      if (input.State === 'DISABLED') agenda.remove(key);
      else agenda.put(agendaEntry(key, input), { keepNext: isDeclared });
    });
    return schedule;
  };

  const find = ({ Name, GroupName }: { Name: string; GroupName: string }): Schedule => {
    const schedule = schedules.get(keyOf({ Name, GroupName }));
    if (schedule === undefined) throw notFound(`Schedule ${Name} does not exist.`);
    return schedule;
  };

  const findGroup = (name: string): Group => {
    const group = groups.get(name);
    if (group === undefined) throw notFound(`Schedule group ${name} does not exist.`);
    return group;
  };

  const remove = (key: string): void =>
    inTransaction(database, () => {
      schedules.remove(key);
      agenda.remove(key);
    });

  const operations: RestOperations = {
    'POST /schedules/{Name}': operation(scheduleSchema, (input) => {
      findGroup(input.GroupName);
      if (schedules.get(keyOf(input)) !== undefined)
        throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, 409);
      return { ScheduleArn: save(input, false).arn };
    }),
    'PUT /schedules/{Name}': operation(scheduleSchema, (input) => {
      find(input);
      return { ScheduleArn: save(input, false).arn };
    }),
    'GET /schedules/{Name}': operation(byName, (input) => describe(find(input))),
    'DELETE /schedules/{Name}': operation(byName, (input) => {
      find(input);
      remove(keyOf(input));
      return {};
    }),
    'GET /schedules': operation(listing, (input) => {
      if (input.ScheduleGroup !== undefined) findGroup(input.ScheduleGroup);
      const found = schedules
        .all()
        .filter((one) => input.ScheduleGroup === undefined || one.GroupName === input.ScheduleGroup)
        .filter((one) => one.Name.startsWith(input.NamePrefix ?? '') && (input.State ?? one.State) === one.State);
      const from = Number(input.NextToken ?? 0);
      const page = found.slice(from, from + input.MaxResults);
      const isMore = from + page.length < found.length;
      return { Schedules: page.map(summarize), ...(isMore ? { NextToken: String(from + page.length) } : {}) };
    }),
    'POST /schedule-groups/{Name}': operation(groupName, ({ Name }) => {
      if (groups.get(Name) !== undefined)
        throw new AwsError('ConflictException', `Schedule group ${Name} already exists.`, 409);
      putGroup(Name);
      return { ScheduleGroupArn: arnOf('schedule-group', Name) };
    }),
    'GET /schedule-groups/{Name}': operation(groupName, ({ Name }) => {
      const CreationDate = findGroup(Name).createdAt / 1000;
      return {
        Name,
        Arn: arnOf('schedule-group', Name),
        State: 'ACTIVE',
        CreationDate,
        LastModificationDate: CreationDate,
      };
    }),
    'DELETE /schedule-groups/{Name}': operation(groupName, ({ Name }) => {
      findGroup(Name);
      for (const one of schedules.all()) if (one.GroupName === Name) remove(keyOf(one));
      groups.remove(Name);
      return {};
    }),
  };

  return {
    name: 'scheduler',
    handle: restService(operations, log),
    putGroup: (name) => void putGroup(name),
    declare(input) {
      putGroup(input.GroupName);
      declared.add(keyOf(input));
      save(input, true);
    },
    start() {
      for (const one of schedules.all()) if (one.isDeclared && !declared.has(keyOf(one))) remove(keyOf(one));
      deliveries.start();
      agenda.start();
    },
    stop() {
      agenda.stop();
      deliveries.stop();
      database.close();
    },
  };
}

const byName = z
  .object({ Name: z.string(), groupName: z.string().default('default') })
  .transform(({ Name, groupName: GroupName }) => {
    return { Name, GroupName };
  });

const groupName = z.object({ Name: z.string() });

const listing = z.object({
  ScheduleGroup: z.string().optional(),
  NamePrefix: z.string().optional(),
  State: z.string().optional(),
  NextToken: z.string().optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
});

function keyOf({ Name, GroupName }: { readonly Name: string; readonly GroupName: string }): string {
  return `${GroupName}/${Name}`;
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}

function agendaEntry(key: string, input: ScheduleInput): Parameters<ReturnType<typeof createAgenda>['put']>[0] {
  const {
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
    StartDate: startAt,
    EndDate: endAt,
  } = input;
  return { key, expression, timeZone, startAt, endAt };
}

function check(input: ScheduleInput): void {
  checkTarget(input.Target);
  if (!isSupportedTarget(input.Target.Arn))
    throw new AwsError('ValidationException', `Provided Arn ${input.Target.Arn} is no target on this machine.`);
  try {
    parseExpression(input.ScheduleExpression, input.ScheduleExpressionTimezone).next(0);
  } catch (error) {
    const isZone = error instanceof RangeError || /time ?zone/i.test(String(error));
    const message = isZone
      ? `Invalid Schedule Expression Timezone ${input.ScheduleExpressionTimezone}.`
      : `Invalid Schedule Expression ${input.ScheduleExpression}.`;
    throw new AwsError('ValidationException', message);
  }
}

function describe(schedule: Schedule): Record<string, unknown> {
  const { arn, createdAt, changedAt, isDeclared: _isDeclared, StartDate, EndDate, ...fields } = schedule;
  return {
    ...fields,
    Arn: arn,
    CreationDate: createdAt / 1000,
    LastModificationDate: changedAt / 1000,
    ...(StartDate === undefined ? {} : { StartDate: StartDate / 1000 }),
    ...(EndDate === undefined ? {} : { EndDate: EndDate / 1000 }),
  };
}

function summarize(schedule: Schedule): Record<string, unknown> {
  const { Arn, Name, GroupName, State, CreationDate, LastModificationDate } = describe(schedule);
  return { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target: { Arn: schedule.Target.Arn } };
}
