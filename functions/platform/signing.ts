import { createHmac, timingSafeEqual } from 'node:crypto';

const macOf = (secret: string, purpose: string, text: string): Buffer =>
  createHmac('sha256', secret).update(`${purpose}\n${text}`).digest().subarray(0, 16);

/** `payload.mac` in base64url; `purpose` keeps a token of one use from serving another. */
export const sign = (secret: string, purpose: string, payload: unknown): string => {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${macOf(secret, purpose, text).toString('base64url')}`;
};

/** The payload of a token that `sign` made with the same secret and purpose; undefined for any other text. */
export const verify = (secret: string, purpose: string, token: string): unknown => {
  const [text, mac, ...rest] = token.split('.');
  if (!text || !mac || rest.length > 0) return undefined;
  const given = Buffer.from(mac, 'base64url');
  const expected = macOf(secret, purpose, text);
  // a second spelling of the same bytes is refused as well
  if (given.length !== expected.length || given.toString('base64url') !== mac || !timingSafeEqual(given, expected))
    return undefined;
  return JSON.parse(Buffer.from(text, 'base64url').toString());
};
