import { randomUUID } from 'node:crypto';
import type { HttpRequest } from './http-message.ts';
import { decode, type Match } from './routes.ts';

type EventContext = {
  readonly apiId: string;
  readonly account: string;
  readonly nowMs: number;
  readonly authorizer?: {
    readonly jwt: { readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] | null };
  };
};

/** The event that a function gets for a request: payload format 2.0 of an HTTP API with the stage `$default`. */
export function httpEvent(request: HttpRequest, match: Match<unknown>, context: EventContext): Record<string, unknown> {
  const { cookie, ...headers } = request.headers;
  const query = queryParameters(request.query);
  const path = decode(request.path);
  const host = headers.host ?? '';
  const isBase64Encoded = request.body.length > 0 && !isText(headers['content-type']);
  const hasPathParameters = Object.keys(match.pathParameters).length > 0;
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers,
    ...(request.query === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: context.account,
      apiId: context.apiId,
      ...(context.authorizer === undefined ? {} : { authorizer: context.authorizer }),
      domainName: host,
      domainPrefix: host.split('.')[0] ?? '',
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.key,
      stage: '$default',
      time: logTime(context.nowMs),
      timeEpoch: context.nowMs,
    },
    ...(hasPathParameters ? { pathParameters: match.pathParameters } : {}),
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** Decoded parameters; the values of one that comes several times are joined by commas. */
function queryParameters(query: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = parameters.get(name);
    parameters.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(parameters);
}

/** Bodies of these types reach the function as text, all others in base64. */
function isText(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^text\/|^application\/(json|javascript|xml|graphql)$|^application\/.*\+(json|xml)$/.test(type);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
function logTime(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
