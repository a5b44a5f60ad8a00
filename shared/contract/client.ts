import { type ProblemBody, type ProblemCode, ProblemError } from './problem.ts';
import type { RouteInput, RouteResponse, RouteSpec } from './route.ts';

type Call<R extends RouteSpec> =
  Record<never, never> extends RouteInput<R>
    ? (input?: RouteInput<R>) => Promise<RouteResponse<R>>
    : (input: RouteInput<R>) => Promise<RouteResponse<R>>;
type Routes = Readonly<Record<string, RouteSpec>>;

/** One method a route: `client.company.create({ body })`. Failures are thrown as `ProblemError`. */
export type ClientOf<F> = {
  readonly [N in keyof F]: F[N] extends { readonly routes: infer R extends Routes }
    ? { readonly [K in keyof R]: Call<R[K]> }
    : never;
};

export type ClientOptions = {
  /** Origin of the API, without a slash at its end; empty for the page's own. */
  readonly origin: string;
  /** The access token, or nothing before sign-in. */
  readonly token: () => Promise<string | undefined> | string | undefined;
  readonly fetch?: typeof fetch;
  /** A fresh idempotency key for writes whose caller gives none. */
  readonly newKey?: () => string;
};

type LooseInput = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly idempotencyKey?: string;
};

const pathOf = (route: RouteSpec, params: Readonly<Record<string, string>> = {}): string =>
  route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

const queryOf = (query: Readonly<Record<string, unknown>> = {}): string => {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === null
      ? []
      : [[key, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(pairs)).toString()}`;
};

const problemFrom = async (response: Response): Promise<ProblemError> => {
  // what a server of ours answers; anything else falls back below
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  const { type: _type, code, title, status: _status, detail, issues, ...more } = body;
  const fallback: ProblemCode =
    response.status === 401 ? 'unauthenticated' : response.status < 500 ? 'invalid-request' : 'unavailable';
  return new ProblemError(code ?? fallback, detail ?? title ?? `The server answered ${response.status}.`, {
    issues: issues ?? [],
    more: { ...more, requestId: response.headers.get('x-request-id') ?? undefined },
  });
};

/** Calls one route over HTTP. A lost connection is `unavailable`. */
export const callRoute = async (route: RouteSpec, input: LooseInput, options: ClientOptions): Promise<unknown> => {
  const token = await options.token();
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  if (input.body !== undefined) headers['content-type'] = 'application/json';
  if (input.ifMatch !== undefined) headers['if-match'] = String(input.ifMatch);
  const key = input.idempotencyKey ?? (route.idempotent ? options.newKey?.() : undefined);
  if (key) headers['idempotency-key'] = key;
  const send = options.fetch ?? fetch;
  const response = await send(options.origin + pathOf(route, input.params) + queryOf(input.query), {
    method: route.method,
    headers,
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
  }).catch((cause: unknown) => {
    throw new ProblemError('unavailable', 'The server could not be reached.', { cause });
  });
  if (!response.ok) throw await problemFrom(response);
  if (response.status === 204) return undefined;
  return route.produces ? response.text() : response.json();
};

/** The typed client of a set of features, e.g. the whole registry. */
export const createClient = <const F extends Readonly<Record<string, { readonly routes: Routes }>>>(
  features: F,
  options: ClientOptions,
): ClientOf<F> =>
  // built from the same declarations that its type is derived from
  Object.fromEntries(
    Object.entries(features).map(([noun, { routes }]) => [
      noun,
      Object.fromEntries(
        Object.entries(routes).map(([name, route]) => [
          name,
          (input: LooseInput = {}) => callRoute(route, input, options),
        ]),
      ),
    ]),
  ) as ClientOf<F>;
