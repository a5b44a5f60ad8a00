import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../protocol/aws-error.ts';
import type { Clock } from '../service.ts';
import { documents } from '../store.ts';
import type { Directory, User } from './directory.ts';
import { checkPolicy, confirmationCode, hashPassword, isPassword } from './password.ts';
import type { Client, Pool } from './pool.ts';
import { notAuthorized } from './tokens.ts';

/** Sends a mail of the user pool. */
export type SendMail = (mail: { readonly to: string; readonly subject: string; readonly html: string }) => void;

/** A code that was sent to change a forgotten password. */
type ResetCode = { readonly hash: string; readonly expiresAt: number; readonly failures: number };

export type SignIn = {
  /** The user whose password this is. One with a temporary password has still to choose another (`mustChoosePassword`). */
  withPassword(pool: Pool, client: Client, name: string, password: string): Promise<User>;
  /** Sets a password that lasts; checks the policy and the pool's history. */
  setPassword(pool: Pool, user: User, password: string): Promise<User>;
  /** Sets a password that has to be changed at the next sign-in. */
  setTemporaryPassword(pool: Pool, user: User, password: string): Promise<User>;
  /** Sends a code where there is such a user; answers alike where there is none and the client hides that. */
  forgotPassword(pool: Pool, client: Client, name: string): { readonly destination: string };
  confirmForgotPassword(pool: Pool, client: Client, name: string, code: string, password: string): Promise<void>;
};

const codeValidityMs = 3_600_000;
const freeFailures = 5;
const longestLockMs = 900_000;

export function createSignIn(database: DatabaseSync, clock: Clock, directory: Directory, sendMail: SendMail): SignIn {
  const codes = documents<ResetCode>(database, 'reset_code');
  // By the name that was given, whether or not there is such a user, so that a lock tells nothing.
  const failures = new Map<string, { count: number; until: number }>();

  const isLocked = (key: string): boolean => (failures.get(key)?.until ?? 0) > clock.now();
  const noteFailure = (key: string): void => {
    const count = (failures.get(key)?.count ?? 0) + 1;
    const lockMs = count < freeFailures ? 0 : Math.min(1000 * 2 ** (count - freeFailures), longestLockMs);
    failures.set(key, { count, until: clock.now() + lockMs });
  };

  const change = (user: User, changes: Partial<User>): User => {
    const changed = { ...user, ...changes, changedAt: clock.now() };
    directory.save(changed);
    return changed;
  };

  const setPassword: SignIn['setPassword'] = async (pool, user, password) => {
    checkPolicy(pool, password);
    const kept = pool.Policies.PasswordPolicy.PasswordHistorySize;
    const former = [...(user.password === undefined ? [] : [user.password]), ...user.olderPasswords].slice(0, kept);
    for (const one of former)
      if (await isPassword(password, one))
        throw new AwsError('PasswordHistoryPolicyViolationException', 'Password has previously been used');
    const { temporaryUntil: _temporaryUntil, ...rest } = user;
    const saved: User = {
      ...rest,
      password: await hashPassword(password),
      olderPasswords: former,
      status: 'CONFIRMED',
      changedAt: clock.now(),
    };
    directory.save(saved);
    return saved;
  };

  return {
    async withPassword(pool, client, name, password) {
      const key = `${pool.id}/${name.toLowerCase()}`;
      if (isLocked(key)) throw notAuthorized('Password attempts exceeded');
      const user = directory.find(pool, name);
      const isRight = await isPassword(password, user?.password);
      if (user === undefined && client.PreventUserExistenceErrors === 'LEGACY')
        throw new AwsError('UserNotFoundException', 'User does not exist.');
      if (user === undefined || !isRight) {
        noteFailure(key);
        throw notAuthorized('Incorrect username or password.');
      }
      failures.delete(key);
      if (!user.isEnabled) throw notAuthorized('User is disabled.');
      if (user.status === 'RESET_REQUIRED')
        throw new AwsError('PasswordResetRequiredException', 'Password reset required for the user');
      if (mustChoosePassword(user) && (user.temporaryUntil ?? 0) < clock.now())
        throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
      return user;
    },
    setPassword,
    async setTemporaryPassword(pool, user, password) {
      checkPolicy(pool, password);
      const temporaryUntil = clock.now() + pool.Policies.PasswordPolicy.TemporaryPasswordValidityDays * 86_400_000;
      return change(user, { password: await hashPassword(password), status: 'FORCE_CHANGE_PASSWORD', temporaryUntil });
    },
    forgotPassword(pool, client, name) {
      const user = directory.find(pool, name);
      if (user === undefined && client.PreventUserExistenceErrors === 'LEGACY')
        throw new AwsError('UserNotFoundException', 'Username/client id combination not found.');
      if (user === undefined) return { destination: hidden(name) };
      if (!user.isEnabled) throw notAuthorized('User is disabled.');
      if (mustChoosePassword(user)) throw notAuthorized('User password cannot be reset in the current state.');
      const { email, email_verified } = user.attributes;
      if (email === undefined || email_verified !== 'true')
        throw new AwsError(
          'InvalidParameterException',
          'Cannot reset password for the user as there is no registered/verified email or phone_number',
        );
      const code = confirmationCode();
      codes.put(codeKey(user), { hash: digest(code), expiresAt: clock.now() + codeValidityMs, failures: 0 });
      const { EmailSubject = 'Your password reset code', EmailMessage } = pool.VerificationMessageTemplate;
      const html = (EmailMessage ?? '<p>Your code to choose a new password is <strong>{####}</strong>.</p>').replaceAll(
        '{####}',
        code,
      );
      sendMail({ to: email, subject: EmailSubject, html });
      return { destination: hidden(email) };
    },
    async confirmForgotPassword(pool, client, name, code, password) {
      const user = directory.find(pool, name);
      if (user === undefined && client.PreventUserExistenceErrors === 'LEGACY')
        throw new AwsError('UserNotFoundException', 'Username/client id combination not found.');
      const sent = user === undefined ? undefined : codes.get(codeKey(user));
      if (user === undefined || sent === undefined || sent.expiresAt < clock.now())
        throw new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
      if (sent.failures >= freeFailures)
        throw new AwsError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
      if (sent.hash !== digest(code)) {
        codes.put(codeKey(user), { ...sent, failures: sent.failures + 1 });
        throw new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');
      }
      await setPassword(pool, user, password);
      codes.remove(codeKey(user));
    },
  };
}

/** Whether a user signed in with a temporary password and has to choose another first. */
export function mustChoosePassword(user: User): boolean {
  return user.status === 'FORCE_CHANGE_PASSWORD';
}

function codeKey(user: User): string {
  return `${user.poolId}/${user.username}`;
}

/** An address as AWS shows it: `a***@d***`. */
function hidden(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  return `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`;
}

function digest(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
