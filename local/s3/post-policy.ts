import { AwsError } from '../protocol/aws-error.ts';
import { checkPolicySignature } from './signature.ts';
import { accessDenied } from './xml.ts';

/** What a signed policy allows of the file's size, in bytes. */
export type SizeRange = { readonly min: number; readonly max: number };

const unconstrained = new Set(['policy', 'x-amz-signature', 'file']);

/** Checks a form upload's signature, expiry and every condition of its policy; throws as S3 does, else gives the sizes that it allows. */
export function checkPostPolicy(fields: Readonly<Record<string, string>>, bucket: string, now: number): SizeRange {
  const { policy, 'x-amz-credential': credential, 'x-amz-signature': signature } = fields;
  if (policy === undefined) throw accessDenied();
  if (credential === undefined || fields['x-amz-algorithm'] !== 'AWS4-HMAC-SHA256')
    throw new AwsError('InvalidArgument', 'Only AWS4-HMAC-SHA256 is supported.');
  checkPolicySignature(policy, credential, signature);
  const { expiration, conditions } = parsePolicy(policy);
  if (!(Date.parse(expiration) > now)) throw accessDenied('Invalid according to Policy: Policy expired.');

  const given: Readonly<Record<string, string>> = { ...fields, bucket };
  const mentioned = new Set<string>(['bucket']);
  let size: SizeRange = { min: 0, max: 5 * 1024 ** 3 };
  for (const [operator, name, value] of conditions.map(normalize)) {
    if (operator === 'content-length-range') {
      size = { min: Number(name), max: Number(value) };
      continue;
    }
    const field = name.replace(/^\$/, '').toLowerCase();
    mentioned.add(field);
    const actual = given[field] ?? '';
    const holds = operator === 'eq' ? actual === value : operator === 'starts-with' && actual.startsWith(value);
    if (!holds)
      throw accessDenied(
        `Invalid according to Policy: Policy Condition failed: ["${operator}", "$${field}", "${value}"]`,
      );
  }
  const extra = Object.keys(fields).find(
    (name) => !mentioned.has(name) && !unconstrained.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra !== undefined) throw accessDenied(`Invalid according to Policy: Extra input fields: ${extra}`);
  return size;
}

/** A condition as operator, name, value: `{"key": "a"}` means the same as `["eq", "$key", "a"]`. */
function normalize(condition: unknown): [string, string, string] {
  if (Array.isArray(condition) && condition.length === 3) {
    const [operator, name, value] = condition.map(String);
    return [(operator ?? '').toLowerCase(), name ?? '', value ?? ''];
  }
  const [name, value] = typeof condition === 'object' && condition !== null ? (Object.entries(condition)[0] ?? []) : [];
  if (name === undefined) throw invalidPolicy();
  return ['eq', name, String(value)];
}

function parsePolicy(policy: string): { readonly expiration: string; readonly conditions: readonly unknown[] } {
  try {
    const document: unknown = JSON.parse(Buffer.from(policy, 'base64').toString('utf8'));
    if (typeof document === 'object' && document !== null && 'expiration' in document && 'conditions' in document)
      if (Array.isArray(document.conditions))
        return { expiration: String(document.expiration), conditions: document.conditions };
  } catch {
    // Falls through: a policy that cannot be read is none.
  }
  throw invalidPolicy();
}

function invalidPolicy(): AwsError {
  return new AwsError('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
}
