import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../service.ts';
import { documents } from '../store.ts';

/** What an authorization code stands for; it is good for one use within five minutes. */
export type Grant = {
  readonly poolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly codeChallenge: string;
  readonly nonce?: string;
};

/** Somebody at a browser: signed in (an hour), or about to choose a new password (ten minutes). */
export type Visit = { readonly poolId: string; readonly username: string };

export type Grants = {
  newCode(grant: Grant): string;
  /** Gives what a code stands for and uses it up, whatever comes of it. */
  takeCode(code: string): Grant | undefined;
  newVisit(kind: VisitKind, visit: Visit): string;
  findVisit(kind: VisitKind, token: string | undefined): Visit | undefined;
  endVisit(kind: VisitKind, token: string | undefined): void;
};

type VisitKind = 'browser_session' | 'new_password';

export const visitSeconds: Readonly<Record<VisitKind, number>> = { browser_session: 3600, new_password: 600 };
const codeMs = 300_000;

/** Codes and browser sessions, kept by the digest of what was handed out. */
export function createGrants(database: DatabaseSync, clock: Clock): Grants {
  type Kept<T> = T & { readonly expiresAt: number };
  const codes = documents<Kept<Grant>>(database, 'authorization_code');
  const visits = {
    browser_session: documents<Kept<Visit>>(database, 'browser_session'),
    new_password: documents<Kept<Visit>>(database, 'new_password'),
  };
  const isOver = (kept: { readonly expiresAt: number }): boolean => kept.expiresAt < clock.now();
  for (const kept of [codes, visits.browser_session, visits.new_password])
    for (const [key, one] of kept.entries()) if (isOver(one)) kept.remove(key);

  return {
    newCode(grant) {
      const code = newToken();
      codes.put(digest(code), { ...grant, expiresAt: clock.now() + codeMs });
      return code;
    },
    takeCode(code) {
      const kept = codes.get(digest(code));
      codes.remove(digest(code));
      return kept === undefined || isOver(kept) ? undefined : kept;
    },
    newVisit(kind, visit) {
      const token = newToken();
      visits[kind].put(digest(token), { ...visit, expiresAt: clock.now() + visitSeconds[kind] * 1000 });
      return token;
    },
    findVisit(kind, token) {
      const kept = token === undefined ? undefined : visits[kind].get(digest(token));
      return kept === undefined || isOver(kept) ? undefined : kept;
    },
    endVisit(kind, token) {
      if (token !== undefined) visits[kind].remove(digest(token));
    },
  };
}

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
