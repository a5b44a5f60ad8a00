import * as z from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import type { AwsRequest } from '../service.ts';

const texts = z.array(z.string()).default([]);

export const corsRuleSchema = z.object({
  AllowedHeaders: texts,
  AllowedMethods: texts,
  AllowedOrigins: texts,
  ExposedHeaders: texts,
  MaxAge: z.coerce.number().optional(),
});

export type CorsRule = z.output<typeof corsRuleSchema>;

/** A bucket as the template declares it. */
export type Bucket = {
  readonly name: string;
  readonly cors: readonly CorsRule[];
  /** Whether changes of objects are put on the default bus. */
  readonly hasEventBridge: boolean;
};

/** The headers that let a page read an answer, by the bucket's rules; `undefined` where no rule allows the page's origin. */
export function corsHeaders(bucket: Bucket, request: AwsRequest): Record<string, string> | undefined {
  const { origin } = request.headers;
  const isPreflight = request.method === 'OPTIONS';
  const method = isPreflight ? (request.headers['access-control-request-method'] ?? '') : request.method;
  const asked = (request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  if (origin === undefined) return undefined;
  const rule = bucket.cors.find(
    (one) =>
      one.AllowedOrigins.some((allowed) => matchesStar(allowed, origin)) &&
      one.AllowedMethods.includes(method) &&
      asked.every(
        (name) => name === '' || one.AllowedHeaders.some((allowed) => matchesStar(allowed.toLowerCase(), name)),
      ),
  );
  if (rule === undefined) return undefined;
  return {
    'access-control-allow-origin': rule.AllowedOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(rule.ExposedHeaders.length === 0 ? {} : { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') }),
    ...(isPreflight ? { 'access-control-allow-headers': asked.join(', ') } : {}),
    ...(isPreflight && rule.MaxAge !== undefined ? { 'access-control-max-age': String(rule.MaxAge) } : {}),
  };
}

export function forbiddenByCors(): AwsError {
  return new AwsError('AccessForbidden', 'CORSResponse: This CORS request is not allowed.', 403);
}

/** A pattern with one `*` at most. */
function matchesStar(pattern: string, value: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === value;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
}
