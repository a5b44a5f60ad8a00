import { createSignal } from 'solid-js';

/** What is known of the person's sign-in; the access token is what the API asks for. */
export type Session = { readonly accessToken: string; readonly expiresAt: number; readonly name?: string | undefined };

/**
 * The session lives in `sessionStorage`: it survives a reload, ends with the tab, and is not shared with other tabs. A script that
 * somebody smuggles in could read it, as it could use a cookie; the strict content security policy is what keeps such a script out.
 */
const key = 'rapport.session';

const read = (): Session | undefined => {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('accessToken' in value) || !('expiresAt' in value)) return undefined;
    const { accessToken, expiresAt } = value;
    return typeof accessToken === 'string' && typeof expiresAt === 'number' ? { accessToken, expiresAt } : undefined;
  } catch {
    return undefined;
  }
};

const [session, setSignal] = createSignal<Session | undefined>(read());

export { session };

const [hasEnded, setHasEnded] = createSignal(false);

/** True where the server no longer takes the session; the sign-in page says so. */
export { hasEnded };

/** Leaves everything for the sign-in page: the sign-in has ended, or the account has been disabled. */
export const endSession = (): void => {
  if (!session()) return;
  setHasEnded(true);
  setSession(undefined);
};

export const setSession = (next: Session | undefined): void => {
  if (next) sessionStorage.setItem(key, JSON.stringify(next));
  else sessionStorage.removeItem(key);
  setSignal(next);
};

/** A token is renewed this long before it ends, so that none ends on its way. */
const marginMs = 60_000;
let renewal: Promise<string | undefined> | undefined;

/** An access token that is valid now, renewed where it must be; nothing where nobody is signed in. */
export const accessToken = async (): Promise<string | undefined> => {
  const now = session();
  if (!now) return undefined;
  if (now.expiresAt - Date.now() > marginMs) return now.accessToken;
  // several requests at once wait for one renewal
  renewal ??= import('./sign-in.ts')
    .then(({ renew }) => renew())
    .finally(() => {
      renewal = undefined;
    });
  return renewal;
};
