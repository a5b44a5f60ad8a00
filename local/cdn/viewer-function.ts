import { createContext, runInContext, Script } from 'node:vm';
import { isRecord } from '../assembly/template.ts';
import type { HttpRequest, HttpResponse } from '../http-api/http-message.ts';

/** A CloudFront Function: sees requests or responses between the viewer and the distribution. */
export type ViewerFunction = {
  /** Gives the request to go on with, or the response that the function made instead. */
  onRequest(request: HttpRequest, viewerIp: string): Promise<HttpRequest | HttpResponse>;
  onResponse(request: HttpRequest, response: HttpResponse, viewerIp: string): Promise<HttpResponse>;
};

type Value = { value: string; multiValue?: { value: string }[] };
type Values = Record<string, Value>;

/** Loads the code of a CloudFront Function (runtime 2.0). Code that does not load, or imports anything, throws. */
export function createViewerFunction(name: string, code: string): ViewerFunction {
  if (/^\s*import\s/m.test(code))
    throw new Error(`${name}: imports in CloudFront Functions are not known to the local runtime.`);
  const sandbox = createContext({ console, Buffer, TextEncoder, TextDecoder, atob, btoa });
  new Script(code, { filename: `${name}.js` }).runInContext(sandbox);
  const handler: unknown = runInContext("typeof handler === 'function' ? handler : undefined", sandbox);
  if (typeof handler !== 'function') throw new Error(`${name} has no function handler.`);

  // No time limit: it would cost a watchdog thread for each request.
  const run = async (event: unknown): Promise<Record<string, unknown>> => {
    // A copy, so that the function cannot reach the objects of the runtime.
    const result: unknown = await handler(structuredClone(event));
    if (!isRecord(result)) throw new Error(`${name} returned neither a request nor a response.`);
    return { ...result };
  };
  const eventFor = (type: string, request: HttpRequest, viewerIp: string) => ({
    version: '1.0',
    context: {
      distributionDomainName: request.headers.host ?? '',
      distributionId: 'local',
      eventType: type,
      requestId: 'local',
    },
    viewer: { ip: viewerIp },
    request: toFunctionRequest(request),
  });

  return {
    async onRequest(request, viewerIp) {
      const result = await run(eventFor('viewer-request', request, viewerIp));
      return result.statusCode === undefined ? fromFunctionRequest(result, request) : fromFunctionResponse(result, '');
    },
    async onResponse(request, response, viewerIp) {
      const event = { ...eventFor('viewer-response', request, viewerIp), response: toFunctionResponse(response) };
      return fromFunctionResponse(await run(event), response.body);
    },
  };
}

function toFunctionRequest(request: HttpRequest): Record<string, unknown> {
  const querystring: Values = {};
  for (const pair of request.query.split('&').filter((part) => part !== '')) {
    const at = pair.indexOf('=');
    append(querystring, at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1));
  }
  const cookies: Values = {};
  for (const pair of (request.headers.cookie ?? '').split(/; */).filter((part) => part.includes('=')))
    append(cookies, pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  const headers: Values = {};
  for (const [name, value] of Object.entries(request.headers)) if (name !== 'cookie') headers[name] = { value };
  return { method: request.method, uri: request.path, querystring, headers, cookies };
}

function append(values: Values, name: string, value: string): void {
  const earlier = values[name];
  if (earlier === undefined) values[name] = { value };
  else earlier.multiValue = [...(earlier.multiValue ?? [{ value: earlier.value }]), { value }];
}

function fromFunctionRequest(result: Record<string, unknown>, original: HttpRequest): HttpRequest {
  const headers: Record<string, string> = {};
  for (const [name, values] of entriesOf(result.headers)) headers[name.toLowerCase()] = values.join(',');
  const cookie = entriesOf(result.cookies).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
  if (cookie.length > 0) headers.cookie = cookie.join('; ');
  const query = entriesOf(result.querystring).flatMap(([name, values]) =>
    values.map((value) => (value === '' ? name : `${name}=${value}`)),
  );
  return {
    ...original,
    path: typeof result.uri === 'string' ? result.uri : original.path,
    query: query.join('&'),
    headers,
  };
}

function toFunctionResponse(response: HttpResponse): Record<string, unknown> {
  const headers: Values = {};
  for (const [name, value] of Object.entries(response.headers))
    if (name !== 'set-cookie') headers[name] = { value: [value].flat().join(',') };
  const cookies: Values = {};
  for (const cookie of [response.headers['set-cookie'] ?? []].flat()) {
    const [pair = '', ...attributes] = cookie.split('; ');
    const at = pair.indexOf('=');
    cookies[pair.slice(0, at)] = { value: pair.slice(at + 1), ...{ attributes: attributes.join('; ') } };
  }
  return { statusCode: response.status, statusDescription: '', headers, cookies };
}

function fromFunctionResponse(result: Record<string, unknown>, body: HttpResponse['body']): HttpResponse {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, values] of entriesOf(result.headers)) headers[name.toLowerCase()] = values.join(',');
  const cookies = Object.entries(isRecord(result.cookies) ? result.cookies : {}).map(([name, cookie]) => {
    const { value = '', attributes = '' } = isRecord(cookie) ? cookie : {};
    return `${name}=${value}${attributes === '' ? '' : `; ${attributes}`}`;
  });
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  return { status: Number(result.statusCode), headers, body: bodyOf(result.body) ?? body };
}

function bodyOf(body: unknown): string | Buffer | undefined {
  if (typeof body === 'string') return body;
  if (!isRecord(body) || typeof body.data !== 'string') return undefined;
  return body.encoding === 'base64' ? Buffer.from(body.data, 'base64') : body.data;
}

function entriesOf(values: unknown): [string, string[]][] {
  if (!isRecord(values)) return [];
  return Object.entries(values).map(([name, entry]) => {
    const { value = '', multiValue } = isRecord(entry) ? entry : {};
    const all = Array.isArray(multiValue) ? multiValue.map((one) => (isRecord(one) ? one.value : one)) : [value];
    return [name, all.map(String)];
  });
}
