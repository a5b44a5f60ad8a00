import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestContext, testContext } from '../test-endpoint.ts';
import type { AsyncSettings } from './async-invocations.ts';
import { createLambda, type FunctionDeclaration, type Lambda } from './lambda.ts';

describe('functions in their sandboxes', () => {
  let context: TestContext;
  let lambda: Lambda;
  const clockOffsetMs = new Float64Array(new SharedArrayBuffer(8));
  const sent: {
    readonly arn: string;
    readonly body: string;
    readonly attributes?: Readonly<Record<string, string>> | undefined;
  }[] = [];
  beforeEach(() => {
    context = testContext();
    clockOffsetMs[0] = 0;
    sent.length = 0;
    lambda = start();
  });
  afterEach(async () => {
    await lambda.stop?.();
    context[Symbol.dispose]();
  });

  const start = (): Lambda =>
    createLambda(context, {
      fixedEnvironment: { AWS_REGION: 'eu-central-1' },
      clockOffsetMs,
      logDir: join(context.dir, 'logs'),
      destination: async (arn, body, attributes) => void sent.push({ arn, body, attributes }),
    });

  /** Declares a function whose module has this code; gives its ARN. */
  const declare = (name: string, code: string, given: Partial<FunctionDeclaration> = {}): string => {
    const codeDir = join(context.dir, 'code', name);
    mkdirSync(codeDir, { recursive: true });
    writeFileSync(join(codeDir, 'index.mjs'), code);
    const arn = `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;
    const defaults = {
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      environment: {},
      memoryMb: 128,
      timeoutMs: 3000,
      maxSandboxes: 2,
    };
    lambda.create({ name, arn, codeDir, ...defaults, ...given });
    return arn;
  };

  test('a function sees its event, its context and its own variables only', async () => {
    const arn = declare(
      'f',
      'export const handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis(), env: process.env })',
      {
        environment: { MINE: 'yes' },
      },
    );

    const result = await lambda.invoke(arn, { a: 1 });

    expect(result).toMatchObject({
      ok: {
        event: { a: 1 },
        context: {
          functionName: 'f',
          functionVersion: '$LATEST',
          invokedFunctionArn: arn,
          memoryLimitInMB: '128',
          awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
        env: { MINE: 'yes', AWS_REGION: 'eu-central-1', AWS_LAMBDA_FUNCTION_NAME: 'f' },
      },
    });
    expect(JSON.stringify(result)).not.toContain('VITEST');
    expect(JSON.stringify(result)).not.toContain('"HOME"');
  });

  test('is found by name, version and alias', async () => {
    const arn = declare('f', 'export const handler = async () => 1');

    for (const name of ['f', `${arn}:live`, `${arn}:1`]) expect(await lambda.invoke(name, {})).toEqual({ ok: 1 });
    expect(await lambda.invoke('g', {})).toMatchObject({ error: { errorType: 'ResourceNotFoundException' } });
  });

  test('each function has its own temporary folder', async () => {
    const code = "import { tmpdir } from 'node:os'; export const handler = async () => tmpdir();";

    const results = [await lambda.invoke(declare('f', code), {}), await lambda.invoke(declare('g', code), {})];

    expect(results).toEqual([{ ok: join(context.dir, 'tmp', 'f-0') }, { ok: join(context.dir, 'tmp', 'g-0') }]);
  });

  test('what it throws is its error; the sandbox goes on', async () => {
    const arn = declare(
      'f',
      'let n = 0; export const handler = async () => { n += 1; if (n === 1) throw new RangeError("too far"); return n; }',
    );

    expect(await lambda.invoke(arn, {})).toMatchObject({ error: { errorType: 'RangeError', errorMessage: 'too far' } });
    expect(await lambda.invoke(arn, {})).toEqual({ ok: 2 });
  });

  test.each([
    [
      'a module that does not load',
      'throw new Error("no database")',
      { errorType: 'Error', errorMessage: 'no database' },
    ],
    [
      'no handler',
      'export const other = 1',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'handler is undefined or not exported' },
    ],
    [
      'process.exit',
      'export const handler = async () => process.exit(3)',
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited/) },
    ],
    [
      'an answer that is too large',
      'export const handler = async () => "x".repeat(7_000_000)',
      { errorType: 'Function.ResponseSizeTooLarge' },
    ],
  ])('%s is an error as AWS words it', async (_, code, error) => {
    expect(await lambda.invoke(declare('f', code), {})).toMatchObject({ error });
  });

  test('a function that takes too long ends, and the next event gets a fresh sandbox', async () => {
    const arn = declare(
      'f',
      'let n = 0; export const handler = async (event) => { n += 1; if (event.hang) await new Promise(() => setInterval(() => {}, 1000)); return n; }',
      { timeoutMs: 150 },
    );
    expect(await lambda.invoke(arn, {})).toEqual({ ok: 1 });

    expect(await lambda.invoke(arn, { hang: true })).toMatchObject({
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 0\.15 seconds$/),
      },
    });

    expect(await lambda.invoke(arn, {})).toEqual({ ok: 1 });
  });

  test('a busy loop ends too', async () => {
    const arn = declare('f', 'export const handler = async () => { for (;;); }', { timeoutMs: 100 });

    expect(await lambda.invoke(arn, {})).toMatchObject({ error: { errorType: 'Sandbox.Timedout' } });
  });

  test('memory has its limit', async () => {
    const arn = declare(
      'f',
      'export const handler = async () => { const all = []; for (;;) all.push(new Array(100_000).fill(all.length)); }',
      { timeoutMs: 20_000 },
    );

    expect(await lambda.invoke(arn, {})).toMatchObject({ error: { errorType: 'Runtime.OutOfMemory' } });
  }, 20_000);

  test('a sandbox takes one event at a time; a second one starts for those that wait, and no third', async () => {
    const arn = declare(
      'f',
      'let running = 0; const id = Math.random(); export const handler = async () => { running += 1; const seen = running; await new Promise((done) => setTimeout(done, 400)); running -= 1; return { seen, id }; }',
    );

    const results = await Promise.all(Array.from({ length: 4 }, () => lambda.invoke(arn, {})));

    const seen = results.map((result) => ('ok' in result ? Object(result.ok) : {}));
    expect(seen.map((one) => one.seen)).toEqual([1, 1, 1, 1]);
    expect(new Set(seen.map((one) => one.id)).size).toBe(2);
  });

  test('functions see the clock that was moved, in every form of it', async () => {
    const arn = declare(
      'f',
      'export const handler = async () => ({ now: Date.now(), fresh: new Date().getTime(), text: Date.parse(Date()), fixed: new Date(0).toISOString(), is: new Date() instanceof Date })',
    );
    const day = 86_400_000;
    clockOffsetMs[0] = day;

    const result = await lambda.invoke(arn, {});

    const ok = 'ok' in result ? Object(result.ok) : {};
    for (const value of [ok.now, ok.fresh, ok.text]) expect(Math.abs(value - Date.now() - day)).toBeLessThan(2000);
    expect(ok).toMatchObject({ fixed: '1970-01-01T00:00:00.000Z', is: true });
  });

  test('what it writes is in its log', async () => {
    const arn = declare(
      'f',
      'export const handler = async () => { console.log("hello"); process.stderr.write("oh\\n"); }',
    );

    await lambda.invoke(arn, {});

    await vi.waitFor(() =>
      expect(readFileSync(join(context.dir, 'logs', 'f.log'), 'utf8')).toMatch(/hello\n[\s\S]*oh\n|oh\n[\s\S]*hello\n/),
    );
  });

  describe('asynchronous invocations', () => {
    const failing =
      'import { appendFileSync } from "node:fs"; export const handler = async (event) => { appendFileSync(process.env.FILE, event.n + " "); if (event.n < 9) throw new Error("not yet"); return "done"; }';
    const file = () => join(context.dir, 'attempts');
    const attempts = () => {
      try {
        return readFileSync(file(), 'utf8').trim().split(' ');
      } catch {
        return [];
      }
    };
    const declareFailing = (settings: AsyncSettings = {}, given: Partial<FunctionDeclaration> = {}) => {
      const arn = declare('f', failing, { environment: { FILE: file() }, ...given });
      lambda.configureAsync(arn, settings);
      void lambda.start?.();
      return arn;
    };
    /** Moves the clock until something is so. */
    const moving = (check: () => void) =>
      vi.waitFor(() => {
        context.clock.advance(60_000);
        check();
      });

    test('are tried three times and then go to the on-failure destination', async () => {
      const arn = declareFailing({ onFailureArn: 'arn:aws:sqs:eu-central-1:1:failed' });
      lambda.invokeAsync(arn, { n: 1 });

      await moving(() => expect(sent).toHaveLength(1));

      expect(attempts()).toEqual(['1', '1', '1']);
      expect(sent[0]?.arn).toBe('arn:aws:sqs:eu-central-1:1:failed');
      expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
        requestContext: { functionArn: `${arn}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { n: 1 },
        responseContext: { functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'not yet' },
      });
    });

    test('wait a minute before the second attempt', async () => {
      const arn = declareFailing({ maxRetries: 1 });
      lambda.invokeAsync(arn, { n: 1 });
      await vi.waitFor(() => expect(context.logged).toHaveLength(1));

      context.clock.advance(59_999);
      await lambda.invoke(arn, { n: 9 });
      expect(attempts()).toEqual(['1', '9']);
      context.clock.advance(1);

      await vi.waitFor(() => expect(attempts()).toEqual(['1', '9', '1']));
    });

    test('give their event to the dead-letter queue', async () => {
      const arn = declareFailing({ maxRetries: 0 }, { deadLetterArn: 'arn:aws:sqs:eu-central-1:1:dead' });
      lambda.invokeAsync(arn, { n: 2 });

      await vi.waitFor(() =>
        expect(sent).toMatchObject([
          { arn: 'arn:aws:sqs:eu-central-1:1:dead', body: '{"n":2}', attributes: { ErrorMessage: 'not yet' } },
        ]),
      );
    });

    test('that were accepted before a crash are made after the next start', async () => {
      const arn = declare('f', failing, { environment: { FILE: file() } });
      lambda.invokeAsync(arn, { n: 9 });
      await lambda.stop?.();

      lambda = start();
      declareFailing();

      await vi.waitFor(() => expect(attempts()).toEqual(['9']));
    });
  });
});
