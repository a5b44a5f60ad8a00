import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../protocol/aws-error.ts';
import type { Clock } from '../service.ts';
import { inTransaction } from '../store.ts';
import { type MessageAttribute, readRow, type StoredMessage } from './message.ts';

/** Settings of a queue, as its resource says. */
export type QueueSettings = {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly isFifo: boolean;
  readonly isContentDeduplicated: boolean;
  readonly delaySeconds: number;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly waitSeconds: number;
  readonly maxBytes: number;
  readonly redrive?: { readonly targetArn: string; readonly maxReceiveCount: number };
};

export type NewMessage = {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly delaySeconds?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
};

export type Received = StoredMessage & { readonly receipt: string };

/** One queue. */
export type Queue = {
  readonly settings: QueueSettings;
  /** Keeps a message; what is kept when this returns survives a crash. */
  send(message: NewMessage): { readonly id: string; readonly sequenceNumber: string };
  /** Takes up to `max` messages, which stay hidden for a time; those received too often go to the dead-letter queue instead. */
  receive(max: number, visibilitySeconds?: number): Received[];
  /** Removes the message that a receipt belongs to. */
  remove(receipt: string): void;
  changeVisibility(receipt: string, seconds: number): void;
  purge(): void;
  /** What waits, without taking it. */
  peek(max: number): StoredMessage[];
  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** Resolves as soon as a message may be there to receive, or when the signal aborts. */
  available(signal: AbortSignal): Promise<void>;
  /** Moves up to `max` visible messages (only those that `sourceArn` gave up, where it is given) to another queue. Gives how many. */
  moveTo(target: Queue, max: number, sourceArn?: string): number;
  /** Lets those that wait look again. */
  wake(): void;
};

/** Messages with the same deduplication id within this time are one. */
const deduplicationMs = 300_000;

/** The table of all queues' messages. */
export function prepareMessages(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS message (sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL,
      body TEXT NOT NULL, attributes TEXT NOT NULL, groupId TEXT, deduplicationId TEXT, sentAt INTEGER NOT NULL,
      visibleAt INTEGER NOT NULL, receiveCount INTEGER NOT NULL, firstReceivedAt INTEGER, receipt TEXT, sourceArn TEXT);
    CREATE INDEX IF NOT EXISTS messageByTime ON message (queue, visibleAt);
    CREATE INDEX IF NOT EXISTS messageByReceipt ON message (receipt) WHERE receipt IS NOT NULL;
    CREATE TABLE IF NOT EXISTS deduplication (queue TEXT, deduplicationId TEXT, id TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY (queue, deduplicationId)) WITHOUT ROWID;`);
}

/** Makes a queue over the table of messages; `deadLetters` gives the queue with an ARN. */
export function createQueue(
  database: DatabaseSync,
  clock: Clock,
  settings: QueueSettings,
  deadLetters: (arn: string) => Queue | undefined,
): Queue {
  const { name } = settings;
  const waiters = new Set<() => void>();
  const sql = statements(database);

  const wake = (): void => {
    for (const waiter of [...waiters]) waiter();
  };

  const earlier = (deduplicationId: string): { id: string; sequenceNumber: string } | undefined => {
    const row = sql.findDuplicate.get(name, deduplicationId, clock.now() - deduplicationMs);
    return row === undefined ? undefined : { id: String(row.id), sequenceNumber: sequenceText(Number(row.sequence)) };
  };

  const send: Queue['send'] = (message) => {
    const bytes = Buffer.byteLength(message.body);
    if (bytes === 0) throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (bytes > settings.maxBytes)
      throw new AwsError(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maxBytes} bytes.`,
      );
    const deduplicationId = settings.isFifo ? deduplicationIdOf(message, settings) : undefined;
    return inTransaction(database, () => {
      const duplicate = deduplicationId === undefined ? undefined : earlier(deduplicationId);
      if (duplicate !== undefined) return duplicate;
      const id = randomUUID();
      const now = clock.now();
      const visibleAt = now + (message.delaySeconds ?? settings.delaySeconds) * 1000;
      const { lastInsertRowid } = sql.insert.run(
        name,
        id,
        message.body,
        JSON.stringify(message.attributes ?? {}),
        message.groupId ?? null,
        deduplicationId ?? null,
        now,
        visibleAt,
      );
      const sequence = Number(lastInsertRowid);
      if (deduplicationId !== undefined) sql.rememberDuplicate.run(name, deduplicationId, id, sequence, now);
      queueMicrotask(wake);
      return { id, sequenceNumber: sequenceText(sequence) };
    });
  };

  const toDeadLetters = (message: StoredMessage, target: Queue): void => {
    sql.move.run(target.settings.name, clock.now(), settings.arn, message.sequence);
  };

  const receive: Queue['receive'] = (max, visibilitySeconds = settings.visibilitySeconds) => {
    const received: Received[] = [];
    let hasMoved = false;
    inTransaction(database, () => {
      const now = clock.now();
      sql.expire.run(name, now - settings.retentionSeconds * 1000);
      const target = settings.redrive === undefined ? undefined : deadLetters(settings.redrive.targetArn);
      const candidates = settings.isFifo
        ? sql.candidatesFifo.all(name, now, name, now, max + 100)
        : sql.candidates.all(name, now, max + 100);
      for (const row of candidates) {
        if (received.length >= max) break;
        const message = readRow(row);
        if (
          target !== undefined &&
          settings.redrive !== undefined &&
          message.receiveCount >= settings.redrive.maxReceiveCount
        ) {
          toDeadLetters(message, target);
          hasMoved = true;
          continue;
        }
        const receipt = Buffer.from(`${message.id}:${message.receiveCount + 1}:${randomUUID()}`).toString('base64url');
        const firstReceivedAt = message.firstReceivedAt ?? now;
        sql.take.run(now + visibilitySeconds * 1000, firstReceivedAt, receipt, message.sequence);
        received.push({ ...message, receiveCount: message.receiveCount + 1, firstReceivedAt, receipt });
      }
    });
    if (hasMoved && settings.redrive !== undefined) deadLetters(settings.redrive.targetArn)?.wake();
    return received;
  };

  return {
    settings,
    send,
    receive,
    remove(receipt) {
      sql.remove.run(name, receipt);
      // A message of the same group may follow now.
      if (settings.isFifo) queueMicrotask(wake);
    },
    changeVisibility(receipt, seconds) {
      sql.reveal.run(clock.now() + seconds * 1000, name, receipt);
      if (seconds === 0) queueMicrotask(wake);
    },
    purge() {
      sql.purge.run(name);
    },
    peek: (max) => sql.peek.all(name, max).map(readRow),
    counts() {
      const row = sql.counts.get(clock.now(), clock.now(), clock.now(), name);
      return {
        visible: Number(row?.visible ?? 0),
        inFlight: Number(row?.inFlight ?? 0),
        delayed: Number(row?.delayed ?? 0),
      };
    },
    async available(signal) {
      if (signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      // What a FIFO queue has visible now waits for a message of its group, which becomes visible or is removed.
      const next = sql.nextVisible.get(name, settings.isFifo ? clock.now() : 0)?.at;
      const cancel = typeof next === 'number' ? clock.after(Math.max(next - clock.now(), 0), resolve) : () => {};
      waiters.add(resolve);
      const giveUp = (): void => resolve();
      signal.addEventListener('abort', giveUp);
      await promise;
      signal.removeEventListener('abort', giveUp);
      waiters.delete(resolve);
      cancel();
    },
    wake,
    moveTo(target, max, sourceArn) {
      const visible = sql.candidates.all(name, clock.now(), max).map(readRow);
      const rows = visible.filter((message) => sourceArn === undefined || message.sourceArn === sourceArn);
      inTransaction(database, () => {
        for (const message of rows) sql.move.run(target.settings.name, clock.now(), null, message.sequence);
      });
      target.wake();
      return rows.length;
    },
  };
}

function deduplicationIdOf(message: NewMessage, settings: QueueSettings): string {
  if (message.groupId === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  if (message.deduplicationId !== undefined) return message.deduplicationId;
  if (settings.isContentDeduplicated) return createHash('sha256').update(message.body).digest('hex');
  throw new AwsError(
    'InvalidParameterValue',
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

/** What SQS answers for a queue that there is not. */
export function noQueue(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function sequenceText(sequence: number): string {
  return String(sequence).padStart(20, '0');
}

function statements(database: DatabaseSync) {
  return {
    insert: database.prepare(
      `INSERT INTO message (queue, id, body, attributes, groupId, deduplicationId, sentAt, visibleAt, receiveCount) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    ),
    findDuplicate: database.prepare(
      'SELECT id, sequence FROM deduplication WHERE queue = ? AND deduplicationId = ? AND at > ?',
    ),
    rememberDuplicate: database.prepare('INSERT OR REPLACE INTO deduplication VALUES (?, ?, ?, ?, ?)'),
    candidates: database.prepare('SELECT * FROM message WHERE queue = ? AND visibleAt <= ? ORDER BY sequence LIMIT ?'),
    // A group with a message that is out, or delayed before, gives no other one.
    candidatesFifo: database.prepare(`
      SELECT * FROM message AS m WHERE queue = ? AND visibleAt <= ? AND NOT EXISTS (
        SELECT 1 FROM message AS other WHERE other.queue = ? AND other.groupId = m.groupId AND other.visibleAt > ? AND other.sequence < m.sequence)
      ORDER BY sequence LIMIT ?`),
    take: database.prepare(
      'UPDATE message SET visibleAt = ?, receiveCount = receiveCount + 1, firstReceivedAt = ?, receipt = ? WHERE sequence = ?',
    ),
    move: database.prepare(
      'UPDATE message SET queue = ?, visibleAt = ?, receiveCount = 0, firstReceivedAt = NULL, receipt = NULL, sourceArn = ? WHERE sequence = ?',
    ),
    expire: database.prepare('DELETE FROM message WHERE queue = ? AND sentAt < ?'),
    remove: database.prepare('DELETE FROM message WHERE queue = ? AND receipt = ?'),
    reveal: database.prepare('UPDATE message SET visibleAt = ? WHERE queue = ? AND receipt = ?'),
    purge: database.prepare('DELETE FROM message WHERE queue = ?'),
    peek: database.prepare('SELECT * FROM message WHERE queue = ? ORDER BY sequence LIMIT ?'),
    nextVisible: database.prepare('SELECT min(visibleAt) AS at FROM message WHERE queue = ? AND visibleAt > ?'),
    counts: database.prepare(`
      SELECT sum(visibleAt <= ?) AS visible, sum(visibleAt > ? AND receiveCount > 0) AS inFlight, sum(visibleAt > ? AND receiveCount = 0) AS delayed
      FROM message WHERE queue = ?`),
  };
}
