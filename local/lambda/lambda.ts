import { createWriteStream, existsSync, mkdirSync, statSync, truncateSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../protocol/aws-error.ts';
import { jsonError, jsonResponse } from '../protocol/json-protocol.ts';
import type { Context, Invoke, InvokeAsync, InvokeResult, Service } from '../service.ts';
import { type AsyncSettings, createAsyncInvocations, type Destination } from './async-invocations.ts';
import { createFunction, type LambdaFunction } from './function.ts';
import { createSandbox } from './sandbox.ts';

/** A function of the template. */
export type FunctionDeclaration = {
  readonly name: string;
  readonly arn: string;
  /** The folder of its code. */
  readonly codeDir: string;
  readonly handler: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly maxSandboxes: number;
  /** Where an event goes whose asynchronous attempts have all failed (`DeadLetterConfig`). */
  readonly deadLetterArn?: string;
};

export type Lambda = Service & {
  create(declaration: FunctionDeclaration): void;
  configureAsync(functionArn: string, settings: AsyncSettings): void;
  readonly invoke: Invoke;
  readonly invokeAsync: InvokeAsync;
  /** Variables of all functions, merged. */
  environment(): Record<string, string>;
  /** How many events a function takes at once; 1 where it is not known. */
  concurrency(functionArn: string): number;
};

type Entry = { readonly declaration: FunctionDeclaration; readonly lambda: LambdaFunction };

/** A log of a function is begun anew above this size. */
const maxLogBytes = 20_000_000;

/**
 * The functions of the template, and Lambda's Invoke. `fixedEnvironment` is what every function gets besides its own
 * variables; `logDir` holds what they write.
 */
export function createLambda(
  context: Omit<Context, 'invoke' | 'invokeAsync'>,
  options: {
    readonly fixedEnvironment: Readonly<Record<string, string>>;
    /** One number that all sandboxes share: how far the clock is ahead, in ms. */
    readonly clockOffsetMs: Float64Array;
    readonly logDir: string;
    readonly destination: Destination;
  },
): Lambda {
  const functions = new Map<string, Entry>();
  const logs = new Map<string, WriteStream>();
  mkdirSync(options.logDir, { recursive: true });

  const logOf = (name: string): WriteStream => {
    const open = logs.get(name);
    if (open !== undefined) return open;
    const file = join(options.logDir, `${name}.log`);
    if (existsSync(file) && statSync(file).size > maxLogBytes) truncateSync(file);
    const stream = createWriteStream(file, { flags: 'a' });
    logs.set(name, stream);
    return stream;
  };

  const make = (declaration: FunctionDeclaration): LambdaFunction =>
    createFunction({
      ...declaration,
      startSandbox(index) {
        const { file, exportName } = locateHandler(declaration);
        const tmp = join(context.dir, 'tmp', `${declaration.name}-${index}`);
        mkdirSync(tmp, { recursive: true });
        return createSandbox({
          file,
          exportName,
          env: { ...options.fixedEnvironment, ...runtimeVariables(declaration, tmp), ...declaration.environment },
          memoryMb: declaration.memoryMb,
          timeoutMs: declaration.timeoutMs,
          clockOffsetMs: options.clockOffsetMs,
          output: (chunk) => void logOf(declaration.name).write(chunk),
        });
      },
    });

  const find = (functionArn: string): Entry | undefined => functions.get(nameOf(functionArn));

  const invokeText = async (functionArn: string, event: string): Promise<InvokeResult> => {
    const entry = find(functionArn);
    if (entry === undefined)
      return { error: { errorType: 'ResourceNotFoundException', errorMessage: `Function not found: ${functionArn}` } };
    const result = await entry.lambda.invoke(event);
    if ('error' in result && !result.error.errorMessage.endsWith('The local runtime is stopping.'))
      context.log(`${entry.declaration.name}: ${result.error.errorType}: ${result.error.errorMessage}`);
    return result;
  };

  const asyncInvocations = createAsyncInvocations(context, invokeText, options.destination);
  const invoke: Invoke = (functionArn, event) => invokeText(functionArn, JSON.stringify(event ?? null));
  const invokeAsync: InvokeAsync = (functionArn, event) => {
    const entry = find(functionArn);
    if (entry === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404);
    asyncInvocations.accept(entry.declaration.arn, JSON.stringify(event ?? null));
  };

  return {
    name: 'lambda',
    create(declaration) {
      functions.set(declaration.name, { declaration, lambda: make(declaration) });
      if (declaration.deadLetterArn !== undefined)
        asyncInvocations.configure(declaration.arn, { deadLetterArn: declaration.deadLetterArn });
    },
    configureAsync(functionArn, settings) {
      const entry = find(functionArn);
      if (entry !== undefined) asyncInvocations.configure(entry.declaration.arn, settings);
    },
    invoke,
    invokeAsync,
    environment: () =>
      Object.assign(
        {},
        ...[...functions.values()]
          // CDK's own functions in Python, which never run here, are none of the template's.
          .filter(({ declaration }) => declaration.runtime.startsWith('nodejs'))
          .map(({ declaration }) => declaration.environment),
      ),
    concurrency: (functionArn) => find(functionArn)?.declaration.maxSandboxes ?? 1,
    async handle(request) {
      try {
        const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path)?.[1];
        if (name === undefined || request.method !== 'POST')
          throw new AwsError('UnknownOperationException', `Unknown operation ${request.method} ${request.path}`, 404);
        const functionArn = decodeURIComponent(name);
        const event = request.body.length === 0 ? '{}' : request.body.toString('utf8');
        if (find(functionArn) === undefined)
          throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404);
        if (request.headers['x-amz-invocation-type'] === 'Event') {
          invokeAsync(functionArn, JSON.parse(event));
          return { status: 202 };
        }
        const result = await invokeText(functionArn, event);
        if ('ok' in result) return jsonResponse(200, result.ok);
        const failed = jsonResponse(200, result.error);
        return { ...failed, headers: { ...failed.headers, 'x-amz-function-error': 'Unhandled' } };
      } catch (error) {
        return jsonError(error, context.log);
      }
    },
    start: () => asyncInvocations.start(),
    async stop() {
      asyncInvocations.stop();
      await Promise.all([...functions.values()].map(({ lambda }) => lambda.stop()));
      await Promise.all([...logs.values()].map((stream) => new Promise((resolve) => stream.end(resolve))));
    },
  };
}

/** The name in an ARN (with or without version or alias), partial ARN or plain name. */
function nameOf(functionArn: string): string {
  return /(?:^|:)function:([^:]+)/.exec(functionArn)?.[1] ?? functionArn.replace(/:[^:]+$/, '');
}

function locateHandler({ name, runtime, handler, codeDir }: FunctionDeclaration): { file: string; exportName: string } {
  if (!runtime.startsWith('nodejs'))
    throw new Error(`${name} runs on ${runtime}; the local runtime runs Node.js functions only.`);
  const [module = '', exportName = ''] = handler.split('.');
  for (const extension of ['mjs', 'js', 'cjs']) {
    const file = join(codeDir, `${module}.${extension}`);
    if (existsSync(file)) return { file, exportName };
  }
  throw new Error(`Cannot find module '${module}' of ${name} in ${codeDir}.`);
}

function runtimeVariables(
  { name, memoryMb, codeDir, handler, runtime }: FunctionDeclaration,
  tmp: string,
): Record<string, string> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    LAMBDA_TASK_ROOT: codeDir,
    _HANDLER: handler,
    TMPDIR: tmp,
  };
}
