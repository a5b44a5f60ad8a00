import * as z from 'zod';
import { type Delivery, defaultRetry } from '../events/deliveries.ts';
import { AwsError } from '../protocol/aws-error.ts';

/** A point in time as the API (seconds) and the template (ISO text) give it, in ms. */
const moment = z
  .union([z.number().transform((seconds) => seconds * 1000), z.string().transform((text) => Date.parse(text))])
  .refine((ms) => Number.isFinite(ms), 'Member must be a date');

export const scheduleTargetSchema = z.object({
  Arn: z.string(),
  RoleArn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
  EventBridgeParameters: z.object({ DetailType: z.string(), Source: z.string() }).optional(),
  SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
});

/** A schedule as `CreateSchedule`, `UpdateSchedule` and the template give it. */
export const scheduleSchema = z.object({
  Name: z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/, 'Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$'),
  GroupName: z.string().default('default'),
  Description: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  StartDate: moment.optional(),
  EndDate: moment.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  KmsKeyArn: z.string().optional(),
  FlexibleTimeWindow: z.object({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.coerce.number().optional(),
  }),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Target: scheduleTargetSchema,
});

export type ScheduleInput = z.output<typeof scheduleSchema>;

/** A schedule as it is kept; times in ms. */
export type Schedule = ScheduleInput & {
  readonly arn: string;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Declared by the template rather than by a call, so it goes when the template no longer has it. */
  readonly isDeclared: boolean;
};

/** What one run of a schedule delivers. */
export function deliveryOf(schedule: Schedule, dueAt: number, acceptedAt: number, executionId: string): Delivery {
  const { Target, arn } = schedule;
  const context = {
    'schedule-arn': arn,
    'scheduled-time': new Date(dueAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    'execution-id': executionId,
  };
  const given = Target.Input ?? (Target.EventBridgeParameters === undefined ? defaultInput(schedule, dueAt) : '{}');
  const input = given.replace(
    /<aws\.scheduler\.(schedule-arn|scheduled-time|execution-id)>/g,
    (_match, name: keyof typeof context) => {
      return context[name];
    },
  );
  const deadLetterArn = Target.DeadLetterConfig?.Arn;
  const maxAgeSeconds = Target.RetryPolicy?.MaximumEventAgeInSeconds;
  const retries = Target.RetryPolicy?.MaximumRetryAttempts;
  return {
    targetArn: Target.Arn,
    input,
    parameters: parametersOf(Target),
    acceptedAt,
    maxAttempts: retries === undefined ? defaultRetry.maxAttempts : retries + 1,
    maxAgeMs: maxAgeSeconds === undefined ? defaultRetry.maxAgeMs : maxAgeSeconds * 1000,
    ...(deadLetterArn === undefined
      ? {}
      : {
          deadLetter: {
            queueArn: deadLetterArn,
            body: input,
            attributes: { SCHEDULE_ARN: arn, EXECUTION_ID: executionId },
          },
        }),
  };
}

function parametersOf(target: ScheduleInput['Target']): Record<string, string> {
  const bus = target.EventBridgeParameters;
  const group = target.SqsParameters?.MessageGroupId;
  return {
    ...(bus === undefined ? {} : { source: bus.Source, detailType: bus.DetailType }),
    ...(group === undefined ? {} : { messageGroupId: group }),
  };
}

/** What a target gets where a schedule has no input. */
function defaultInput(schedule: Schedule, dueAt: number): string {
  return JSON.stringify({
    version: '0',
    id: schedule.Name,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: schedule.arn.split(':')[4],
    time: new Date(dueAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: schedule.arn.split(':')[3],
    resources: [schedule.arn],
    detail: '{}',
  });
}

/** Checks what the schema cannot: the target's own parameters and its JSON. */
export function checkTarget(target: ScheduleInput['Target']): void {
  const isBus = target.Arn.split(':')[2] === 'events';
  if (isBus && target.EventBridgeParameters === undefined)
    throw new AwsError('ValidationException', 'EventBridgeParameters must be provided for an EventBridge target.');
  if (target.Input === undefined || target.Arn.split(':')[2] === 'sqs') return;
  try {
    JSON.parse(target.Input);
  } catch {
    throw new AwsError('ValidationException', 'Input is not valid JSON.');
  }
}
