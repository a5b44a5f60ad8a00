import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import type { InvokeAsync } from '../service.ts';
import type { Deliver, SendMessage } from './deliveries.ts';

/** A target of a rule, as the template and `PutTargets` give it. */
export const targetSchema = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputTemplate: z.string(), InputPathsMap: z.record(z.string(), z.string()).optional() })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.coerce.number().int().optional(),
      MaximumEventAgeInSeconds: z.coerce.number().int().optional(),
    })
    .optional(),
});

export type Target = z.output<typeof targetSchema>;

/** The ARN's service: `lambda`, `sqs`, `events` and so on. */
export function serviceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}

/** Puts something on a bus: the whole event where a rule forwards it, or a detail with its source and type. */
export type PutOnBus = (busArn: string, text: string, parameters: Readonly<Record<string, string>>) => void;

/**
 * Makes deliveries to functions, queues and buses. A function is called asynchronously, as AWS does: what it throws is a matter of
 * its own retries, so only a call that could not be made counts as a failure here.
 */
export function createDeliver(invokeAsync: InvokeAsync, sendMessage: SendMessage, putOnBus: PutOnBus): Deliver {
  return async ({ targetArn, input, parameters }, attempt) => {
    const service = serviceOf(targetArn);
    const text = input.replaceAll('<aws.scheduler.attempt-number>', String(attempt));
    if (service === 'lambda') return invokeAsync(targetArn, JSON.parse(text));
    if (service === 'events') return putOnBus(targetArn, text, parameters);
    if (service === 'sqs') {
      const { messageGroupId } = parameters;
      return sendMessage(targetArn, { body: text, ...(messageGroupId === undefined ? {} : { messageGroupId }) });
    }
    throw new AwsError(
      'ValidationException',
      `Targets of the kind ${service} do not run on this machine: ${targetArn}`,
    );
  };
}

/** Whether this machine can call such a target. */
export function isSupportedTarget(arn: string): boolean {
  return ['lambda', 'sqs', 'events'].includes(serviceOf(arn));
}
