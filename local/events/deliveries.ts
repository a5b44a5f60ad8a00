import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../protocol/aws-error.ts';
import type { Clock } from '../service.ts';

/** A call to one target that was accepted and will be made until it succeeds, is given up, or goes to the dead-letter queue. */
export type Delivery = {
  readonly targetArn: string;
  /** What the target gets, as JSON text. */
  readonly input: string;
  /** How the target is told apart from others of its kind: message group of a FIFO queue, source and detail type for a bus. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly acceptedAt: number;
  readonly maxAttempts: number;
  readonly maxAgeMs: number;
  readonly deadLetter?: {
    readonly queueArn: string;
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
  };
};

/** Makes one call. Throws where the target could not be reached; an `AwsError` with a 4xx status that is not throttling is final. */
export type Deliver = (delivery: Delivery, attempt: number) => Promise<void>;

/** Puts a message into a queue by its ARN. */
export type SendMessage = (
  queueArn: string,
  message: {
    readonly body: string;
    readonly messageGroupId?: string;
    readonly attributes?: Readonly<Record<string, string>>;
  },
) => Promise<void>;

/** AWS's defaults: a day, 185 retries. */
export const defaultRetry = { maxAttempts: 186, maxAgeMs: 86_400_000 } as const;

export type Deliveries = {
  /** Accepts deliveries; they are made after the running transaction. */
  accept(deliveries: readonly Delivery[]): void;
  /** Begins to deliver, also what an earlier run left. */
  start(): void;
  stop(): void;
  /** How many wait or run. */
  pending(): number;
};

type Row = { readonly id: number; readonly delivery: Delivery; readonly attempts: number };

/** A durable list of deliveries in a database: stored before they are made, removed afterwards. */
export function createDeliveries(
  database: DatabaseSync,
  clock: Clock,
  deliver: Deliver,
  sendMessage: SendMessage,
  log: (message: string) => void,
): Deliveries {
  database.exec(
    'CREATE TABLE IF NOT EXISTS delivery (id INTEGER PRIMARY KEY AUTOINCREMENT, attempts INTEGER, document TEXT)',
  );
  const insert = database.prepare('INSERT INTO delivery (attempts, document) VALUES (0, ?)');
  const update = database.prepare('UPDATE delivery SET attempts = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM delivery WHERE id = ?');
  const count = database.prepare('SELECT count(*) AS n FROM delivery');
  let accepted: Row[] = [];
  let isRunning = false;

  const attempt = async (row: Row): Promise<void> => {
    if (!isRunning) return;
    try {
      await deliver(row.delivery, row.attempts + 1);
    } catch (error) {
      if (isRunning) await afterFailure({ ...row, attempts: row.attempts + 1 }, error);
      return;
    }
    if (isRunning) remove.run(row.id);
  };

  const afterFailure = async (row: Row, error: unknown): Promise<void> => {
    const reason = exhausted(row, error, clock.now());
    if (reason === undefined) {
      update.run(row.attempts, row.id);
      clock.after(backoffMs(row.attempts), () => void attempt(row));
      return;
    }
    log(`${row.delivery.targetArn}: given up after ${row.attempts} attempts (${reason}): ${describe(error).message}`);
    if (row.delivery.deadLetter !== undefined) await toDeadLetterQueue(row, error, reason);
    if (isRunning) remove.run(row.id);
  };

  const toDeadLetterQueue = async (row: Row, error: unknown, reason: string): Promise<void> => {
    const { deadLetter } = row.delivery;
    if (deadLetter === undefined) return;
    const { code, message } = describe(error);
    const attributes = {
      ...deadLetter.attributes,
      TARGET_ARN: row.delivery.targetArn,
      ERROR_CODE: code,
      ERROR_MESSAGE: message,
      RETRY_ATTEMPTS: String(row.attempts - 1),
      ...(reason === 'Unrecoverable' ? {} : { EXHAUSTED_RETRY_CONDITION: reason }),
    };
    await sendMessage(deadLetter.queueArn, { body: deadLetter.body, attributes }).catch((failure: unknown) => {
      log(`${deadLetter.queueArn}: cannot take a dead letter: ${describe(failure).message}`);
    });
  };

  const flush = (): void => {
    const rows = accepted;
    accepted = [];
    for (const row of rows) void attempt(row);
  };

  return {
    accept(deliveries) {
      for (const delivery of deliveries) {
        const id = Number(insert.run(JSON.stringify(delivery)).lastInsertRowid);
        if (isRunning) accepted.push({ id, delivery, attempts: 0 });
      }
      queueMicrotask(flush);
    },
    start() {
      if (isRunning) return;
      isRunning = true;
      // Only `accept` writes documents.
      for (const row of database.prepare('SELECT id, attempts, document FROM delivery ORDER BY id').all())
        void attempt({
          id: Number(row.id),
          attempts: Number(row.attempts),
          delivery: JSON.parse(String(row.document)) as Delivery,
        });
    },
    stop() {
      isRunning = false;
    },
    pending: () => Number(count.get()?.n),
  };
}

/** Exponential from a second to ten minutes. */
function backoffMs(attempts: number): number {
  return Math.min(1000 * 2 ** (attempts - 1), 600_000);
}

function exhausted(row: Row, error: unknown, now: number): string | undefined {
  if (error instanceof AwsError && error.status < 500 && !/Throttl|TooManyRequests/.test(error.code))
    return 'Unrecoverable';
  if (row.attempts >= row.delivery.maxAttempts) return 'MaximumRetryAttempts';
  return now - row.delivery.acceptedAt >= row.delivery.maxAgeMs ? 'MaximumEventAgeInSeconds' : undefined;
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof AwsError) return { code: error.code, message: error.message };
  return { code: 'SDK_CLIENT_ERROR', message: error instanceof Error ? error.message : String(error) };
}
