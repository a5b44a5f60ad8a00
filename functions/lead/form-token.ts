import { sign, verify } from '#functions/platform/signing.ts';

/** A person takes longer than this to fill a form in. */
export const leastFillMs = 2000;
const mostFillMs = 24 * 3_600_000;
const purpose = 'lead-form';

type Token = { readonly form: string; readonly at: number; readonly nonce: string };

/** A token for a form that is being shown now. */
export const issueFormToken = (secret: string, form: string, nowMs: number, nonce: string): string =>
  sign(secret, purpose, { form, at: nowMs, nonce } satisfies Token);

const isToken = (value: unknown): value is Token =>
  typeof value === 'object' &&
  value !== null &&
  'form' in value &&
  'at' in value &&
  'nonce' in value &&
  typeof value.at === 'number';

/** The token's nonce if it is ours, of this form, neither too young nor too old; undefined otherwise. */
export const checkFormToken = (secret: string, form: string, token: string, nowMs: number): string | undefined => {
  const payload = verify(secret, purpose, token);
  if (!isToken(payload) || payload.form !== form) return undefined;
  const age = nowMs - payload.at;
  return age >= leastFillMs && age <= mostFillMs ? payload.nonce : undefined;
};
