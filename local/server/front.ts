import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { livePath } from '../appsync/event-apis.ts';
import type { HttpRequest, HttpResponse } from '../http-api/http-message.ts';
import { awsPath } from './aws-endpoint.ts';
import { readBody, sendResponse, toHttpRequest } from './http-request.ts';

/** What answers below a path. */
export type Handlers = {
  readonly aws: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  readonly idp: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;
  readonly local: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;
  readonly cdn: (request: HttpRequest) => Promise<HttpResponse>;
  readonly live: {
    handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>;
    upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  };
};

/** The one HTTP server of the runtime. */
export type Front = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Serves with these from now on; until then every request is told to come again. */
  use(handlers: Handlers): void;
  /** Takes no more requests, and gives those that run a second to end. */
  stop(): Promise<void>;
};

/** CloudFront's and API Gateway's limits are below it; what is longer is refused. */
const maxBodyBytes = 10 * 1024 * 1024;

/** Listens on 127.0.0.1 only. A port in use rejects with an error that says so. */
export async function startFront(port: number, log: (message: string) => void): Promise<Front> {
  let handlers: Handlers | undefined;
  let url = '';
  const server = createServer((req, res) => {
    serve(req, res).catch((error: unknown) => {
      log(`${req.method} ${req.url}: ${error instanceof Error ? error.stack : String(error)}`);
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end();
    });
  });
  // Uploads may take long; browsers and SDKs keep connections open between requests.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65_000;
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (handlers === undefined || req.headers.host !== url.slice('http://'.length)) socket.destroy();
    else handlers.live.upgrade(req, socket, head);
  });

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const target = req.url ?? '/';
    const host = req.headers.host ?? '';
    if (host !== url.slice('http://'.length)) {
      refuseHost(res, host, url, target);
      return;
    }
    if (handlers === undefined) {
      res.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' }).end('Starting.');
      return;
    }
    if (isBelow(target, awsPath)) await handlers.aws(req, res);
    else if (isBelow(target, '/_idp')) {
      if (!(await handlers.idp(req, res))) res.writeHead(404).end();
    } else if (isBelow(target, '/_local')) {
      if (!(await handlers.local(req, res))) res.writeHead(404).end();
    } else if (isBelow(target, livePath)) {
      if (!(await handlers.live.handle(req, res))) res.writeHead(404).end();
    } else await serveCdn(req, res, handlers.cdn);
  };

  await listen(server, port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    use(next) {
      handlers = next;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const patience = setTimeout(() => server.closeAllConnections(), 1000);
      await closed;
      clearTimeout(patience);
    },
  };
}

async function serveCdn(req: IncomingMessage, res: ServerResponse, cdn: Handlers['cdn']): Promise<void> {
  const body = await readBody(req, maxBodyBytes);
  if (body === undefined) {
    const tooLarge = { message: 'Request Entity Too Large' };
    res.writeHead(413, { connection: 'close', 'content-type': 'application/json' }).end(JSON.stringify(tooLarge));
    return;
  }
  await sendResponse(res, await cdn(toHttpRequest(req, body)));
}

function isBelow(target: string, path: string): boolean {
  return target.startsWith(path) && ['/', '?', undefined].includes(target[path.length]);
}

/** A page of another name that resolves to this machine must not reach it; `localhost` is sent to the address that sign-in knows. */
function refuseHost(res: ServerResponse, host: string, url: string, target: string): void {
  if (host === `localhost:${url.split(':').at(-1)}`) res.writeHead(307, { location: `${url}${target}` }).end();
  else res.writeHead(421, { 'content-type': 'text/plain' }).end(`This is ${url}.`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error);
      else
        reject(
          new Error(`Port ${port} is in use. End what uses it, or choose another one: PORT=${port + 1} npm start`),
        );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
