import { timingSafeEqual } from 'node:crypto';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { notFound, ProblemError } from '#shared/contract/problem.ts';
import type { RouteRequest, RouteResult, RouteSpec } from '#shared/contract/route.ts';
import { isExtendable } from '#shared/custom-field/extendable.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { authenticate, subjectOf, type TokenClaims } from './authenticate.ts';
import type { Idempotency } from './commit.ts';
import type { Context, Ports } from './context.ts';
import { customisationKey } from './customisation.ts';
import { canonicalJson } from './event-hash.ts';
import { type ParsedRequest, parseRequest } from './parse-request.ts';
import { problemDetails } from './problem-details.ts';
import { firstOf, isLive, replay } from './replay.ts';
import { createRouteTable } from './route-table.ts';
import type { RecordRef } from './rules.ts';
import { idempotencyKey } from './stored.ts';

/** What answers a route of area other than `public`, or a public one, whose context has no actor. */
export type Handler<R extends RouteSpec> = (request: RouteRequest<R>, context: Context) => Promise<RouteResult<R>>;
export type PublicContext = Pick<Context, 'ports' | 'now' | 'address'>;

/** A route together with what answers it, its types no longer told apart. */
export type BoundRoute = {
  readonly route: RouteSpec;
  readonly prefetch: (request: ParsedRequest) => readonly RecordRef[];
  readonly run: ((request: ParsedRequest, context: Context) => Promise<unknown>) | undefined;
  readonly runPublic: ((request: ParsedRequest, context: PublicContext) => Promise<unknown>) | undefined;
};

const none = (): readonly RecordRef[] => [];

/** Binds a handler to its route. `prefetch` names records to read together with the actor, in the same round trip. */
export const implement = <R extends RouteSpec>(
  route: R,
  run: Handler<R>,
  prefetch?: (request: RouteRequest<R>) => readonly RecordRef[],
): BoundRoute => ({
  route,
  // a parsed request has the shape that the route's schemas gave it
  prefetch: (prefetch as BoundRoute['prefetch'] | undefined) ?? none,
  run: run as unknown as NonNullable<BoundRoute['run']>,
  runPublic: undefined,
});

/** Binds a handler to a route that anybody may call. */
export const implementPublic = <R extends RouteSpec & { readonly permission: null }>(
  route: R,
  run: (request: RouteRequest<R>, context: PublicContext) => Promise<RouteResult<R>>,
): BoundRoute => ({
  route,
  prefetch: none,
  run: undefined,
  runPublic: run as unknown as NonNullable<BoundRoute['runPublic']>,
});

const isSame = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

const checkOrigin = (event: APIGatewayProxyEventV2, secret: string | undefined): void => {
  if (secret && !isSame(event.headers['x-origin-verify'] ?? '', secret))
    throw new ProblemError('forbidden', 'Use the address of the app.');
};

const claimsOf = (event: APIGatewayProxyEventV2): TokenClaims => {
  const context: unknown = event.requestContext;
  // the JWT authorizer adds this; the type of the plain event does not know it
  const claims = (context as { authorizer?: { jwt?: { claims?: TokenClaims } } }).authorizer?.jwt?.claims;
  if (!claims) throw new ProblemError('unauthenticated', 'Sign in to go on.');
  return claims;
};

const checkPermission = (route: RouteSpec, context: Pick<Context, 'policy'>): void => {
  if (!route.permission || route.permission === 'signed-in:any') return;
  const [noun = '', action = ''] = route.permission.split(':');
  // permissions are declared with the actions of the policy; an unknown one is granted to nobody
  if (context.policy.scopeOf(noun, action as never) === undefined)
    throw new ProblemError('forbidden', `This needs the permission ${route.permission}.`, {
      more: { permission: route.permission },
    });
};

const runSignedIn = async (
  bound: BoundRoute,
  event: APIGatewayProxyEventV2,
  parsed: ParsedRequest,
  ports: Ports,
  address: string,
): Promise<unknown> => {
  const now = ports.clock.now();
  const name = `${bound.route.method} ${bound.route.path}`;
  const keyOf = (actorId: string) =>
    parsed.idempotencyKey ? [idempotencyKey(actorId, name, parsed.idempotencyKey)] : [];
  // what the body's fields are checked by
  const { fieldsOf } = bound.route;
  const stateKeys = fieldsOf && isExtendable(fieldsOf) ? [customisationKey(fieldsOf.noun)] : [];
  const { actor, loaded, also } = await authenticate(claimsOf(event), ports, bound.prefetch(parsed), (actorId) => [
    ...keyOf(actorId),
    ...stateKeys,
  ]);
  const policy = policyOf(actor);
  checkPermission(bound.route, { policy });
  const idempotency: Idempotency | undefined = parsed.idempotencyKey
    ? { actor: actor.id, route: name, key: parsed.idempotencyKey, requestHash: parsed.requestHash }
    : undefined;
  const states = new Map(stateKeys.map((key) => [key.pk, also.find((item) => item.pk === key.pk)]));
  const context: Context = { actor, policy, ports, now, loaded, states, idempotency, address };
  const known = also.find((item) => !states.has(item.pk));
  if (known && idempotency && isLive(known, now)) return replay(known, idempotency, context);
  try {
    return await bound.run?.(parsed, context);
  } catch (error) {
    const first = idempotency && (await firstOf(error, idempotency, context));
    if (first && idempotency) return replay(first, idempotency, context);
    throw error;
  }
};

/** The answer to a repeated request has the same bytes: the table keeps the fields of a record in no order. */
const bodyOf = (route: RouteSpec, result: unknown): string => {
  if (route.status === 204) return '';
  if (typeof result === 'string' && route.produces) return result;
  return route.idempotent ? canonicalJson(result) : JSON.stringify(result);
};

const respond = (route: RouteSpec, result: unknown, requestId: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: route.status ?? 200,
  headers: {
    'content-type': route.produces ?? 'application/json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  },
  body: bodyOf(route, result),
});

/** The Lambda handler of an area: finds the route, parses, authenticates, authorises, runs, and turns failures into problems. */
export const createArea = (ports: Ports, routes: readonly BoundRoute[]) => {
  const match = createRouteTable(routes);
  const dispatch = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId, http } = event.requestContext;
    checkOrigin(event, ports.environment.CRM_ORIGIN_SECRET);
    const matched = match(http.method, event.rawPath);
    if (!matched) throw notFound();
    if ('allowed' in matched)
      throw new ProblemError('method-not-allowed', `This address takes ${matched.allowed.join(', ')}.`, {
        more: { allow: matched.allowed.join(', ') },
      });
    const { found, params } = matched;
    const address = event.headers['x-viewer-address'] ?? http.sourceIp;
    if (found.runPublic) {
      const parsed = parseRequest(found.route, event, params);
      return respond(found.route, await found.runPublic(parsed, { ports, now: ports.clock.now(), address }), requestId);
    }
    // whose token is not ours learns nothing of what the route takes
    subjectOf(claimsOf(event), ports);
    const parsed = parseRequest(found.route, event, params);
    return respond(found.route, await runSignedIn(found, event, parsed, ports, address), requestId);
  };
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problemDetails(ports.log))
    .handler(dispatch);
};
