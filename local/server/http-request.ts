import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { HttpRequest, HttpResponse } from '../http-api/http-message.ts';

/** Splits a request target into its encoded path and its query. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** Headers by lower-case name; one that comes several times is joined, cookies by semicolons. */
export function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const earlier = Object.hasOwn(headers, name) ? headers[name] : undefined;
    // A header may be called __proto__.
    Object.defineProperty(headers, name, {
      value: earlier === undefined ? value : `${earlier}${name === 'cookie' ? '; ' : ','}${value}`,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return headers;
}

/** How much of a body that is too long is read, so that its sender sees the answer. */
const maxDrainedBytes = 128 * 1024 * 1024;

/** Reads a body of up to `maxBytes`; undefined where it is longer, after the rest of it was thrown away. */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size <= maxBytes) chunks.push(bytes);
    else chunks.length = 0;
    if (size > maxDrainedBytes) return undefined;
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks, size);
}

/** A whole request with its body. */
export function toHttpRequest(req: IncomingMessage, body: Buffer): HttpRequest {
  const { path, query } = splitTarget(req.url ?? '/');
  return { method: req.method ?? 'GET', path, query, headers: joinHeaders(req.rawHeaders), body };
}

/** Sends a response. One that breaks off midway ends the connection. */
export async function sendResponse(res: ServerResponse, response: HttpResponse): Promise<void> {
  const { body } = response;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(response.headers))
    headers[name] = typeof value === 'string' ? value : [...value];
  // The server frames the body itself.
  delete headers.connection;
  delete headers['transfer-encoding'];
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const hasBody = res.req.method !== 'HEAD' && response.status !== 204 && response.status !== 304;
    if (hasBody) headers['content-length'] = String(Buffer.byteLength(body));
    res.writeHead(response.status, headers).end(hasBody ? body : undefined);
    return;
  }
  res.writeHead(response.status, headers);
  await pipeline(body, res).catch(() => res.destroy());
}
