import type { HttpRequest } from './http-message.ts';

/** `CorsConfiguration` of an API. */
export type CorsSettings = {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number;
};

/** Headers that the API adds for a browser of another origin; undefined where the origin may not. */
export function corsHeaders(request: HttpRequest, settings: CorsSettings): Record<string, string> | undefined {
  const { origin } = request.headers;
  if (origin === undefined || !(settings.allowOrigins.includes('*') || settings.allowOrigins.includes(origin)))
    return undefined;
  return {
    'access-control-allow-origin': settings.allowOrigins.includes('*') && !settings.allowCredentials ? '*' : origin,
    ...(settings.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(settings.exposeHeaders.length > 0 ? { 'access-control-expose-headers': settings.exposeHeaders.join(',') } : {}),
  };
}

/** Headers of the answer to a preflight request, besides those of `corsHeaders`. */
export function preflightHeaders(settings: CorsSettings): Record<string, string> {
  return {
    'access-control-allow-methods': settings.allowMethods.join(','),
    'access-control-allow-headers': settings.allowHeaders.join(','),
    ...(settings.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(settings.maxAgeSeconds) }),
  };
}

/** Whether a request is a browser's preflight. */
export function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
