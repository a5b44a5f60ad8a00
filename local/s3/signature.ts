import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest } from '../service.ts';
import { accessDenied } from './xml.ts';

/** The one secret of this machine; every access key has it. */
const secret = 'local';

/** Checks the signature and the expiry of a presigned URL (Signature Version 4 in the query). */
export function checkPresigned(request: AwsRequest, now: number): void {
  const { query, headers } = request;
  const date = query.get('X-Amz-Date') ?? '';
  const scope = (query.get('X-Amz-Credential') ?? '').split('/').slice(1);
  const signedHeaders = (query.get('X-Amz-SignedHeaders') ?? '').split(';');
  const expires = Number(query.get('X-Amz-Expires'));
  if (
    query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' ||
    scope.length !== 4 ||
    !(expires >= 1 && expires <= 604_800)
  )
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'The query parameters of the signature are not complete or not valid.',
      400,
    );
  const canonical = [
    request.method,
    `/_aws${request.path}`,
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n');
  if (!isSignature(query.get('X-Amz-Signature'), scope, text)) throw signatureDoesNotMatch();
  if (parseDate(date) + expires * 1000 < now) throw accessDenied('Request has expired');
}

/** Whether a form's signature is that of its policy. */
export function checkPolicySignature(policy: string, credential: string, signature: string | undefined): void {
  const scope = credential.split('/').slice(1);
  if (scope.length !== 4 || !isSignature(signature ?? null, scope, policy)) throw signatureDoesNotMatch();
}

function isSignature(given: string | null, scope: readonly string[], text: string): boolean {
  const key = scope.reduce<Buffer | string>((secretKey, part) => hmac(secretKey, part), `AWS4${secret}`);
  const expected = hmac(key, text).toString('hex');
  return given?.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A date as signatures write it: `20260302T090000Z`. */
function parseDate(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function signatureDoesNotMatch(): AwsError {
  return new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
    403,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
