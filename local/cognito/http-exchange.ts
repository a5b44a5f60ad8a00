import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request to the sign-in pages and its answer. */
export type Exchange = {
  readonly method: string;
  /** What follows the pool's path, such as `/login`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  readonly headers: IncomingMessage['headers'];
  readonly res: ServerResponse;
};

const maxFormBytes = 65_536;

/** Reads a request below `base`; `undefined` where its body is too big. */
export async function readExchange(
  req: IncomingMessage,
  res: ServerResponse,
  base: string,
): Promise<Exchange | undefined> {
  const url = new URL(req.url ?? '/', 'http://localhost');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > maxFormBytes) return undefined;
    chunks.push(chunk);
  }
  const cookies = new Map<string, string>();
  for (const pair of (req.headers.cookie ?? '').split(/; */)) {
    const equals = pair.indexOf('=');
    if (equals > 0) cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return {
    method: req.method ?? 'GET',
    path: url.pathname.slice(base.length),
    query: url.searchParams,
    form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
    cookies,
    headers: req.headers,
    res,
  };
}

export function sendJson(
  { res }: Exchange,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  res.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store', ...headers });
  res.end(JSON.stringify(body));
}

export function redirect({ res }: Exchange, location: string): void {
  res.writeHead(302, { location, 'cache-control': 'no-store' }).end();
}

/** Adds a cookie that only this pool's pages see. Without a value it is taken away. */
export function setCookie(
  { res }: Exchange,
  name: string,
  value: string | undefined,
  path: string,
  maxAgeSeconds: number,
): void {
  const age = value === undefined ? 0 : maxAgeSeconds;
  res.appendHeader('set-cookie', `${name}=${value ?? ''}; Path=${path}; Max-Age=${age}; HttpOnly; SameSite=Lax`);
}

/** Sends a page with a policy that lets it do nothing but show itself and send its form here (and from there to `formTarget`). */
export function sendPage({ res }: Exchange, status: number, html: string, formTarget?: string): void {
  const formAction = ["'self'", ...(formTarget === undefined ? [] : [originOf(formTarget)])].join(' ');
  res.writeHead(status, {
    'content-type': 'text/html;charset=UTF-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'self'; img-src data:; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  res.end(html);
}

/** What a content security policy calls an address: its origin, or the scheme of an app. */
function originOf(address: string): string {
  const url = new URL(address);
  return url.origin === 'null' ? url.protocol : url.origin;
}
