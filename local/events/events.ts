import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { answerJson } from '../protocol/json-protocol.ts';
import { type Operation, operation } from '../protocol/operations.ts';
import { createAgenda } from '../scheduler/agenda.ts';
import type { Context, Service } from '../service.ts';
import { inTransaction, openDatabase } from '../store.ts';
import { createDeliveries, type Delivery, defaultRetry, type SendMessage } from './deliveries.ts';
import {
  type BusEvent,
  checkEntry,
  type Entry,
  entryBytes,
  entrySchema,
  eventTime,
  invalid,
  maxEntriesBytes,
} from './entry.ts';
import { shapeInput } from './input.ts';
import { matchesPattern } from './pattern.ts';
import { createDeliver, type Target } from './target.ts';

/** A rule on a bus: what it matches or when it runs, and whom it calls. */
export type Rule = {
  readonly name: string;
  readonly busName: string;
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly pattern?: Readonly<Record<string, unknown>> | undefined;
  readonly schedule?: string | undefined;
  readonly targets: readonly Target[];
};

/** What one of AWS's own services says on the default bus. */
export type ServiceEvent = Pick<BusEvent, 'source' | 'detail-type' | 'resources' | 'detail'>;

/** EventBridge: buses, rules, `PutEvents`; accepted events outlive the process. */
export type Events = Service & {
  putBus(name: string): void;
  putRule(rule: Rule): void;
  /** Puts an event of an AWS service (S3, SES, …) on the default bus. */
  publish(event: ServiceEvent): void;
  /** Puts a detail on a bus, as a schedule does; throws where the bus does not exist. */
  putOnBus(busArn: string, text: string, parameters: Readonly<Record<string, string>>): void;
  start(): void;
  stop(): void;
  /** Deliveries not made yet. */
  pending(): number;
};

export function createEvents(context: Context, sendMessage: SendMessage): Events {
  const { clock, log, region, account } = context;
  const database = openDatabase(join(context.dir, 'events.sqlite'));
  const buses = new Map<string, Map<string, Rule>>([['default', new Map()]]);
  const scheduled = new Map<string, Rule>();

  const event = (entry: ServiceEvent, at: number): BusEvent => ({
    version: '0',
    id: randomUUID(),
    'detail-type': entry['detail-type'],
    source: entry.source,
    account,
    time: eventTime(at),
    region,
    resources: entry.resources,
    detail: entry.detail,
  });

  const route = (busName: string, busEvent: BusEvent): Delivery[] => {
    const rules = buses.get(busName)?.values() ?? [];
    return [...rules]
      .filter((rule) => rule.isEnabled && rule.pattern !== undefined && matches(rule.pattern, busEvent, log))
      .flatMap((rule) => deliveriesOf(rule, busEvent, clock.now()));
  };

  const accept = (busName: string, events: readonly BusEvent[]): void => {
    const routed = events.flatMap((one) => route(busName, one));
    if (routed.length > 0) inTransaction(database, () => deliveries.accept(routed));
  };

  const putOnBus: Events['putOnBus'] = (busArn, text, parameters) => {
    const name = busNameOf(busArn);
    if (!buses.has(name)) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`, 404);
    const parsed: unknown = JSON.parse(text);
    const { source, detailType } = parameters;
    // A rule forwards the event that it wrote itself; a schedule gives the detail.
    if (source === undefined || detailType === undefined) return accept(name, [parsed as BusEvent]);
    const detail = z.record(z.string(), z.unknown()).parse(parsed);
    accept(name, [event({ source, 'detail-type': detailType, resources: [], detail }, clock.now())]);
  };

  const deliver = createDeliver(context.invokeAsync, sendMessage, putOnBus);
  const deliveries = createDeliveries(database, clock, deliver, sendMessage, log);
  const agenda = createAgenda(database, clock, (key, dueAt) => {
    const rule = scheduled.get(key);
    if (rule === undefined || !rule.isEnabled) return;
    const tick = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [rule.arn], detail: {} };
    deliveries.accept(deliveriesOf(rule, event(tick, dueAt), clock.now()));
  });

  const putEntry = (entry: Entry): { busName: string; busEvent: BusEvent } | ReturnType<typeof invalid> => {
    const checked = checkEntry(entry);
    if ('ErrorCode' in checked) return checked;
    const busName = busNameOf(entry.EventBusName ?? 'default');
    if (!buses.has(busName)) return invalid(`Event bus ${busName} does not exist.`);
    const fields = {
      source: entry.Source ?? '',
      'detail-type': entry.DetailType ?? '',
      resources: entry.Resources ?? [],
    };
    return { busName, busEvent: event({ ...fields, detail: checked.detail }, timeOf(entry, clock.now())) };
  };

  const operations: Readonly<Record<string, Operation>> = {
    PutEvents: operation(z.object({ Entries: z.array(entrySchema).min(1).max(10) }), ({ Entries }) => {
      if (Entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > maxEntriesBytes)
        throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
      const results = Entries.map(putEntry);
      const accepted = results.filter((result) => 'busEvent' in result);
      const routed = accepted.flatMap(({ busName, busEvent }) => route(busName, busEvent));
      if (routed.length > 0) inTransaction(database, () => deliveries.accept(routed));
      return {
        FailedEntryCount: results.length - accepted.length,
        Entries: results.map((result) => ('busEvent' in result ? { EventId: result.busEvent.id } : result)),
      };
    }),
    TestEventPattern: operation(z.object({ EventPattern: z.string(), Event: z.string() }), (input) => {
      try {
        return { Result: matchesPattern(JSON.parse(input.EventPattern), JSON.parse(input.Event)) };
      } catch (error) {
        throw new AwsError('InvalidEventPatternException', error instanceof Error ? error.message : String(error));
      }
    }),
    ListEventBuses: () => ({ EventBuses: [...buses.keys()].map((Name) => ({ Name, Arn: busArn(context, Name) })) }),
    ListRules: operation(z.object({ EventBusName: z.string().optional() }), ({ EventBusName = 'default' }) => ({
      Rules: [...(buses.get(busNameOf(EventBusName))?.values() ?? [])].map((rule) => describeRule(rule)),
    })),
  };

  return {
    name: 'events',
    handle: (request) => answerJson(request, operations, log),
    putBus(name) {
      if (!buses.has(name)) buses.set(name, new Map());
    },
    putRule(rule) {
      const rules = buses.get(rule.busName);
      if (rules === undefined)
        throw new AwsError('ResourceNotFoundException', `Event bus ${rule.busName} does not exist.`);
      rules.set(rule.name, rule);
      if (rule.schedule === undefined) return;
      scheduled.set(rule.arn, rule);
      agenda.put({ key: rule.arn, expression: rule.schedule }, { keepNext: true });
    },
    publish: (serviceEvent) => accept('default', [event(serviceEvent, clock.now())]),
    putOnBus,
    start() {
      for (const key of agenda.keys()) if (!scheduled.has(key)) agenda.remove(key);
      deliveries.start();
      agenda.start();
    },
    stop() {
      agenda.stop();
      deliveries.stop();
      database.close();
    },
    pending: () => deliveries.pending(),
  };
}

export function busArn(context: Pick<Context, 'region' | 'account'>, name: string): string {
  return `arn:aws:events:${context.region}:${context.account}:event-bus/${name}`;
}

/** A bus is named by its name or its ARN. */
export function busNameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
}

/** A rule that cannot be evaluated matches nothing, and says so. */
function matches(pattern: Readonly<Record<string, unknown>>, event: BusEvent, log: Context['log']): boolean {
  try {
    return matchesPattern(pattern, event);
  } catch (error) {
    log(`An event pattern cannot be evaluated: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function deliveriesOf(rule: Rule, event: BusEvent, acceptedAt: number): Delivery[] {
  const reserved = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': new Date(acceptedAt).toISOString(),
  };
  return rule.targets.map((target) => {
    const retry = target.RetryPolicy;
    const deadLetterArn = target.DeadLetterConfig?.Arn;
    const group = target.SqsParameters?.MessageGroupId;
    const parameters: Delivery['parameters'] = group === undefined ? {} : { messageGroupId: group };
    return {
      targetArn: target.Arn,
      input: shapeInput(target, event, reserved),
      parameters,
      acceptedAt,
      maxAttempts: (retry?.MaximumRetryAttempts ?? defaultRetry.maxAttempts - 1) + 1,
      maxAgeMs:
        retry?.MaximumEventAgeInSeconds === undefined ? defaultRetry.maxAgeMs : retry.MaximumEventAgeInSeconds * 1000,
      ...(deadLetterArn === undefined
        ? {}
        : { deadLetter: { queueArn: deadLetterArn, body: JSON.stringify(event), attributes: { RULE_ARN: rule.arn } } }),
    };
  });
}

function timeOf(entry: Entry, now: number): number {
  if (entry.Time === undefined) return now;
  const ms = typeof entry.Time === 'number' ? entry.Time * 1000 : Date.parse(entry.Time);
  return Number.isFinite(ms) ? ms : now;
}

function describeRule(rule: Rule): Record<string, unknown> {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: rule.busName,
    State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
    ...(rule.pattern === undefined ? {} : { EventPattern: JSON.stringify(rule.pattern) }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
  };
}
