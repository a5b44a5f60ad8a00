import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '../service.ts';
import type { Cognito } from './cognito.ts';
import { createGrants } from './grants.ts';
import { type Exchange, readExchange, sendJson } from './http-exchange.ts';
import { idpStyle } from './idp-style.ts';
import { createLoginPages } from './login.ts';
import { createOauthEndpoints } from './oauth-endpoints.ts';
import type { Pool } from './pool.ts';

type Handle = (exchange: Exchange) => void | Promise<void>;

/**
 * Serves the issuer of each pool below `/_idp/<pool id>/`: discovery, keys, the pages that people sign in with, tokens.
 * Answers whether the path was one of these.
 */
export function createIdp(
  context: Context,
  cognito: Cognito,
): (req: IncomingMessage, res: ServerResponse) => Promise<boolean> {
  const grants = createGrants(cognito.database, context.clock);
  const served = new Map<string, Readonly<Record<string, Handle>>>();

  const endpointsOf = (pool: Pool, base: string): Readonly<Record<string, Handle>> => {
    const known = served.get(pool.id);
    if (known !== undefined) return known;
    const pages = createLoginPages(cognito, grants, pool, base);
    const oauth = createOauthEndpoints(cognito, grants, pool);
    const step: Handle = (exchange) => pages.step(exchange);
    const endpoints: Readonly<Record<string, Handle>> = {
      'GET /.well-known/openid-configuration': oauth.configuration,
      'GET /.well-known/jwks.json': oauth.keys,
      'GET /oauth2/authorize': pages.authorize,
      'POST /oauth2/token': oauth.token,
      'POST /oauth2/revoke': oauth.revoke,
      'GET /oauth2/userInfo': oauth.userInfo,
      'POST /oauth2/userInfo': oauth.userInfo,
      'GET /login': step,
      'POST /login': step,
      'POST /newPassword': step,
      'GET /forgotPassword': step,
      'POST /forgotPassword': step,
      'POST /confirmForgotPassword': step,
      'GET /logout': pages.logout,
      'GET /style.css': ({ res }) => {
        res.writeHead(200, { 'content-type': 'text/css;charset=UTF-8', 'cache-control': 'max-age=300' }).end(idpStyle);
      },
    };
    served.set(pool.id, endpoints);
    return endpoints;
  };

  return async (req, res) => {
    const [, poolId] = /^\/_idp\/([\w-]+)\//.exec(req.url ?? '') ?? [];
    const pool = poolId === undefined ? undefined : poolById(cognito, poolId);
    if (pool === undefined) return false;
    const base = `/_idp/${pool.id}`;
    const exchange = await readExchange(req, res, base);
    if (exchange === undefined) {
      res.writeHead(413, { connection: 'close' }).end();
      return true;
    }
    allowOwnOrigins(exchange, context.endpoint);
    if (exchange.method === 'OPTIONS') {
      res.writeHead(204).end();
      return true;
    }
    const handle = endpointsOf(pool, base)[`${exchange.method} ${exchange.path}`];
    if (handle === undefined) sendJson(exchange, 404, { error: 'not_found' });
    else await handle(exchange);
    return true;
  };
}

function poolById(cognito: Cognito, id: string): Pool | undefined {
  try {
    return cognito.pool(id);
  } catch {
    return undefined;
  }
}

/** Lets pages of this machine call the OAuth endpoints, by whichever of its names they were opened. */
function allowOwnOrigins({ headers, path, res }: Exchange, endpoint: string): void {
  res.setHeader('vary', 'origin');
  const { origin } = headers;
  const { port } = new URL(endpoint);
  const isOwn = origin === `http://127.0.0.1:${port}` || origin === `http://localhost:${port}`;
  if (!isOwn || origin === undefined || !/^\/(oauth2\/(token|revoke|userInfo)|\.well-known\/)/.test(path)) return;
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-allow-methods', 'GET, POST');
  res.setHeader('access-control-allow-headers', 'authorization, content-type');
}
