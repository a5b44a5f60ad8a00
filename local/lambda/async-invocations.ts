import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Context, InvokeResult } from '../service.ts';
import { documents, openDatabase } from '../store.ts';

/** What an `EventInvokeConfig` says. */
export type AsyncSettings = {
  readonly maxRetries?: number;
  readonly maxAgeMs?: number;
  readonly onFailureArn?: string;
  readonly onSuccessArn?: string;
  readonly deadLetterArn?: string;
};

/** Puts a JSON document (and message attributes) into a queue, bus or function by its ARN. */
export type Destination = (arn: string, body: string, attributes?: Readonly<Record<string, string>>) => Promise<void>;

export type AsyncInvocations = {
  configure(functionArn: string, settings: AsyncSettings): void;
  /** Keeps the event, and calls the function soon. */
  accept(functionArn: string, event: string): void;
  start(): void;
  stop(): void;
};

type Invocation = {
  readonly id: string;
  readonly functionArn: string;
  readonly event: string;
  readonly acceptedAt: number;
  readonly attempts: number;
};

/** AWS waits a minute before the first retry and two before the second. */
const retryDelaysMs = [60_000, 120_000];

/** Asynchronous invocations: on disk until they succeeded or went to their destination. */
export function createAsyncInvocations(
  context: Pick<Context, 'dir' | 'clock' | 'log'>,
  invoke: (functionArn: string, event: string) => Promise<InvokeResult>,
  destination: Destination,
): AsyncInvocations {
  const database = openDatabase(join(context.dir, 'async.sqlite'));
  const waiting = documents<Invocation>(database, 'invocation');
  const settings = new Map<string, AsyncSettings>();
  let isRunning = false;

  const send = async (arn: string | undefined, body: string, attributes?: Record<string, string>): Promise<void> => {
    if (arn === undefined) return;
    try {
      await destination(arn, body, attributes);
    } catch (error) {
      context.log(`${arn}: cannot take the record of an invocation: ${String(error)}`);
    }
  };

  const attempt = async (invocation: Invocation): Promise<void> => {
    if (!isRunning) return;
    const result = await invoke(invocation.functionArn, invocation.event);
    if (!isRunning) return;
    const tried = { ...invocation, attempts: invocation.attempts + 1 };
    const { maxRetries = 2, maxAgeMs = 21_600_000, onSuccessArn } = settings.get(invocation.functionArn) ?? {};
    if ('ok' in result) {
      if (onSuccessArn !== undefined) await send(onSuccessArn, record(tried, 'Success', result, context.clock.now()));
      waiting.remove(invocation.id);
      return;
    }
    const isTooOld = context.clock.now() - invocation.acceptedAt >= maxAgeMs;
    if (tried.attempts > maxRetries || isTooOld) {
      await giveUp(tried, result, isTooOld ? 'EventAgeExceeded' : 'RetriesExhausted');
      return;
    }
    waiting.put(tried.id, tried);
    context.clock.after(retryDelaysMs[tried.attempts - 1] ?? 0, () => void attempt(tried));
  };

  const giveUp = async (invocation: Invocation, result: InvokeResult, condition: string): Promise<void> => {
    const { onFailureArn, deadLetterArn } = settings.get(invocation.functionArn) ?? {};
    await send(onFailureArn, record(invocation, condition, result, context.clock.now()));
    if (deadLetterArn !== undefined && 'error' in result)
      await send(deadLetterArn, invocation.event, {
        RequestID: invocation.id,
        ErrorCode: '200',
        ErrorMessage: result.error.errorMessage.slice(0, 1024),
      });
    waiting.remove(invocation.id);
  };

  return {
    configure(functionArn, given) {
      settings.set(functionArn, { ...settings.get(functionArn), ...given });
    },
    accept(functionArn, event) {
      const invocation = { id: randomUUID(), functionArn, event, acceptedAt: context.clock.now(), attempts: 0 };
      waiting.put(invocation.id, invocation);
      if (isRunning) void attempt(invocation);
    },
    start() {
      isRunning = true;
      for (const invocation of waiting.all()) void attempt(invocation);
    },
    stop() {
      isRunning = false;
      database.close();
    },
  };
}

/** The record that a destination gets, as AWS words it. */
function record(invocation: Invocation, condition: string, result: InvokeResult, now: number): string {
  const isFailure = 'error' in result;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: invocation.id,
      functionArn: `${invocation.functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: invocation.attempts,
    },
    requestPayload: JSON.parse(invocation.event),
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(isFailure ? { functionError: 'Unhandled' } : {}),
    },
    responsePayload: isFailure ? result.error : result.ok,
  });
}
