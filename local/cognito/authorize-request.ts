import type { Cognito } from './cognito.ts';
import type { Client, Pool } from './pool.ts';

/** What a client asked `/oauth2/authorize` for; carried through the pages in their query. */
export type AuthorizeRequest = {
  readonly client: Client;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly codeChallenge: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly prompt?: string;
};

/** Why a request is not served: told to the person where the address to go back to is not to be trusted, else to the client. */
export type AuthorizeRefusal =
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'redirect'; readonly location: string };

/** Checks a request as AWS does; the redirect URI must be, to the letter, one of the client's. PKCE with S256 is required. */
export function readAuthorizeRequest(
  cognito: Cognito,
  pool: Pool,
  query: URLSearchParams,
): AuthorizeRequest | AuthorizeRefusal {
  const client = findClient(cognito, pool, query.get('client_id'));
  if (client === undefined) return { kind: 'page', text: 'This application is not known here.' };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.CallbackURLs.includes(redirectUri))
    return { kind: 'page', text: 'The address to go back to is not one of this application.' };

  const state = query.get('state') ?? undefined;
  const refuse = (error: string): AuthorizeRefusal => ({
    kind: 'redirect',
    location: withQuery(redirectUri, { error, state }),
  });
  if (query.get('response_type') !== 'code' || !client.AllowedOAuthFlows.includes('code'))
    return refuse('unauthorized_client');
  const codeChallenge = query.get('code_challenge') ?? '';
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(codeChallenge))
    return refuse('invalid_request');
  const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean);
  if (!scopes.every((scope) => client.AllowedOAuthScopes.includes(scope))) return refuse('invalid_scope');

  const nonce = query.get('nonce') ?? undefined;
  const prompt = query.get('prompt') ?? undefined;
  return {
    client,
    redirectUri,
    scopes: scopes.length === 0 ? client.AllowedOAuthScopes : scopes,
    codeChallenge,
    ...(state === undefined ? {} : { state }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(prompt === undefined ? {} : { prompt }),
  };
}

/** A client of this very pool. */
export function findClient(cognito: Cognito, pool: Pool, id: string | null): Client | undefined {
  try {
    const client = cognito.client(id ?? '');
    return client.UserPoolId === pool.id ? client : undefined;
  } catch {
    return undefined;
  }
}

/** An address with parameters added; those without a value are left out. */
export function withQuery(address: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
