import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';
import { type AuthorizeRequest, readAuthorizeRequest, withQuery } from './authorize-request.ts';
import type { Cognito } from './cognito.ts';
import type { User } from './directory.ts';
import { type Grants, newToken, visitSeconds } from './grants.ts';
import { type Exchange, redirect, sendPage, setCookie } from './http-exchange.ts';
import { type Page, renderPage } from './idp-pages.ts';
import { codeStep, forgotStep, loginStep, newPasswordStep, type Step, wrongPassword } from './login-steps.ts';
import type { Pool } from './pool.ts';
import { mustChoosePassword } from './sign-in.ts';

const sessionCookie = 'cognito';
const csrfCookie = 'XSRF-TOKEN';

/** The pages that people sign in with. Each step carries the client's request in its query. */
export type LoginPages = {
  authorize(exchange: Exchange): void;
  /** `/login`, `/newPassword`, `/forgotPassword` and `/confirmForgotPassword`. */
  step(exchange: Exchange): Promise<void>;
  logout(exchange: Exchange): void;
};

export function createLoginPages(cognito: Cognito, grants: Grants, pool: Pool, base: string): LoginPages {
  const show = (exchange: Exchange, status: number, page: Page, formTarget?: string): void => {
    sendPage(exchange, status, renderPage(page, base), formTarget);
  };

  const read = (exchange: Exchange): AuthorizeRequest | undefined => {
    const request = readAuthorizeRequest(cognito, pool, exchange.query);
    if (!('kind' in request)) return request;
    if (request.kind === 'redirect') redirect(exchange, request.location);
    else show(exchange, 400, { title: 'This link does not work', lead: request.text });
    return undefined;
  };

  const signedIn = (exchange: Exchange): User | undefined => {
    const visit = grants.findVisit('browser_session', exchange.cookies.get(sessionCookie));
    const user = visit?.poolId === pool.id ? cognito.directory.find(pool, visit.username) : undefined;
    return user?.isEnabled === true && !mustChoosePassword(user) ? user : undefined;
  };

  const goBack = (exchange: Exchange, request: AuthorizeRequest, user: User): void => {
    const code = grants.newCode({
      poolId: pool.id,
      clientId: request.client.id,
      username: user.username,
      redirectUri: request.redirectUri,
      scopes: request.scopes,
      codeChallenge: request.codeChallenge,
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    });
    redirect(exchange, withQuery(request.redirectUri, { code, state: request.state }));
  };

  const enter = (exchange: Exchange, request: AuthorizeRequest, user: User): void => {
    const token = grants.newVisit('browser_session', { poolId: pool.id, username: user.username });
    setCookie(exchange, sessionCookie, token, base, visitSeconds.browser_session);
    goBack(exchange, request, user);
  };

  /** A form page; each has a fresh token that must come back both in the cookie and in the form. */
  const form = (exchange: Exchange, request: AuthorizeRequest, status: number, step: Step): void => {
    const csrf = exchange.cookies.get(csrfCookie) ?? newToken();
    setCookie(exchange, csrfCookie, csrf, base, 3600);
    const at = (path: string): string => `${base}${path}?${exchange.query}`;
    const fields = step.fields.map((field) =>
      field.link === undefined ? field : { ...field, link: { ...field.link, href: at(field.link.href) } },
    );
    const link = step.link === undefined ? {} : { link: { href: at(step.link.href), text: step.link.text } };
    const { submit, action, hidden, title, lead, message } = step;
    const page = {
      title,
      ...(lead === undefined ? {} : { lead }),
      ...(message === undefined ? {} : { message }),
      ...link,
    };
    show(
      exchange,
      status,
      { ...page, form: { action: at(action), hidden: { _csrf: csrf, ...hidden }, fields, submit } },
      request.redirectUri,
    );
  };

  const posts: Readonly<Record<string, (exchange: Exchange, request: AuthorizeRequest) => Promise<void>>> = {
    async '/login'(exchange, request) {
      const name = exchange.form.get('username') ?? '';
      try {
        const user = await cognito.signIn.withPassword(pool, request.client, name, exchange.form.get('password') ?? '');
        if (!mustChoosePassword(user)) return enter(exchange, request, user);
        const token = grants.newVisit('new_password', { poolId: pool.id, username: user.username });
        form(exchange, request, 200, newPasswordStep(pool, user, token));
      } catch (error) {
        form(exchange, request, 400, loginStep({ name, problem: loginProblem(error) }));
      }
    },
    async '/newPassword'(exchange, request) {
      const token = exchange.form.get('token') ?? undefined;
      const visit = grants.findVisit('new_password', token);
      const user = visit?.poolId === pool.id ? cognito.directory.find(pool, visit.username) : undefined;
      if (token === undefined || user === undefined || !user.isEnabled)
        return form(exchange, request, 400, loginStep({ problem: 'That took too long. Please sign in again.' }));
      try {
        const changed = await cognito.signIn.setPassword(pool, user, twice(exchange.form));
        grants.endVisit('new_password', token);
        enter(exchange, request, changed);
      } catch (error) {
        form(exchange, request, 400, newPasswordStep(pool, user, token, problemOf(error)));
      }
    },
    async '/forgotPassword'(exchange, request) {
      const name = exchange.form.get('username') ?? '';
      try {
        cognito.signIn.forgotPassword(pool, request.client, name);
      } catch (error) {
        // Whatever is the matter with the account, the page answers alike.
        if (!(error instanceof AwsError)) throw error;
      }
      form(exchange, request, 200, codeStep(pool, name));
    },
    async '/confirmForgotPassword'(exchange, request) {
      const name = exchange.form.get('username') ?? '';
      const code = (exchange.form.get('code') ?? '').replace(/\D/g, '');
      try {
        await cognito.signIn.confirmForgotPassword(pool, request.client, name, code, twice(exchange.form));
        form(exchange, request, 200, loginStep({ name, info: 'Your password is changed. Sign in with the new one.' }));
      } catch (error) {
        form(exchange, request, 400, codeStep(pool, name, codeProblem(error)));
      }
    },
  };

  return {
    authorize(exchange) {
      const request = read(exchange);
      if (request === undefined) return;
      const user = request.prompt === 'login' ? undefined : signedIn(exchange);
      if (user !== undefined) return goBack(exchange, request, user);
      if (request.prompt === 'none')
        return redirect(exchange, withQuery(request.redirectUri, { error: 'login_required', state: request.state }));
      redirect(exchange, `${base}/login?${exchange.query}`);
    },
    async step(exchange) {
      const request = read(exchange);
      if (request === undefined) return;
      if (exchange.method !== 'POST') {
        if (exchange.path === '/forgotPassword') return form(exchange, request, 200, forgotStep());
        return form(exchange, request, 200, loginStep({}));
      }
      if (!isSame(exchange.cookies.get(csrfCookie), exchange.form.get('_csrf')))
        return form(
          exchange,
          request,
          400,
          loginStep({ problem: 'This page was open for too long. Please try again.' }),
        );
      await posts[exchange.path]?.(exchange, request);
    },
    logout(exchange) {
      const client = exchange.query.get('client_id');
      const target = exchange.query.get('logout_uri') ?? '';
      grants.endVisit('browser_session', exchange.cookies.get(sessionCookie));
      setCookie(exchange, sessionCookie, undefined, base, 0);
      if (client !== null && logoutUrls(cognito, pool, client).includes(target)) return redirect(exchange, target);
      show(exchange, 400, {
        title: 'You are signed out',
        lead: 'The address to go back to is not one of this application.',
      });
    },
  };
}

/** A new password that was typed twice alike. */
function twice(form: URLSearchParams): string {
  const password = form.get('password') ?? '';
  if (password !== form.get('repeated')) throw new AwsError('InvalidParameterException', 'The two passwords differ.');
  return password;
}

function loginProblem(error: unknown): string {
  const message = problemOf(error);
  if (/attempts exceeded/.test(message)) return 'Too many attempts. Please wait a while and try again.';
  // These come only after the right password, so they tell nobody else about the account.
  if (/disabled/.test(message)) return 'This account is switched off. Ask your administrator.';
  if (/Temporary password has expired/.test(message))
    return 'Your temporary password has expired. Ask your administrator for a new one.';
  return wrongPassword;
}

function codeProblem(error: unknown): string {
  if (
    error instanceof AwsError &&
    /^(CodeMismatch|ExpiredCode|LimitExceeded|UserNotFound|NotAuthorized)/.test(error.code)
  )
    return 'This code is not valid, or no longer. Check the mail, or ask for another code.';
  return problemOf(error);
}

/** What is wrong, for people; only failures that are theirs to see. */
function problemOf(error: unknown): string {
  if (!(error instanceof AwsError)) throw error;
  return error.message.replace(/^Password did not conform with policy: /, '');
}

function isSame(cookie: string | undefined, given: string | null): boolean {
  if (cookie === undefined || given === null || cookie.length !== given.length) return false;
  return timingSafeEqual(Buffer.from(cookie), Buffer.from(given));
}

function logoutUrls(cognito: Cognito, pool: Pool, clientId: string): readonly string[] {
  try {
    const client = cognito.client(clientId);
    return client.UserPoolId === pool.id ? client.LogoutURLs : [];
  } catch {
    return [];
  }
}
