import { join } from 'node:path';
import { documents, openDatabase } from '../store.ts';

/** A header of a mail, in its order. */
export type Header = { readonly name: string; readonly value: string };

/** What happened to a mail, as its events say; `at` in ms. */
export type MailEvent = { readonly type: string; readonly at: number; readonly recipients: readonly string[] };

/** A mail that was sent, or that came in. */
export type Mail = {
  readonly id: string;
  /** In ms. */
  readonly at: number;
  readonly direction: 'out' | 'in';
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  readonly headers: readonly Header[];
  readonly attachments: readonly { readonly fileName: string; readonly contentType: string; readonly size: number }[];
  readonly configurationSet?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly events: readonly MailEvent[];
};

export type MailStore = {
  put(mail: Mail): void;
  find(id: string): Mail | undefined;
  /** Newest first; only those whose addresses or subject contain `search`, older than the mail `before`. */
  list(options: { readonly search?: string; readonly before?: string; readonly limit: number }): Mail[];
  addEvent(id: string, event: MailEvent): void;
  /** Small documents beside the mail. */
  table<T>(name: string): ReturnType<typeof documents<T>>;
  close(): void;
};

/** Mail in SQLite; it outlives the process. */
export function createMailStore(dir: string): MailStore {
  const database = openDatabase(join(dir, 'ses.sqlite'));
  database.exec(`CREATE TABLE IF NOT EXISTS mail (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL,
    words TEXT NOT NULL, document TEXT NOT NULL)`);
  const insert = database.prepare('INSERT INTO mail (id, words, document) VALUES (?, ?, ?)');
  const update = database.prepare('UPDATE mail SET document = ? WHERE id = ?');
  const select = database.prepare('SELECT document FROM mail WHERE id = ?');
  const search = database.prepare(`SELECT document FROM mail WHERE instr(words, ?) > 0
    AND sequence < coalesce((SELECT sequence FROM mail WHERE id = ?), 9e15) ORDER BY sequence DESC LIMIT ?`);
  // Only `put` and `addEvent` write documents.
  const parse = (row: Record<string, unknown>): Mail => JSON.parse(String(row.document)) as Mail;

  const find = (id: string): Mail | undefined => {
    const row = select.get(id);
    return row === undefined ? undefined : parse(row);
  };

  return {
    put(mail) {
      const words = [mail.from, ...mail.to, ...mail.cc, ...mail.bcc, mail.subject].join('\n').toLowerCase();
      insert.run(mail.id, words, JSON.stringify(mail));
    },
    find,
    list: ({ search: words = '', before = '', limit }) => search.all(words.toLowerCase(), before, limit).map(parse),
    addEvent(id, event) {
      const mail = find(id);
      if (mail !== undefined) update.run(JSON.stringify({ ...mail, events: [...mail.events, event] }), id);
    },
    table: (name) => documents(database, name),
    close: () => database.close(),
  };
}
