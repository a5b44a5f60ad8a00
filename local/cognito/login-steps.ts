import type { User } from './directory.ts';
import type { Field, Page } from './idp-pages.ts';
import { policyText } from './password.ts';
import type { Pool } from './pool.ts';

/** Says alike that the password is wrong and that there is no such account. */
export const wrongPassword = 'Incorrect e-mail address or password.';

/** A page with a form; links and the action are paths below the pool's. */
export type Step = Omit<Page, 'form' | 'link'> & {
  readonly action: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
  readonly submit: string;
  readonly link?: { readonly href: string; readonly text: string };
};

const backToLogin = { href: '/login', text: 'Back to sign in' };

export function loginStep(options: {
  readonly name?: string;
  readonly problem?: string;
  readonly info?: string;
}): Step {
  const isInvalid = options.problem === wrongPassword;
  const email: Field = {
    name: 'username',
    label: 'E-mail address',
    type: 'email',
    autocomplete: 'username',
    isInvalid,
    ...(options.name === undefined ? {} : { value: options.name }),
  };
  const link = { href: '/forgotPassword', text: 'Forgot password?' };
  const password: Field = {
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    isInvalid,
    link,
  };
  return { title: 'Sign in', action: '/login', fields: [email, password], submit: 'Sign in', ...messageOf(options) };
}

export function newPasswordStep(pool: Pool, user: User, token: string, problem?: string): Step {
  return {
    title: 'Choose your password',
    lead: 'You signed in with a temporary password. Choose the one that you will use from now on.',
    action: '/newPassword',
    // Password managers save the new password under this name.
    hidden: { token, username: user.attributes.email ?? user.username },
    fields: newPasswordFields(pool, problem !== undefined),
    submit: 'Save and sign in',
    ...messageOf({ problem }),
  };
}

export function forgotStep(): Step {
  return {
    title: 'Forgot your password?',
    lead: 'We send you a code to choose a new one.',
    action: '/forgotPassword',
    fields: [{ name: 'username', label: 'E-mail address', type: 'email', autocomplete: 'username' }],
    submit: 'Send the code',
    link: backToLogin,
  };
}

export function codeStep(pool: Pool, name: string, problem?: string): Step {
  const code: Field = {
    name: 'code',
    label: 'Code from the mail',
    type: 'text',
    autocomplete: 'one-time-code',
    inputMode: 'numeric',
  };
  return {
    title: 'Choose a new password',
    action: '/confirmForgotPassword',
    hidden: { username: name },
    fields: [{ ...code, isInvalid: problem !== undefined }, ...newPasswordFields(pool, false)],
    submit: 'Change password',
    link: backToLogin,
    ...messageOf(
      problem === undefined
        ? { info: 'If there is an account with this address, a code is on its way to it.' }
        : { problem },
    ),
  };
}

function newPasswordFields(pool: Pool, isInvalid: boolean): Field[] {
  const shared = { type: 'password', autocomplete: 'new-password', isInvalid } as const;
  return [
    { ...shared, name: 'password', label: 'New password', hint: policyText(pool) },
    { ...shared, name: 'repeated', label: 'New password again' },
  ];
}

function messageOf(options: {
  readonly problem?: string | undefined;
  readonly info?: string | undefined;
}): Pick<Page, 'message'> {
  if (options.problem !== undefined) return { message: { kind: 'danger', text: options.problem } };
  return options.info === undefined ? {} : { message: { kind: 'info', text: options.info } };
}
