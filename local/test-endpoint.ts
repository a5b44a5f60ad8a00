import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { AwsRequest, AwsResponse, Clock, Context, Service } from './service.ts';

/** A clock that stands still until a test moves it; timers run in order of their time. */
export type TestClock = Clock & { advance(ms: number): void };

export function testClock(start = Date.parse('2026-03-02T09:00:00Z')): TestClock {
  let now = start;
  const timers = new Set<{ readonly due: number; readonly run: () => void }>();
  const listeners: (() => void)[] = [];
  return {
    now: () => now,
    onAdvance: (listener) => void listeners.push(listener),
    after(ms, run) {
      const timer = { due: now + ms, run };
      timers.add(timer);
      if (ms <= 0) setImmediate(() => timers.delete(timer) && run());
      return () => timers.delete(timer);
    },
    advance(ms) {
      now += ms;
      for (const timer of [...timers].sort((a, b) => a.due - b.due))
        if (timer.due <= now && timers.delete(timer)) timer.run();
      for (const listener of listeners) listener();
    },
  };
}

export type TestContext = Context & {
  readonly clock: TestClock;
  /** Asynchronous invocations, in order. */
  readonly invoked: { readonly functionArn: string; readonly event: unknown }[];
  readonly logged: string[];
  [Symbol.dispose](): void;
};

/** A context with a folder of its own, a clock that stands still and functions that only take note of their events. */
export function testContext(
  options: { readonly dir?: string; readonly clock?: TestClock; readonly endpoint?: string } = {},
): TestContext {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'rapport-local-'));
  const invoked: { functionArn: string; event: unknown }[] = [];
  const logged: string[] = [];
  return {
    region: 'eu-central-1',
    account: '111122223333',
    endpoint: options.endpoint ?? 'http://127.0.0.1:1',
    dir,
    clock: options.clock ?? testClock(),
    invoke: async () => ({ ok: null }),
    invokeAsync: (functionArn, event) => void invoked.push({ functionArn, event }),
    log: (message) => void logged.push(message),
    invoked,
    logged,
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** A small server in front of services, for the real SDK clients: `/_aws` for the services, other paths for a page handler. */
export type TestEndpoint = {
  readonly url: string;
  /** Configuration of an SDK client. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Serves with these from now on. */
  use(service: Service, pages?: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>): void;
  close(): Promise<void>;
};

export async function testEndpoint(): Promise<TestEndpoint> {
  let service: Service | undefined;
  let pages: ((req: IncomingMessage, res: ServerResponse) => Promise<boolean>) | undefined;
  const server = createServer(async (req, res) => {
    try {
      if (req.url?.startsWith('/_aws') && service !== undefined)
        await reply(res, await service.handle(await toRequest(req, service)));
      else if (!(await pages?.(req, res))) res.writeHead(404).end();
    } catch (error) {
      res.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url,
    client: {
      endpoint: `${url}/_aws`,
      region: 'eu-central-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    use(nextService, nextPages) {
      service = nextService;
      pages = nextPages;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function toRequest(req: IncomingMessage, service: Service): Promise<AwsRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.headers)) headers[name] = String(value);
  const [path = '', query = ''] = (req.url ?? '').slice('/_aws'.length).split('?', 2);
  const target = headers['x-amz-target']?.split('.').at(-1);
  const isStreamed = service.name === 's3';
  return {
    service: service.name,
    method: req.method ?? 'GET',
    path: path === '' ? '/' : path,
    query: new URLSearchParams(query),
    headers,
    body: isStreamed ? Buffer.alloc(0) : Buffer.concat(await req.toArray()),
    ...(isStreamed ? { stream: req } : {}),
    ...(target === undefined ? {} : { target }),
  };
}

async function reply(res: ServerResponse, response: AwsResponse): Promise<void> {
  res.writeHead(response.status, { ...response.headers });
  if (response.body === undefined || typeof response.body === 'string' || Buffer.isBuffer(response.body))
    res.end(response.body);
  else await pipeline(response.body, res);
}
