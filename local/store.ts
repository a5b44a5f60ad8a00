import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Opens a SQLite file (made where missing) that loses nothing committed when the process is killed. */
export function openDatabase(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  return database;
}

/** Runs a piece of work as one transaction: all of it is kept, or, when it throws, nothing. Nested calls join the outer one. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Small JSON documents by key. */
export type Documents<T> = {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  /** Whether there was one. */
  remove(key: string): boolean;
  /** All, by key. */
  all(): T[];
  entries(): [string, T][];
};

/** A table of JSON documents in a database. */
export function documents<T>(database: DatabaseSync, table: string): Documents<T> {
  database.exec(`CREATE TABLE IF NOT EXISTS "${table}" (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`);
  const get = database.prepare(`SELECT value FROM "${table}" WHERE key = ?`);
  const put = database.prepare(`INSERT OR REPLACE INTO "${table}" (key, value) VALUES (?, ?)`);
  const remove = database.prepare(`DELETE FROM "${table}" WHERE key = ?`);
  const all = database.prepare(`SELECT key, value FROM "${table}" ORDER BY key`);
  // Only `put` below writes this table, so what is read is what its type says.
  const read = (row: Record<string, unknown>): T => JSON.parse(String(row.value)) as T;
  return {
    get(key) {
      const row = get.get(key);
      return row === undefined ? undefined : read(row);
    },
    put(key, value) {
      put.run(key, JSON.stringify(value));
    },
    remove: (key) => remove.run(key).changes > 0,
    all: () => all.all().map(read),
    entries: () => all.all().map((row) => [String(row.key), read(row)]),
  };
}
