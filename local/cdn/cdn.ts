import { type HttpRequest, type HttpResponse, jsonAnswer } from '../http-api/http-message.ts';
import type { Context } from '../service.ts';
import { type Forwarding, forwardRequest } from './forwarding.ts';
import { type ResponseHeaders, withResponseHeaders } from './response-headers.ts';
import type { ViewerFunction } from './viewer-function.ts';

/** Where a distribution gets its answers. */
export type Origin = {
  readonly host: string;
  /** Put before the path of each request. */
  readonly path: string;
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
};

export type Behaviour = {
  /** Path pattern with `*` and `?`; undefined for the default behaviour. */
  readonly pattern?: string;
  readonly origin: Origin;
  readonly methods: readonly string[];
  readonly viewerRequest?: ViewerFunction;
  readonly viewerResponse?: ViewerFunction;
  readonly forwarding: readonly Forwarding[];
  readonly responseHeaders?: ResponseHeaders;
};

export type Distribution = {
  /** Path below which this machine serves it: empty for the first one. */
  readonly basePath: string;
  readonly defaultRootObject: string;
  /** The default one last. */
  readonly behaviours: readonly Behaviour[];
  readonly errorPages: readonly { readonly errorCode: number; readonly path: string; readonly responseCode: number }[];
};

/** The CloudFront distributions and functions of the template. */
export type Cdn = {
  addFunction(arn: string, viewerFunction: ViewerFunction): void;
  functionOf(arn: string): ViewerFunction | undefined;
  addDistribution(distribution: Distribution): void;
  /** Answers a viewer's request. Never throws. */
  handle(request: HttpRequest): Promise<HttpResponse>;
};

const viewerIp = '127.0.0.1';

/** Makes the CDN service. It caches nothing. */
export function createCdn(context: Pick<Context, 'log'>): Cdn {
  const functions = new Map<string, ViewerFunction>();
  const distributions: Distribution[] = [];

  return {
    addFunction(arn, viewerFunction) {
      functions.set(arn, viewerFunction);
    },
    functionOf: (arn) => functions.get(arn),
    addDistribution(distribution) {
      distributions.push(distribution);
      // The longest base path is asked first; the empty one takes what is left.
      distributions.sort((a, b) => b.basePath.length - a.basePath.length);
    },
    async handle(request) {
      const { path } = request;
      const distribution = distributions.find(({ basePath }) => path === basePath || path.startsWith(`${basePath}/`));
      if (distribution === undefined) return jsonAnswer(404, { message: 'There is no distribution here.' });
      const inner = path.slice(distribution.basePath.length);
      try {
        return await serve(distribution, { ...request, path: inner === '' ? '/' : inner });
      } catch (error) {
        context.log(`${request.method} ${path}: ${error instanceof Error ? error.stack : String(error)}`);
        return errorPage(503, 'The CloudFront function associated with the distribution is invalid or could not run.');
      }
    },
  };
}

async function serve(distribution: Distribution, viewed: HttpRequest): Promise<HttpResponse> {
  const behaviour = choose(distribution, viewed.path);
  if (behaviour === undefined) return errorPage(404, 'No behaviour matches.');
  if (!behaviour.methods.includes(viewed.method))
    return errorPage(
      403,
      'This distribution is not configured to allow the HTTP request method that was used for this request.',
    );

  const asked =
    behaviour.viewerRequest === undefined ? viewed : await behaviour.viewerRequest.onRequest(viewed, viewerIp);
  if ('status' in asked) return asked;

  const answered = await fetchFrom(behaviour, distribution, asked);
  const page = distribution.errorPages.find(({ errorCode }) => errorCode === answered.status);
  const shown = page === undefined ? answered : await pageInstead(distribution, page, asked, answered);
  const response =
    behaviour.responseHeaders === undefined ? shown : withResponseHeaders(shown, behaviour.responseHeaders, viewed);
  return behaviour.viewerResponse === undefined
    ? response
    : behaviour.viewerResponse.onResponse(asked, response, viewerIp);
}

function fetchFrom(behaviour: Behaviour, distribution: Distribution, request: HttpRequest): Promise<HttpResponse> {
  const { origin } = behaviour;
  const path = request.path === '/' ? `/${distribution.defaultRootObject}` : request.path;
  const forwarded = forwardRequest(request, behaviour.forwarding, { host: origin.host, viewerIp });
  return origin.handle({
    ...forwarded,
    path: `${origin.path}${path}`,
    headers: { ...forwarded.headers, ...origin.customHeaders },
  });
}

async function pageInstead(
  distribution: Distribution,
  page: Distribution['errorPages'][number],
  request: HttpRequest,
  answered: HttpResponse,
): Promise<HttpResponse> {
  if (page.path === '') return { ...answered, status: page.responseCode };
  const behaviour = choose(distribution, page.path);
  if (behaviour === undefined) return answered;
  const fetched = await fetchFrom(behaviour, distribution, {
    ...request,
    method: 'GET',
    path: page.path,
    body: Buffer.alloc(0),
  });
  return { ...fetched, status: page.responseCode };
}

function choose(distribution: Distribution, path: string): Behaviour | undefined {
  return distribution.behaviours.find(({ pattern }) => pattern === undefined || matchesPattern(pattern, path));
}

const patterns = new Map<string, RegExp>();

/** Whether a path pattern (`*` any text, `?` one character, with or without the leading slash) matches a path. */
export function matchesPattern(pattern: string, path: string): boolean {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replace(/^\//, '').replace(/[.+^${}()|[\]\\]/g, '\\$&');
    expression = new RegExp(`^/${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(path);
}

function errorPage(status: number, reason: string): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<title>ERROR ${status}</title><h1>${status} ERROR</h1><p>${reason}</p>`,
  };
}
