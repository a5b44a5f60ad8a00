import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { setSession } from './session.ts';

type Config = { readonly issuer: string; readonly clientId: string };

const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' &&
  value !== null &&
  'issuer' in value &&
  'clientId' in value &&
  typeof value.issuer === 'string' &&
  typeof value.clientId === 'string';

const loadConfig = async (): Promise<Config> => {
  const response = await fetch('/config.json');
  const config: unknown = await response.json();
  if (!response.ok || !isConfig(config)) throw new Error('The server gave no configuration.');
  return config;
};

let made: Promise<UserManager> | undefined;
const manager = (): Promise<UserManager> => {
  made ??= loadConfig().then(
    (config) =>
      new UserManager({
        authority: config.issuer,
        client_id: config.clientId,
        redirect_uri: `${location.origin}/auth/callback`,
        response_type: 'code',
        scope: 'openid email profile',
        // both in the tab's own storage, for the reason given in session.ts
        stateStore: new WebStorageStateStore({ store: sessionStorage }),
        userStore: new WebStorageStateStore({ store: sessionStorage }),
        automaticSilentRenew: false,
        loadUserInfo: false,
        monitorSession: false,
      }),
  );
  made.catch(() => {
    made = undefined;
  });
  return made;
};

const keep = (user: User): string => {
  const expiresAt = (user.expires_at ?? Math.floor(Date.now() / 1000) + 300) * 1000;
  setSession({ accessToken: user.access_token, expiresAt });
  return user.access_token;
};

/** Leaves for the sign-in page, to come back to `path`. */
export const begin = async (path: string): Promise<void> => (await manager()).signinRedirect({ state: { path } });

/** Ends the sign-in on the callback page; answers where the person wanted to go. */
export const finish = async (): Promise<string> => {
  const user = await (await manager()).signinRedirectCallback();
  keep(user);
  const state: unknown = user.state;
  const path = typeof state === 'object' && state !== null && 'path' in state ? state.path : undefined;
  // only a path of this app, never an address from outside
  return typeof path === 'string' && /^\/(?![/\\])/.test(path) ? path : '/';
};

/** A new access token by the refresh token; ends the session where that is refused. */
export const renew = async (): Promise<string | undefined> => {
  try {
    const user = await (await manager()).signinSilent();
    return user ? keep(user) : undefined;
  } catch {
    setSession(undefined);
    return undefined;
  }
};

/** Ends the session here and at the identity provider. */
export const leave = async (): Promise<void> => {
  const users = await manager();
  await users.revokeTokens(['refresh_token']).catch(() => undefined);
  const endpoint = await users.metadataService.getEndSessionEndpoint().catch(() => undefined);
  await users.removeUser();
  // drafts too: the next person at this tab finds nothing of this one
  sessionStorage.clear();
  setSession(undefined);
  if (!endpoint) return;
  const address = new URL(endpoint);
  // Cognito's own names for what OpenID Connect calls post_logout_redirect_uri
  address.searchParams.set('client_id', users.settings.client_id);
  address.searchParams.set('logout_uri', `${location.origin}/`);
  location.assign(address);
};
