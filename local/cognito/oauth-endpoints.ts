import { createHash } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';
import { findClient } from './authorize-request.ts';
import type { Cognito } from './cognito.ts';
import type { Grants } from './grants.ts';
import { type Exchange, sendJson } from './http-exchange.ts';
import type { Client, Pool } from './pool.ts';
import { profile, type TokenSet } from './tokens.ts';

/** The endpoints that a client's code calls: token, revoke, userInfo and the documents about the issuer. */
export type OauthEndpoints = {
  token(exchange: Exchange): Promise<void>;
  revoke(exchange: Exchange): void;
  userInfo(exchange: Exchange): Promise<void>;
  configuration(exchange: Exchange): void;
  keys(exchange: Exchange): void;
};

export function createOauthEndpoints(cognito: Cognito, grants: Grants, pool: Pool): OauthEndpoints {
  const { tokens, directory } = cognito;

  const byCode = async (client: Client, form: URLSearchParams): Promise<TokenSet & { scopes: readonly string[] }> => {
    const grant = grants.takeCode(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const user = grant === undefined ? undefined : directory.find(pool, grant.username);
    const isMeant =
      grant?.clientId === client.id && grant.poolId === pool.id && grant.redirectUri === form.get('redirect_uri');
    if (grant === undefined || user === undefined || !user.isEnabled || !isMeant || grant.codeChallenge !== challenge)
      throw new OauthError('invalid_grant');
    return { ...(await tokens.issue(pool, client, user, grant.scopes, grant.nonce)), scopes: grant.scopes };
  };

  const byRefreshToken = async (
    client: Client,
    form: URLSearchParams,
  ): Promise<TokenSet & { scopes: readonly string[] }> => {
    const token = form.get('refresh_token') ?? '';
    try {
      const session = tokens.sessionOf(client, token);
      const user = directory.find(pool, session.username);
      if (user?.isEnabled !== true) throw new OauthError('invalid_grant');
      return { ...(await tokens.refresh(pool, client, user, session, token)), scopes: session.scopes };
    } catch (error) {
      throw error instanceof AwsError ? new OauthError('invalid_grant') : error;
    }
  };

  return {
    async token(exchange) {
      const { form } = exchange;
      try {
        const client = findClient(cognito, pool, form.get('client_id'));
        if (client === undefined) throw new OauthError('invalid_client');
        const grantType = form.get('grant_type');
        if (grantType !== 'authorization_code' && grantType !== 'refresh_token')
          throw new OauthError('unsupported_grant_type');
        const set = await (grantType === 'refresh_token' ? byRefreshToken : byCode)(client, form);
        sendJson(exchange, 200, {
          access_token: set.accessToken,
          ...(set.scopes.includes('openid') ? { id_token: set.idToken } : {}),
          ...(set.refreshToken === undefined ? {} : { refresh_token: set.refreshToken }),
          expires_in: set.expiresIn,
          token_type: 'Bearer',
        });
      } catch (error) {
        if (!(error instanceof OauthError)) throw error;
        sendJson(exchange, 400, { error: error.message });
      }
    },
    revoke(exchange) {
      const client = findClient(cognito, pool, exchange.form.get('client_id'));
      const token = exchange.form.get('token');
      if (client === undefined) return sendJson(exchange, 400, { error: 'invalid_client' });
      if (token === null) return sendJson(exchange, 400, { error: 'invalid_request' });
      try {
        tokens.revoke(tokens.sessionOf(client, token));
      } catch (error) {
        // RFC 7009, section 2.2: a token that is not valid is as good as revoked.
        if (!(error instanceof AwsError)) throw error;
      }
      exchange.res.writeHead(200, { 'cache-control': 'no-store' }).end();
    },
    async userInfo(exchange) {
      const token = /^Bearer (.+)$/i.exec(exchange.headers.authorization ?? '')?.[1] ?? '';
      try {
        const { claims } = await tokens.verifyAccess(token, (issuer) =>
          issuer === tokens.issuer(pool) ? pool : undefined,
        );
        const user = directory.find(pool, String(claims.username));
        if (user?.isEnabled !== true || !String(claims.scope).split(' ').includes('openid'))
          throw new AwsError('NotAuthorizedException', 'The token is not for this.');
        sendJson(exchange, 200, { sub: user.attributes.sub, username: user.username, ...profile(user) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        sendJson(
          exchange,
          401,
          { error: 'invalid_token', error_description: error.message },
          { 'www-authenticate': 'Bearer error="invalid_token"' },
        );
      }
    },
    configuration(exchange) {
      const issuer = tokens.issuer(pool);
      sendJson(exchange, 200, {
        issuer,
        authorization_endpoint: `${issuer}/oauth2/authorize`,
        token_endpoint: `${issuer}/oauth2/token`,
        userinfo_endpoint: `${issuer}/oauth2/userInfo`,
        revocation_endpoint: `${issuer}/oauth2/revoke`,
        end_session_endpoint: `${issuer}/logout`,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid', 'email', 'phone', 'profile'],
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['none'],
      });
    },
    keys: (exchange) => sendJson(exchange, 200, tokens.publicKeys(pool)),
  };
}

/** A failure in the words of RFC 6749, section 5.2. */
class OauthError extends Error {}
