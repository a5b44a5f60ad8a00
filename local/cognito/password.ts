import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';
import type { Pool } from './pool.ts';

/** A password as it is kept. */
export type PasswordHash = { readonly salt: string; readonly hash: string };

/** Hashes with scrypt; the cost is low, as these are passwords of a development machine. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: (await derive(password, salt)).toString('base64') };
}

/** Whether a password is the one that was hashed; as slow where there is none to compare with. */
export async function isPassword(password: string, kept: PasswordHash | undefined): Promise<boolean> {
  const derived = await derive(password, Buffer.from(kept?.salt ?? '', 'base64'));
  return kept !== undefined && timingSafeEqual(derived, Buffer.from(kept.hash, 'base64'));
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, { N: 2048 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const characterRules = [
  ['RequireLowercase', /[a-z]/, 'lowercase'],
  ['RequireUppercase', /[A-Z]/, 'uppercase'],
  ['RequireNumbers', /[0-9]/, 'numeric'],
  ['RequireSymbols', /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/, 'symbol'],
] as const;

/** Throws AWS's `InvalidPasswordException` for a password that the pool's policy refuses. */
export function checkPolicy(pool: Pool, password: string): void {
  const policy = pool.Policies.PasswordPolicy;
  if (password.length < policy.MinimumLength) throw refused('Password not long enough');
  if (password.length > 256) throw refused('Password too long');
  if (password.trim() !== password) throw refused('Password must not begin or end with a space');
  for (const [rule, pattern, kind] of characterRules)
    if (policy[rule] && !pattern.test(password)) throw refused(`Password must have ${kind} characters`);
}

function refused(reason: string): AwsError {
  return new AwsError('InvalidPasswordException', `Password did not conform with policy: ${reason}`);
}

/** What the policy asks, for people. */
export function policyText(pool: Pool): string {
  const policy = pool.Policies.PasswordPolicy;
  const words = {
    RequireLowercase: 'a lower-case letter',
    RequireUppercase: 'an upper-case letter',
    RequireNumbers: 'a number',
    RequireSymbols: 'a symbol',
  };
  const asked = characterRules.filter(([rule]) => policy[rule]).map(([rule]) => words[rule]);
  const list = new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(asked);
  return `At least ${policy.MinimumLength} characters${asked.length === 0 ? '' : `, with ${list}`}.`;
}

const alphabets = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%*+-=?@_'] as const;

/** A random password that every policy takes. */
export function temporaryPassword(pool: Pool): string {
  const length = Math.max(pool.Policies.PasswordPolicy.MinimumLength, 12);
  const characters = Array.from({ length }, (_, index) => pick(alphabets[index % alphabets.length] ?? alphabets[0]));
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other] ?? '', characters[index] ?? ''];
  }
  return characters.join('');
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}

/** A six-digit code. */
export function confirmationCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
