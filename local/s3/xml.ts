import { AwsError } from '../protocol/aws-error.ts';
import { escapeText } from '../protocol/escape.ts';
import type { AwsResponse } from '../service.ts';

/** XML of nested values: an array repeats its element, what is undefined is left out. */
export function toXml(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => toXml(name, one)).join('');
  if (typeof value !== 'object' || value === null) return `<${name}>${escapeText(String(value))}</${name}>`;
  const children = Object.entries(value).map(([child, inner]) => toXml(child, inner));
  return `<${name}>${children.join('')}</${name}>`;
}

/** A document of S3's namespace. */
export function xmlResponse(
  name: string,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): AwsResponse {
  const body = toXml(name, value).replace(`<${name}>`, `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`);
  return {
    status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

/** A failure as S3 words it. */
export function xmlError(error: AwsError, requestId: string): AwsResponse {
  const body = toXml('Error', { Code: error.code, Message: error.message, ...error.fields, RequestId: requestId });
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

/** The texts of all elements of a name, in order; for the flat documents that S3 is sent. */
export function elements(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g');
  return [...xml.matchAll(pattern)].map(([, inner = '']) => inner);
}

/** The text of the first element of a name, unescaped. */
export function elementText(xml: string, name: string): string | undefined {
  const inner = elements(xml, name)[0];
  return inner?.replace(/&(?:#(x?)([0-9a-f]+)|(\w+));/gi, (_whole, hex: string, code: string, entity: string) => {
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, hex === '' ? 10 : 16));
    return { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[entity] ?? '';
  });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

export function accessDenied(message = 'Access Denied'): AwsError {
  return new AwsError('AccessDenied', message, 403);
}
