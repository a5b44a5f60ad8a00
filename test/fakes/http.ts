import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context as LambdaContext } from 'aws-lambda';
import type { Ports } from '#functions/platform/context.ts';
import { type BoundRoute, createArea } from '#functions/platform/handle.ts';

export type SentRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
  /** The body as it goes over the wire, in place of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose token comes along; nobody's where absent. */
  readonly sub?: string | undefined;
  readonly claims?: Readonly<Record<string, unknown>>;
};
/** Members that answers have; a test looks at what came without knowing its type. */
export type AnswerBody = {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly detail: string;
  readonly issues: readonly { readonly pointer: string; readonly detail: string }[];
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly [member: string]: unknown;
};
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: AnswerBody;
};

let requests = 0;

/** A request as the HTTP API hands it to a function (payload 2.0). */
export const gatewayEvent = (sent: SentRequest): APIGatewayProxyEventV2 => {
  const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const event: Omit<APIGatewayProxyEventV2, 'requestContext'> & { requestContext: object } = {
    version: '2.0',
    routeKey: '$default',
    rawPath: sent.path,
    rawQueryString: sent.query ?? '',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...sent.headers },
    isBase64Encoded: false,
    ...(body !== undefined && { body }),
    requestContext: {
      requestId: `request-${++requests}`,
      http: { method: sent.method, path: sent.path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      ...((sent.sub !== undefined || sent.claims) && {
        authorizer: { jwt: { claims: { sub: sent.sub, token_use: 'access', iat: '1700000000', ...sent.claims } } },
      }),
    },
  };
  // the parts that our code looks at
  return event as unknown as APIGatewayProxyEventV2;
};

/** Asks an area of these routes, as the HTTP API would. */
export const ask = async (ports: Ports, routes: readonly BoundRoute[], sent: SentRequest): Promise<Answer> => {
  const handler = createArea(ports, routes);
  // a handler that middy makes answers a promise; the context is not looked at
  const result: APIGatewayProxyStructuredResultV2 = await handler(gatewayEvent(sent), {} as LambdaContext);
  const text = result.body ?? '';
  const isJson = String(result.headers?.['content-type']).includes('json') && text !== '';
  return {
    status: result.statusCode ?? 200,
    headers: result.headers ?? {},
    text,
    body: (isJson ? JSON.parse(text) : {}) as AnswerBody,
  };
};
