import type { Context, Invoke } from '../service.ts';
import {
  type Authorizer,
  type AuthorizerSettings,
  createAuthorizer,
  type FetchKeys,
  fetchKeysOfIssuer,
} from './authorizer.ts';
import { type CorsSettings, corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { httpEvent } from './event.ts';
import { type HttpRequest, type HttpResponse, jsonAnswer } from './http-message.ts';
import { httpResponse } from './response.ts';
import { createRouter, type Match, type Route } from './routes.ts';

/** A route of the template. */
export type RouteTarget = {
  readonly integrationId: string;
  readonly authorizerId?: string;
  readonly scopes: readonly string[];
};

/** The HTTP APIs of the template. */
export type HttpApis = {
  createApi(apiId: string, cors: CorsSettings | undefined): void;
  createAuthorizer(authorizerId: string, settings: AuthorizerSettings): void;
  createIntegration(integrationId: string, functionArn: string, timeoutMs: number): void;
  createRoute(apiId: string, route: Route<RouteTarget>): void;
  has(apiId: string): boolean;
  /** Answers a request to an API. Never throws. */
  handle(apiId: string, request: HttpRequest): Promise<HttpResponse>;
};

type Api = {
  readonly cors: CorsSettings | undefined;
  readonly routes: Route<RouteTarget>[];
  match?: ReturnType<typeof createRouter<RouteTarget>>;
};
type Integration = { readonly functionArn: string; readonly timeoutMs: number };

const maxBodyBytes = 10 * 1024 * 1024;
/** Lambda's limit for the event of a synchronous call. */
const maxEventBytes = 6 * 1024 * 1024;

/** Makes the HTTP API service. */
export function createHttpApis(
  context: Pick<Context, 'account' | 'clock' | 'log'> & { readonly invoke: Invoke },
  fetchKeys: FetchKeys = fetchKeysOfIssuer,
): HttpApis {
  const apis = new Map<string, Api>();
  const authorizers = new Map<string, Authorizer>();
  const integrations = new Map<string, Integration>();

  const dispatch = async (apiId: string, request: HttpRequest, match: Match<RouteTarget>): Promise<HttpResponse> => {
    const { integrationId, authorizerId, scopes } = match.route.target;
    const authorized =
      authorizerId === undefined
        ? undefined
        : await authorizers.get(authorizerId)?.(request.headers.authorization, scopes);
    if (authorizerId !== undefined && authorized === undefined)
      return jsonAnswer(500, { message: 'Internal Server Error' });
    if (authorized !== undefined && 'status' in authorized) return refusal(authorized.status, authorized.reason);

    const integration = integrations.get(integrationId);
    if (integration === undefined) return jsonAnswer(500, { message: 'Internal Server Error' });
    if (request.body.length > maxBodyBytes) return jsonAnswer(413, { message: 'Request Entity Too Large' });
    const event = httpEvent(request, match, {
      apiId,
      account: context.account,
      nowMs: context.clock.now(),
      ...(authorized === undefined ? {} : { authorizer: { jwt: authorized } }),
    });
    if (request.body.length > maxEventBytes / 2 && Buffer.byteLength(JSON.stringify(event)) > maxEventBytes)
      return jsonAnswer(413, { message: 'Request Entity Too Large' });

    const result = await withTimeout(context.invoke(integration.functionArn, event), integration.timeoutMs);
    if (result === undefined) return jsonAnswer(503, { message: 'Service Unavailable' });
    return 'ok' in result ? httpResponse(result.ok) : jsonAnswer(500, { message: 'Internal Server Error' });
  };

  return {
    createApi(apiId, cors) {
      apis.set(apiId, { cors, routes: [] });
    },
    createAuthorizer(authorizerId, settings) {
      authorizers.set(authorizerId, createAuthorizer(settings, context.clock.now, fetchKeys));
    },
    createIntegration(integrationId, functionArn, timeoutMs) {
      integrations.set(integrationId, { functionArn, timeoutMs });
    },
    createRoute(apiId, route) {
      const api = apis.get(apiId);
      if (api === undefined) throw new Error(`There is no API ${apiId}.`);
      api.routes.push(route);
      api.match = undefined;
    },
    has: (apiId) => apis.has(apiId),
    async handle(apiId, request) {
      const api = apis.get(apiId);
      if (api === undefined) return jsonAnswer(404, { message: 'Not Found' });
      try {
        const cors = api.cors === undefined ? undefined : corsHeaders(request, api.cors);
        if (api.cors !== undefined && isPreflight(request))
          return {
            status: 204,
            headers: cors === undefined ? {} : { ...cors, ...preflightHeaders(api.cors) },
            body: '',
          };
        api.match ??= createRouter(api.routes);
        const match = api.match(request.method, request.path);
        const response =
          match === undefined ? jsonAnswer(404, { message: 'Not Found' }) : await dispatch(apiId, request, match);
        return cors === undefined ? response : { ...response, headers: { ...response.headers, ...cors } };
      } catch (error) {
        context.log(`${apiId}: ${error instanceof Error ? error.stack : String(error)}`);
        return jsonAnswer(500, { message: 'Internal Server Error' });
      }
    },
  };
}

function refusal(status: 401 | 403, reason: string): HttpResponse {
  if (status === 403)
    return jsonAnswer(403, { message: 'Forbidden' }, { 'www-authenticate': `Bearer scope="" error="${reason}"` });
  const challenge = reason === '' ? 'Bearer' : `Bearer scope="" error="invalid_token" error_description="${reason}"`;
  return jsonAnswer(401, { message: 'Unauthorized' }, { 'www-authenticate': challenge });
}

async function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
