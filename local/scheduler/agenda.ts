import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../service.ts';
import { inTransaction } from '../store.ts';
import { parseExpression } from './expression.ts';

/** Something that is due at times given by an expression. Times in ms. */
export type AgendaEntry = {
  readonly key: string;
  readonly expression: string;
  readonly timeZone?: string | undefined;
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
};

/** A durable list of what is due when; it survives restarts, and what fell due meanwhile is due at once. */
export type Agenda = {
  /** Enters or replaces an entry. With `keepNext` the same expression keeps the time that it waits for. */
  put(entry: AgendaEntry, options?: { readonly keepNext: boolean }): void;
  remove(key: string): void;
  keys(): string[];
  start(): void;
  stop(): void;
};

/** A recurring entry that missed more times than this because the clock was moved skips the rest. */
const maxMissed = 60;
/** After a time in which nothing ran, once is enough: there was nothing to do meanwhile. */
const maxMissedAtStart = 1;
/** AWS fires within the minute, so a time of the running minute is not past yet. */
const graceMs = 60_000;
/** No longer than a timer of the host may wait. */
const longestWaitMs = 86_400_000;

/**
 * Calls `onDue` for each time that comes, in order over all entries, within the transaction that moves the entry on.
 * `isLast` says that the entry has no further time; it is then removed.
 */
export function createAgenda(
  database: DatabaseSync,
  clock: Clock,
  onDue: (key: string, dueAt: number, isLast: boolean) => void,
): Agenda {
  database.exec(`CREATE TABLE IF NOT EXISTS agenda (key TEXT PRIMARY KEY, next INTEGER NOT NULL, document TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS agenda_next ON agenda (next, key)`);
  const upsert = database.prepare('INSERT OR REPLACE INTO agenda (key, next, document) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM agenda WHERE key = ?');
  const find = database.prepare('SELECT document FROM agenda WHERE key = ?');
  const first = database.prepare('SELECT key, next, document FROM agenda ORDER BY next, key LIMIT 1');
  let isRunning = false;
  let cancel = (): void => {};

  const run = (mostTimes = maxMissed): void => {
    if (!isRunning) return;
    const fired = new Map<string, number>();
    while (isRunning && fireNext(fired, mostTimes)) {}
    if (isRunning) arm();
  };

  const fireNext = (fired: Map<string, number>, mostTimes: number): boolean => {
    const row = first.get();
    if (row === undefined || Number(row.next) > clock.now()) return false;
    const dueAt = Number(row.next);
    // Only `put` writes documents.
    const entry = JSON.parse(String(row.document)) as AgendaEntry;
    const times = (fired.get(entry.key) ?? 0) + 1;
    fired.set(entry.key, times);
    const next = nextTime(entry, times >= mostTimes ? clock.now() : dueAt);
    inTransaction(database, () => {
      if (next === undefined) remove.run(entry.key);
      else upsert.run(entry.key, next, JSON.stringify(entry));
      onDue(entry.key, dueAt, next === undefined);
    });
    return true;
  };

  const arm = (): void => {
    cancel();
    const row = first.get();
    if (row === undefined) return;
    cancel = clock.after(Math.min(Math.max(Number(row.next) - clock.now(), 0), longestWaitMs), () => run());
  };

  return {
    put(entry, options) {
      const document = JSON.stringify(entry);
      if (options?.keepNext === true && find.get(entry.key)?.document === document) return;
      const next = firstTime(entry, clock.now());
      if (next === undefined) remove.run(entry.key);
      else upsert.run(entry.key, next, document);
      if (isRunning) arm();
    },
    remove(key) {
      remove.run(key);
    },
    keys: () =>
      database
        .prepare('SELECT key FROM agenda ORDER BY key')
        .all()
        .map((row) => String(row.key)),
    start() {
      if (isRunning) return;
      isRunning = true;
      run(maxMissedAtStart);
    },
    stop() {
      isRunning = false;
      cancel();
    },
  };
}

/** A rate begins with its start, or one period from now; a time that passed more than a minute ago never comes. */
function firstTime(entry: AgendaEntry, now: number): number | undefined {
  const { kind, next } = parseExpression(entry.expression, entry.timeZone);
  const from = entry.startAt === undefined ? now : Math.max(entry.startAt - 1, now);
  if (kind === 'at') return next(now - graceMs);
  const time = kind === 'rate' && entry.startAt !== undefined && entry.startAt >= now ? entry.startAt : next(from);
  return withinEnd(entry, time);
}

function nextTime(entry: AgendaEntry, after: number): number | undefined {
  const { kind, next } = parseExpression(entry.expression, entry.timeZone);
  return kind === 'at' ? undefined : withinEnd(entry, next(after));
}

function withinEnd(entry: AgendaEntry, time: number | undefined): number | undefined {
  return time !== undefined && entry.endAt !== undefined && time > entry.endAt ? undefined : time;
}
