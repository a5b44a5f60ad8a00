import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  type ReadStream,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { documents, inTransaction, openDatabase } from '../store.ts';

/** What is known of an object besides its bytes. */
export type ObjectInfo = {
  readonly key: string;
  readonly size: number;
  /** Hex, without quotes. */
  readonly etag: string;
  /** In ms. */
  readonly modifiedAt: number;
  /** Headers that come back with it: content type, cache control, `x-amz-meta-…`, checksums. */
  readonly headers: Readonly<Record<string, string>>;
};

type Stored = ObjectInfo & { readonly file: string };

/** Bytes that were written to disk and belong to nothing yet. */
export type Blob = { readonly file: string; readonly size: number; readonly md5: string };

/** Objects as files, with their metadata in SQLite; an object is there when its metadata is. */
export type ObjectStore = {
  /** Writes a body to disk. `tap` sees the bytes on their way and may refuse them by throwing. */
  write(body: Readable, tap?: (chunk: Buffer) => void): Promise<Blob>;
  /** Joins blobs into one, in order. */
  concatenate(blobs: readonly Blob[]): Promise<Blob>;
  discard(blob: Blob): void;
  /** Makes a blob the object of that key. `check` sees what is there now and may refuse by throwing. */
  commit(bucket: string, info: ObjectInfo, blob: Blob, check?: (now: ObjectInfo | undefined) => void): void;
  find(bucket: string, key: string): ObjectInfo | undefined;
  /** The bytes from `start` to `end`, both included; all of them where these are left out. */
  read(bucket: string, key: string, start?: number, end?: number): ReadStream | Readable;
  /** Whether there was one. */
  remove(bucket: string, key: string): boolean;
  /** Up to `limit` objects after a key whose keys begin with `prefix`, by key. */
  after(bucket: string, prefix: string, key: string, limit: number): ObjectInfo[];
  /** Small documents beside the objects. */
  table<T>(name: string): ReturnType<typeof documents<T>>;
  close(): void;
};

export function createObjectStore(dir: string): ObjectStore {
  const files = join(dir, 'objects');
  mkdirSync(files, { recursive: true });
  const database = openDatabase(join(dir, 's3.sqlite'));
  database.exec(`CREATE TABLE IF NOT EXISTS object (bucket TEXT, key TEXT, document TEXT NOT NULL, file TEXT NOT NULL,
    PRIMARY KEY (bucket, key)) WITHOUT ROWID`);
  const select = database.prepare('SELECT document FROM object WHERE bucket = ? AND key = ?');
  const upsert = database.prepare('INSERT OR REPLACE INTO object (bucket, key, document, file) VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM object WHERE bucket = ? AND key = ?');
  const range = database.prepare(
    'SELECT document FROM object WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?',
  );
  // Only `commit` writes documents.
  const parse = (row: Record<string, unknown>): Stored => JSON.parse(String(row.document)) as Stored;

  const find = (bucket: string, key: string): Stored | undefined => {
    const row = select.get(bucket, key);
    return row === undefined ? undefined : parse(row);
  };
  const drop = (file: string): void => rmSync(join(files, file), { force: true });

  const write: ObjectStore['write'] = async (body, tap) => {
    const file = randomUUID();
    const unfinished = `${file}.part`;
    const md5 = createHash('md5');
    let size = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        try {
          tap?.(chunk);
        } catch (error) {
          return done(error instanceof Error ? error : new Error(String(error)));
        }
        size += chunk.length;
        md5.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(body, watch, createWriteStream(join(files, unfinished)));
    } catch (error) {
      drop(unfinished);
      throw error;
    }
    renameSync(join(files, unfinished), join(files, file));
    return { file, size, md5: md5.digest('hex') };
  };

  const store: ObjectStore = {
    write,
    concatenate: (blobs) => {
      const read = async function* () {
        for (const blob of blobs) yield* createReadStream(join(files, blob.file));
      };
      return write(Readable.from(read(), { objectMode: false }));
    },
    discard: (blob) => drop(blob.file),
    commit(bucket, info, blob, check) {
      const before = inTransaction(database, () => {
        const now = find(bucket, info.key);
        check?.(now);
        upsert.run(bucket, info.key, JSON.stringify({ ...info, file: blob.file }), blob.file);
        return now;
      });
      if (before !== undefined) drop(before.file);
    },
    find,
    read(bucket, key, start, end) {
      const stored = find(bucket, key);
      if (stored === undefined || stored.size === 0) return Readable.from([]);
      return createReadStream(join(files, stored.file), {
        ...(start === undefined ? {} : { start }),
        ...(end === undefined ? {} : { end }),
      });
    },
    remove(bucket, key) {
      const stored = find(bucket, key);
      if (stored === undefined) return false;
      remove.run(bucket, key);
      drop(stored.file);
      return true;
    },
    after(bucket, prefix, key, limit) {
      const found = range.all(bucket, key, prefix, limit).map(parse);
      const end = found.findIndex((one) => !one.key.startsWith(prefix));
      return end === -1 ? found : found.slice(0, end);
    },
    table: (name) => documents(database, name),
    close: () => database.close(),
  };
  removeOrphans(
    files,
    database
      .prepare('SELECT file FROM object')
      .all()
      .map((row) => String(row.file)),
    documents<{ blob: Blob }>(database, 'upload_part').all(),
  );
  return store;
}

/** Takes away what a killed process left: files that no object and no open upload refers to. */
function removeOrphans(files: string, ofObjects: readonly string[], parts: readonly { readonly blob: Blob }[]): void {
  const known = new Set([...ofObjects, ...parts.map(({ blob }) => blob.file)]);
  for (const file of readdirSync(files)) if (!known.has(file)) rmSync(join(files, file), { force: true });
}
