/** Wall clock, in milliseconds since 1970, and the only way to wait. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> };

/** Fresh identifiers. */
export type Ids = {
  /** A ULID of the time given. */
  ulid(nowMs: number): string;
  /** Random bytes as base64url, at least 128 bits; for tokens and salts. */
  secret(bytes: number): string;
};

/** Objects of one bucket. */
export type Blobs = {
  get(key: string): Promise<Uint8Array | undefined>;
  /** A large object, piece by piece; from byte `from` on. */
  stream(key: string, from?: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  put(key: string, body: Uint8Array, contentType: string): Promise<void>;
  /** A large object that is made piece by piece. */
  putStream(key: string, body: AsyncIterable<Uint8Array>, contentType: string): Promise<void>;
  sizeOf(key: string): Promise<number | undefined>;
  list(
    prefix: string,
  ): Promise<readonly { readonly key: string; readonly sizeBytes: number; readonly modifiedMs: number }[]>;
  delete(key: string): Promise<void>;
  /** A form by which a browser may put one object of at most `maxBytes` there, for five minutes. */
  uploadForm(
    key: string,
    contentType: string,
    maxBytes: number,
  ): Promise<{ readonly url: string; readonly fields: Readonly<Record<string, string>> }>;
  /** An address that gives the object as a download named `fileName`, for five minutes. */
  downloadUrl(key: string, fileName: string): Promise<string>;
};

/** Writes one line of structured log. Only what is named here is ever logged: no bodies, no values of records. */
export type LogFields = {
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly requestId?: string;
  readonly actor?: string;
  readonly code?: string;
  readonly noun?: string;
  readonly recordId?: string;
  readonly eventId?: string;
  readonly consumer?: string;
  readonly count?: number;
  readonly error?: string;
};
export type Log = { info(message: string, fields?: LogFields): void; error(message: string, fields?: LogFields): void };
