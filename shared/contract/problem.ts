/** Every failure that a client can see (RFC 9457). Adding a code here is the only way to return it. */
export const problemCatalog = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'You may not do this' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  duplicate: { status: 409, title: 'This value is already in use' },
  conflict: { status: 409, title: 'The current state does not allow this' },
  'version-conflict': { status: 412, title: 'Someone else changed this meanwhile' },
  'payload-too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'gate-not-met': { status: 422, title: 'Some fields are needed first' },
  'idempotency-mismatch': { status: 422, title: 'This idempotency key was used for another request' },
  'precondition-required': { status: 428, title: 'Say which version you are changing' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong' },
  unavailable: { status: 503, title: 'Try again in a moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemCatalog;

/** One thing wrong with a request; `pointer` is a JSON pointer (RFC 6901) into the body, or `query/<name>`, `header/<name>`. */
export type ProblemIssue = { readonly pointer: string; readonly detail: string };

/** What travels as `application/problem+json`. `more` holds members of the code's own (`current`, `changes`, `existingId`). */
export type ProblemBody = {
  readonly type: string;
  readonly code: ProblemCode;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly issues?: readonly ProblemIssue[];
  readonly [more: string]: unknown;
};

/** A failure meant for the caller. Known by its `code` as well as by `instanceof`, so that it survives two bundles. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly issues: readonly ProblemIssue[];
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    code: ProblemCode,
    detail: string,
    options: {
      readonly issues?: readonly ProblemIssue[];
      readonly more?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.issues = options.issues ?? [];
    this.more = options.more ?? {};
  }

  get status(): number {
    return problemCatalog[this.code].status;
  }

  /** The body as sent. The same code and detail give the same bytes, so that one 404 is like another. */
  toBody(): ProblemBody {
    const { status, title } = problemCatalog[this.code];
    return {
      type: `/problems/${this.code}`,
      code: this.code,
      title,
      status,
      detail: this.message,
      ...(this.issues.length > 0 && { issues: this.issues }),
      ...this.more,
    };
  }
}

/** True for a `ProblemError`, also for one that another bundle threw. */
export const isProblem = (error: unknown): error is ProblemError =>
  error instanceof Error && error.name === 'ProblemError' && 'code' in error && 'toBody' in error;

/** The one answer for what does not exist and for what the actor may not know. */
export const notFound = (): ProblemError => new ProblemError('not-found', 'There is no such record.');

/** A request that is wrong in one place. */
export const invalid = (pointer: string, detail: string): ProblemError =>
  new ProblemError('invalid-request', detail, { issues: [{ pointer, detail }] });
