/** One AWS API request, already told apart by service. */
export type AwsRequest = {
  readonly service: string;
  readonly method: string;
  /** What follows `/_aws`, never decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** S3 uploads come as a stream; the body is then empty. */
  readonly stream?: NodeJS.ReadableStream;
  /** The operation: what follows the dot of `X-Amz-Target`. */
  readonly target?: string;
};

export type AwsResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | NodeJS.ReadableStream;
};

/** A service emulated behind the AWS endpoint. */
export type Service = {
  /** Name in the credential scope: sqs, events, s3, ses, cognito-idp, scheduler. */
  readonly name: string;
  handle(request: AwsRequest): Promise<AwsResponse>;
  /** Begins what the service does by itself (timers, deliveries), once every resource exists. */
  start?(): void | Promise<void>;
  /** Ends it; what was accepted and not yet done is done after the next start. */
  stop?(): void | Promise<void>;
};

/** Wall clock that tests and people can move forward. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  onAdvance(listener: () => void): void;
  /** Runs once, `ms` from now on this clock; gives the function that cancels. */
  after(ms: number, run: () => void): () => void;
};

/** How an invocation ended, in Lambda's words. */
export type InvokeResult =
  | { readonly ok: unknown }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

/** Calls a function of the template by ARN (a version or alias suffix is ignored) and waits for its answer (`RequestResponse`). Never throws. */
export type Invoke = (functionArn: string, event: unknown) => Promise<InvokeResult>;

/**
 * Hands an event to a function (`Event`): kept on disk when this returns, then tried three times, one and two minutes apart
 * (or as its `EventInvokeConfig` says), then sent to its on-failure destination. Throws where the function does not exist.
 */
export type InvokeAsync = (functionArn: string, event: unknown) => void;

/** Everything that a service may need. */
export type Context = {
  readonly region: string;
  readonly account: string;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Folder of the service's own below the data folder; it exists. */
  readonly dir: string;
  readonly clock: Clock;
  readonly invoke: Invoke;
  readonly invokeAsync: InvokeAsync;
  readonly log: (message: string) => void;
};
