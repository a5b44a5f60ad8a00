import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { type DetailCode, detail } from '#shared/contract/detail.ts';
import { normaliseFields } from '#shared/contract/normalise.ts';
import { invalid, ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import type { RouteSpec } from '#shared/contract/route.ts';
import { canonicalJson } from './event-hash.ts';

/** Every part of a request after parsing; what a route does not declare is empty. */
export type ParsedRequest = {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly ifMatch: number | undefined;
  readonly idempotencyKey: string | undefined;
  /** Digest of what the request asks for; the same request gives the same. */
  readonly requestHash: string;
};

const nothing = z.strictObject({});
const defaultMaxBodyBytes = 1024 * 1024;

const pointerOf = (prefix: string, path: readonly PropertyKey[]): string =>
  prefix + path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const types: Readonly<Record<string, DetailCode>> = {
  number: 'notANumber',
  int: 'notAWholeNumber',
  string: 'notText',
  boolean: 'notABoolean',
  array: 'notAList',
  object: 'notAnObject',
  record: 'notAnObject',
};
const formats: Readonly<Record<string, DetailCode>> = { date: 'notADay', datetime: 'notAnInstant' };

/** What zod says of the commonest mistakes, in words for whoever fills in a form. */
const wordsOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.message.endsWith('received undefined')) return detail('needed');
      const code = types[issue.expected];
      return code ? detail(code) : issue.message;
    }
    case 'invalid_value':
      return detail('notAChoice', { choices: issue.values.map(String).join(', ') });
    case 'invalid_format': {
      const code = formats[issue.format];
      return code ? detail(code) : issue.message;
    }
    case 'too_small': {
      const min = String(issue.minimum);
      if (issue.origin === 'string') return issue.minimum === 1 ? detail('needed') : issue.message;
      if (issue.origin === 'array') return detail('tooFewEntries', { min });
      return detail(issue.inclusive === false ? 'more' : 'tooSmall', { min });
    }
    case 'too_big': {
      const max = String(issue.maximum);
      if (issue.origin === 'string') return detail('tooLong', { max });
      if (issue.origin === 'array') return detail('tooManyEntries', { max });
      return detail(issue.inclusive === false ? 'less' : 'tooLarge', { max });
    }
    default:
      return issue.message;
  }
};

const issuesOf = (prefix: string, error: z.ZodError): ProblemIssue[] =>
  error.issues.flatMap((issue): ProblemIssue[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        pointer: pointerOf(prefix, [...issue.path, key]),
        detail: detail('unknown'),
      }));
    return [{ pointer: pointerOf(prefix, issue.path) || '/', detail: wordsOf(issue) }];
  });

/** The first thing that is wrong in each place: what else is wrong there follows from it. */
const onePerPlace = (issues: readonly ProblemIssue[]): ProblemIssue[] =>
  [...new Map([...issues].reverse().map((issue) => [issue.pointer, issue])).values()].reverse();

const parsePart = (schema: z.ZodType, value: unknown, prefix: string): { data?: unknown; issues: ProblemIssue[] } => {
  const parsed = schema.safeParse(value);
  return parsed.success ? { data: parsed.data, issues: [] } : { issues: onePerPlace(issuesOf(prefix, parsed.error)) };
};

/** What is wrong with one value by its schema; `pointer` is where it stands. */
export const valueIssues = (schema: z.ZodType, value: unknown, pointer: string): readonly ProblemIssue[] =>
  parsePart(schema, value, pointer).issues;

const queryOf = (raw: string): Record<string, string> => {
  const pairs = [...new URLSearchParams(raw)];
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`query/${twice}`, 'is given more than once');
  return Object.fromEntries(pairs);
};

const refusePrototype = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw invalid('/', 'must not have a property named __proto__');
  return value;
};

/** Deeper than anything that is asked for, and less deep than what a recursive schema can be led through. */
const maxLevels = 40;

const isTooDeep = (text: string): boolean => {
  let level = 0;
  let isText = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (isText) {
      if (c === 0x5c) i += 1;
      else if (c === 0x22) isText = false;
    } else if (c === 0x22) isText = true;
    else if (c === 0x5b || c === 0x7b) {
      level += 1;
      if (level > maxLevels) return true;
    } else if (c === 0x5d || c === 0x7d) level -= 1;
  }
  return false;
};

const parseJson = (text: string): unknown => {
  if (isTooDeep(text)) throw invalid('/', `must not have more than ${maxLevels} levels`);
  try {
    // the reviver is slow and needed only where such a key may be hidden in an escape
    return /__proto__|\\u00/i.test(text) ? JSON.parse(text, refusePrototype) : JSON.parse(text);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('invalid-request', 'The body is not JSON.', {
      issues: [{ pointer: '/', detail: 'must be JSON' }],
    });
  }
};

const bodyOf = (route: RouteSpec, event: APIGatewayProxyEventV2): unknown => {
  if (!route.body) return undefined;
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const limit = route.maxBodyBytes ?? defaultMaxBodyBytes;
  if (bytes.length > limit)
    throw new ProblemError('payload-too-large', `A body of ${bytes.length} bytes; ${limit} are taken here.`);
  if (!/^application\/json\s*(;|$)/i.test(event.headers['content-type'] ?? ''))
    throw new ProblemError('unsupported-media-type', 'Send the body as application/json.');
  return parseJson(bytes.toString('utf8'));
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const normalised = (route: RouteSpec, body: unknown): unknown => {
  if (!route.fieldsOf) return body;
  if (isObject(body) && isObject(body.patch)) return { ...body, patch: normaliseFields(route.fieldsOf, body.patch) };
  return normaliseFields(route.fieldsOf, body);
};

const ifMatchOf = (route: RouteSpec, header: string | undefined): number | undefined => {
  if (!route.ifMatch) return undefined;
  if (header === undefined)
    throw new ProblemError('precondition-required', 'Send If-Match with the version that you are changing.');
  const version = /^"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (version === undefined) throw invalid('header/if-match', 'must be a version number');
  return Number(version);
};

const idempotencyKeyOf = (route: RouteSpec, header: string | undefined): string | undefined => {
  if (!route.idempotent || header === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header))
    throw invalid('header/idempotency-key', 'must be 1 to 255 visible ASCII characters');
  return createHash('sha256').update(header).digest('base64url');
};

/** Parses a request by its route's schemas; every issue of every part is reported at once. Throws `ProblemError`. */
export const parseRequest = (
  route: RouteSpec,
  event: APIGatewayProxyEventV2,
  pathParams: Readonly<Record<string, string>>,
): ParsedRequest => {
  const params = parsePart(route.params ?? nothing, pathParams, 'path');
  // an id that cannot be one is like one that does not exist
  if (params.issues.length > 0) throw new ProblemError('not-found', 'There is no such record.');
  const rawBody = bodyOf(route, event);
  const query = parsePart(route.query ?? nothing, queryOf(event.rawQueryString), 'query');
  const body = route.body ? parsePart(route.body, normalised(route, rawBody), '') : { data: undefined, issues: [] };
  const issues = [...query.issues, ...body.issues];
  if (issues.length > 0)
    throw new ProblemError(
      'invalid-request',
      issues.length === 1 ? `${issues[0]?.pointer} ${issues[0]?.detail}` : `${issues.length} things are wrong.`,
      { issues },
    );
  return {
    params: params.data,
    query: query.data,
    body: body.data,
    ifMatch: ifMatchOf(route, event.headers['if-match']),
    idempotencyKey: idempotencyKeyOf(route, event.headers['idempotency-key']),
    requestHash: createHash('sha256')
      .update(canonicalJson([params.data ?? null, rawBody ?? null]))
      .digest('base64url'),
  };
};
