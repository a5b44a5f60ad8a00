import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type Value = string | number | null;

/** A SQLite file with its statements kept prepared. */
export type Database = {
  readonly path: string;
  /** For statements that are written with every request. */
  readonly prepare: (sql: string) => StatementSync;
  readonly all: (sql: string, params?: readonly Value[]) => Row[];
  readonly get: (sql: string, params?: readonly Value[]) => Row | undefined;
  readonly run: (sql: string, params?: readonly Value[]) => void;
  readonly exec: (sql: string) => void;
  /** All or nothing; within another one it is part of that. */
  readonly transaction: <T>(work: () => T) => T;
  readonly close: () => void;
};

/** More than the shapes of queries that a few people make; each costs some kilobytes. */
const maxStatements = 500;

// a lost index is built anew, so nothing is ever forced to the disk; the journal in memory is for rollbacks
const pragmas = `
  PRAGMA page_size = 8192;
  PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -65536;
  PRAGMA mmap_size = 4294967296;
`;

/** Opens a database file that this process alone uses. */
export const openDatabase = (path: string): Database => {
  const db = new DatabaseSync(path);
  db.exec(pragmas);
  const statements = new Map<string, StatementSync>();
  let depth = 0;

  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= maxStatements)
      for (const oldest of [...statements.keys()].slice(0, maxStatements / 5)) statements.delete(oldest);
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    path,
    prepare,
    all: (sql, params = []) => prepare(sql).all(...params),
    get: (sql, params = []) => prepare(sql).get(...params),
    run: (sql, params = []) => void prepare(sql).run(...params),
    exec: (sql) => {
      // a changed schema makes prepared statements prepare themselves again, which may fail
      statements.clear();
      db.exec(sql);
    },
    transaction: (work) => {
      if (depth > 0) return work();
      depth++;
      db.exec('BEGIN');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      } finally {
        depth--;
      }
    },
    close: () => {
      statements.clear();
      db.close();
      if (path !== ':memory:') rmSync(path, { force: true });
    },
  };
};
