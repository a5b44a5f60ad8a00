import type { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { InvokeResult } from '../service.ts';

/** What a sandbox runs. */
export type SandboxSettings = {
  /** The module that exports the handler. */
  readonly file: string;
  readonly exportName: string;
  /** All that the function sees as `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** One number that all sandboxes share: how far the clock is ahead, in ms. */
  readonly clockOffsetMs: Float64Array;
  readonly output: (chunk: Buffer) => void;
};

export type SandboxContext = Readonly<Record<string, unknown>> & { readonly awsRequestId: string };

/** One execution environment of a function: a worker thread that handles one event at a time. */
export type Sandbox = {
  /** Runs one event, after the initialisation. Never throws; must not be called while an event runs. */
  invoke(event: string, context: SandboxContext): Promise<InvokeResult>;
  /** Whether it can take no more events: it failed, ran out of time or memory, or was stopped. */
  isDead(): boolean;
  stop(): Promise<void>;
};

type Failure = { readonly errorType: string; readonly errorMessage: string };
type Message =
  | { readonly ready: true }
  | { readonly initError: Failure }
  | { readonly id: string; readonly ok: string | undefined }
  | { readonly id: string; readonly error: Failure };

/** AWS's limit for an answer. */
const maxResponseBytes = 6_291_556;
/** AWS's limit for the initialisation. */
const initTimeoutMs = 10_000;
const bootstrap = new URL('./bootstrap.mjs', import.meta.url);
// Sandboxes collect their garbage when nothing is asked of them.
setFlagsFromString('--expose-gc');

/** Starts a sandbox; its initialisation begins at once. */
export function createSandbox(settings: SandboxSettings): Sandbox {
  const worker = new Worker(bootstrap, {
    env: { ...settings.env },
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: { file: settings.file, exportName: settings.exportName, clockOffsetMs: settings.clockOffsetMs },
    resourceLimits: {
      maxOldGenerationSizeMb: Math.max(settings.memoryMb, 128),
      // Node's default of 48 MB would be kept by each sandbox; those that have little memory make little garbage.
      maxYoungGenerationSizeMb: settings.memoryMb >= 1536 ? 16 : 4,
    },
  });
  let isDead = false;
  let running: { readonly requestId: string; readonly settle: (result: InvokeResult) => void } | undefined;
  let initFailure: Failure | undefined;
  const ready = Promise.withResolvers<void>();

  const finish = (result: InvokeResult): void => {
    const { settle } = running ?? {};
    running = undefined;
    settle?.(result);
  };
  const die = (failure: Failure): void => {
    if (isDead) return;
    isDead = true;
    initFailure ??= failure;
    ready.resolve();
    finish({ error: prefixed(failure, running?.requestId) });
    void worker.terminate();
  };

  collect(worker.stdout, settings.output);
  collect(worker.stderr, settings.output);
  worker.on('message', (message: Message) => {
    if ('ready' in message) ready.resolve();
    else if ('initError' in message) die(message.initError);
    else if (message.id === running?.requestId)
      finish('ok' in message ? answer(message.ok) : { error: trimmed(message.error) });
  });
  worker.on('error', (error: Error & { code?: string }) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      die({ errorType: 'Runtime.OutOfMemory', errorMessage: 'Error: Runtime exited with error: signal: killed' });
    else die({ errorType: error.name, errorMessage: error.message });
  });
  worker.on('exit', (code) => {
    const reason =
      code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
    die({ errorType: 'Runtime.ExitError', errorMessage: `Error: ${reason}` });
  });
  // A sandbox never keeps the process alive.
  worker.unref();
  const initTimer = setTimeout(
    () => die({ errorType: 'Sandbox.Timedout', errorMessage: 'Error: The initialisation took longer than 10 seconds' }),
    initTimeoutMs,
  );
  void ready.promise.then(() => clearTimeout(initTimer));

  return {
    isDead: () => isDead,
    async invoke(event, context) {
      await ready.promise;
      if (isDead)
        return { error: initFailure ?? { errorType: 'Runtime.ExitError', errorMessage: 'The sandbox ended.' } };
      const { awsRequestId: requestId } = context;
      const { promise, resolve } = Promise.withResolvers<InvokeResult>();
      const seconds = (settings.timeoutMs / 1000).toFixed(2);
      const timer = setTimeout(
        () => die({ errorType: 'Sandbox.Timedout', errorMessage: `Error: Task timed out after ${seconds} seconds` }),
        settings.timeoutMs,
      );
      running = { requestId, settle: resolve };
      worker.postMessage({ id: requestId, event, context, timeoutMs: settings.timeoutMs });
      const result = await promise;
      clearTimeout(timer);
      return result;
    },
    async stop() {
      isDead = true;
      ready.resolve();
      finish({ error: { errorType: 'Runtime.ExitError', errorMessage: 'The local runtime is stopping.' } });
      await worker.terminate();
    },
  };
}

function answer(json: string | undefined): InvokeResult {
  if (json === undefined) return { ok: null };
  if (Buffer.byteLength(json) > maxResponseBytes)
    return {
      error: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
      },
    };
  return { ok: JSON.parse(json) };
}

function trimmed({ errorType, errorMessage, ...rest }: Failure): Failure {
  return { errorType, errorMessage, ...rest };
}

/** AWS names the request where the runtime itself failed. */
function prefixed(failure: Failure, requestId: string | undefined): Failure {
  if (requestId === undefined || !/^(Sandbox|Runtime)\./.test(failure.errorType)) return failure;
  return { ...failure, errorMessage: `RequestId: ${requestId} ${failure.errorMessage}` };
}

function collect(stream: Readable, output: (chunk: Buffer) => void): void {
  stream.on('data', (chunk: Buffer | string) => output(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
}
