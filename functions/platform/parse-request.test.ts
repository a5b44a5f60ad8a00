import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { assignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import { defineRoute, type RouteSpec } from '#shared/contract/route.ts';
import { standardRoutes } from '#shared/contract/standard-routes.ts';
import { dealRoutes } from '#shared/deal/deal.routes.ts';
import { leadRoutes } from '#shared/lead/lead.routes.ts';
import { gatewayEvent, type SentRequest } from '#test/fakes/http.ts';
import { idOf } from '#test/fakes/people.ts';
import { parseRequest } from './parse-request.ts';

const contacts = standardRoutes(contact);
const companies = standardRoutes(company);
const rules = standardRoutes(assignmentRule);
const id = idOf(1, 'E');

const parse = (route: RouteSpec, sent: Partial<SentRequest>, params: Record<string, string> = {}) =>
  parseRequest(route, gatewayEvent({ method: route.method, path: '/', ...sent }), params);
const problemOf = (route: RouteSpec, sent: Partial<SentRequest>, params: Record<string, string> = {}): ProblemError => {
  try {
    parse(route, sent, params);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('it was taken');
};
const issuesOf = (body: unknown) => problemOf(contacts.create, { body }).issues;

test('a good request comes through in its normal form', () => {
  const { body } = parse(contacts.create, {
    body: {
      givenName: '  Ada ',
      emails: [{ value: ' Ada@Example.COM ' }],
      phones: [{ value: '+44 20 7946 0958' }],
      familyName: '',
    },
  });

  expect(body).toEqual({
    givenName: 'Ada',
    emails: [{ value: 'ada@example.com' }],
    phones: [{ value: '+442079460958' }],
    familyName: null,
  });
});

test('every issue of every part is reported at once, by its pointer', () => {
  const problem = problemOf(contacts.create, {
    query: 'x=1',
    body: { givenName: 1, emails: [{ value: 'no' }], wrong: 1, 'a/b~c': 1 },
  });

  expect(problem.code).toBe('invalid-request');
  expect(problem.issues.map((i) => i.pointer).sort()).toEqual([
    '/a~1b~0c',
    '/emails/0/value',
    '/givenName',
    '/wrong',
    'query/x',
  ]);
});

describe('unknown properties', () => {
  const owned = [
    'id',
    'type',
    'version',
    'createdAt',
    'createdBy',
    'updatedAt',
    'deletedAt',
    'teamIds',
    'source',
    'name',
    'pk',
    'sk',
    'head',
    'feed',
    'ttl',
    'constructor',
    'prototype',
    'toString',
    '',
  ];
  test.each(owned)('%j is none of what a caller may write', (name) => {
    expect(issuesOf({ givenName: 'Ada', [name]: 'x' })).toEqual([
      { pointer: `/${name}`, detail: 'is not a known property' },
    ]);
    expect(
      problemOf(contacts.update, { body: { [name]: 'x' }, headers: { 'if-match': '1' } }, { id }).issues,
    ).toHaveLength(1);
    expect(
      problemOf(contacts.bulk, { body: { action: 'update', ids: [id], patch: { [name]: 'x' } } }).issues,
    ).toHaveLength(1);
  });

  test.each([
    '{"__proto__":{"isAdmin":true},"givenName":"Ada"}',
    '{"givenName":"Ada","emails":[{"value":"a@b.co","__proto__":{"x":1}}]}',
    '{"\\u005f_proto__":{"x":1},"givenName":"Ada"}',
    '{"givenName":"Ada","constructor":{"prototype":{"x":1}}}',
    '{"givenName":"Ada","addresses":[{"constructor":{"prototype":{"x":1}}}]}',
    '{"givenName":"Ada","\\u005F\\u005Fproto\\u005F\\u005F":1}',
  ])('%s is refused and changes no prototype', (raw) => {
    expect(problemOf(contacts.create, { raw }).status).toBe(400);
    expect(({} as { x?: unknown; isAdmin?: unknown }).x).toBeUndefined();
    expect(({} as { x?: unknown; isAdmin?: unknown }).isAdmin).toBeUndefined();
  });

  test('a query of that name is refused too', () => {
    expect(problemOf(contacts.get, { query: '__proto__=1' }, { id }).status).toBe(400);
    expect(problemOf(contacts.get, { query: 'constructor=1' }, { id }).status).toBe(400);
  });
});

describe('wrong types', () => {
  const scalars: unknown[] = [1, true, [], {}, ['Ada'], { value: 'Ada' }];
  test.each(scalars.map((v) => [JSON.stringify(v), v]))('%s is no text', (_text, value) => {
    expect(issuesOf({ givenName: value })).toHaveLength(1);
  });

  test.each(['"12"', '1.5', '[12]', 'true', '"NaN"', '1e309', '-1e309', '1e16', '-1'])(
    '%s is no number of employees',
    (json) => {
      expect(problemOf(companies.create, { raw: `{"name":"Acme","employees":${json}}` }).issues).toMatchObject([
        { pointer: '/employees' },
      ]);
    },
  );

  test.each(['1e-200', '5e-324', '100.1', '-0.1', '"50"', '1e309'])('%s is no probability', (json) => {
    const raw = `{"name":"x","probability":${json}}`;
    expect(problemOf(dealRoutes.create, { raw }).issues).toMatchObject([{ pointer: '/probability' }]);
  });

  test.each(['null', '[]', '"text"', '1', 'true'])('the body %s is no object', (raw) => {
    expect(problemOf(contacts.create, { raw }).status).toBe(400);
  });

  test.each(['', ' ', '{', '{"a":}', "{'a':1}", '{"a":1}{}', 'undefined', 'NaN', '\u0000', '{"a":1e}'])(
    '%j is no JSON',
    (raw) => {
      expect(problemOf(contacts.create, { raw })).toMatchObject({
        code: 'invalid-request',
        issues: [{ pointer: '/', detail: 'must be JSON' }],
      });
    },
  );
});

describe('texts that are none', () => {
  test.each([
    ['a lone high surrogate', '{"givenName":"\\ud800"}'],
    ['a lone low surrogate', '{"givenName":"a\\udc00b"}'],
    ['surrogates the wrong way round', '{"givenName":"\\udc00\\ud800"}'],
    ['NUL', '{"givenName":"a\\u0000"}'],
    ['a line break in a line', '{"givenName":"a\\nb"}'],
    ['a line separator', '{"givenName":"a\\u2028b"}'],
    ['delete', '{"givenName":"a\\u007f"}'],
    ['256 characters', JSON.stringify({ givenName: 'x'.repeat(256) })],
  ])('%s', (_what, raw) => {
    expect(problemOf(contacts.create, { raw }).issues).toMatchObject([{ pointer: '/givenName' }]);
  });

  test('emoji and every script are texts', () => {
    expect(parse(contacts.create, { body: { givenName: '👩‍🚀 Ζωή 梅' } }).body).toEqual({ givenName: '👩‍🚀 Ζωή 梅' });
  });
});

describe('sizes', () => {
  test('a body of 10 MB is too large, without being read', () => {
    expect(problemOf(contacts.create, { raw: `{"description":"${'x'.repeat(10_000_000)}"}` }).status).toBe(413);
  });

  test('a form takes 32 KB, counted in bytes', () => {
    const body = (bytes: number) => JSON.stringify({ form: 'f', token: 't', message: 'é'.repeat(bytes / 2) });
    expect(problemOf(leadRoutes.submit, { raw: body(33_000) }).status).toBe(413);
    expect(problemOf(leadRoutes.submit, { raw: body(20_000) }).status).toBe(400);
  });

  test.each([
    ['arrays', (n: number) => '['.repeat(n) + ']'.repeat(n)],
    ['objects', (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`],
    ['conditions', (n: number) => `${'{"not":'.repeat(n)}{"field":"name","op":"isEmpty"}${'}'.repeat(n)}`],
    ['unfinished arrays', (n: number) => '['.repeat(n)],
  ])('nesting of 100,000 levels of %s is refused', (_what, nested) => {
    const started = performance.now();
    for (const n of [41, 1000, 100_000]) {
      expect(problemOf(contacts.create, { raw: `{"givenName":${nested(n)}}` }).status).toBe(400);
      expect(
        problemOf(rules.create, { raw: `{"name":"x","pool":[{"userId":"${id}"}],"when":${nested(n)}}` }).status,
      ).toBe(400);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('brackets in a text are no levels', () => {
    const text = '[{"\\'.repeat(60);
    expect(parse(contacts.create, { body: { description: text } }).body).toEqual({ description: text });
  });

  test('conditions have at most 8 levels, so that the table can hold them', () => {
    const not = (n: number): object => (n === 0 ? { field: 'name', op: 'isEmpty' } : { not: not(n - 1) });
    const body = (n: number) => ({ name: 'x', pool: [{ userId: id }], when: not(n) });
    expect(parse(rules.create, { body: body(7) }).body).toMatchObject({ name: 'x' });
    expect(problemOf(rules.create, { body: body(8) }).issues).toMatchObject([{ pointer: '/when' }]);
  });
});

describe('media types', () => {
  test.each([
    undefined,
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json2',
    'text/json',
  ])('%s is not taken', (type) => {
    const headers: Record<string, string> = { 'content-type': type ?? '' };
    expect(problemOf(contacts.create, { body: { givenName: 'Ada' }, headers }).code).toBe('unsupported-media-type');
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    '%s is taken',
    (type) => {
      expect(parse(contacts.create, { body: { givenName: 'Ada' }, headers: { 'content-type': type } }).body).toEqual({
        givenName: 'Ada',
      });
    },
  );

  test('a body that the gateway encoded is decoded', () => {
    const event = gatewayEvent({
      method: 'POST',
      path: '/',
      raw: Buffer.from('{"givenName":"Zoë"}').toString('base64'),
    });
    expect(parseRequest(contacts.create, { ...event, isBase64Encoded: true }, {}).body).toEqual({ givenName: 'Zoë' });
  });
});

describe('queries', () => {
  test.each(['asOf=2026-01-01T00:00:00Z&asOf=2026-01-01T00:00:00Z', 'asOf=&asOf=', 'a%73Of=1&asOf=2'])(
    '%s: given twice',
    (query) => {
      expect(problemOf(contacts.get, { query }, { id }).issues).toEqual([
        { pointer: 'query/asOf', detail: 'is given more than once' },
      ]);
    },
  );

  test.each([
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=1e309',
    'limit=abc',
    'limit[]=1',
    'limit=NaN',
    'limit=Infinity',
    'limit=',
  ])('%s is no limit', (query) => {
    expect(problemOf(contacts.history, { query }, { id }).status).toBe(400);
  });

  test.each(['2026', '2026-01-01', '2026-13-01T00:00:00Z', 'yesterday', '2026-01-01T00:00:00+02:00', '1e3'])(
    '%s is no instant',
    (asOf) => {
      expect(problemOf(contacts.get, { query: new URLSearchParams({ asOf }).toString() }, { id }).status).toBe(400);
    },
  );

  test.each([
    `{"and":${'[{"and":'.repeat(2000)}`,
    '{',
    '[]',
    '{"field":"a"}',
    `{"field":"a","op":"eq","value":${'1'.repeat(400)}}`,
  ])('a filter that is none: %.40s', (filter) => {
    expect(problemOf(contacts.list, { query: new URLSearchParams({ filter }).toString() }).status).toBe(400);
  });
});

describe('an id that cannot be one is answered like one that does not exist', () => {
  test.each([
    '',
    'x',
    '..',
    id.toLowerCase(),
    `${id}0`,
    ` ${id}`,
    `${id}\u0000`,
    "1' OR '1'='1",
    '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
  ])('%j', (bad) => {
    expect(problemOf(contacts.get, {}, { id: bad })).toMatchObject({
      code: 'not-found',
      message: 'There is no such record.',
    });
  });
});

describe('If-Match', () => {
  const of = (value: string | undefined) => ({
    body: { title: 'x' },
    headers: (value === undefined ? {} : { 'if-match': value }) as Record<string, string>,
  });

  test.each([
    ['3', 3],
    ['"3"', 3],
    [' 12 ', 12],
  ])('%j is version %i', (value, version) => {
    expect(parse(contacts.update, of(value), { id }).ifMatch).toBe(version);
  });

  test('is asked for', () => {
    expect(problemOf(contacts.update, of(undefined), { id }).status).toBe(428);
  });

  test.each(['*', 'W/"3"', '-1', '1.5', '3, 4', '""', '', '9999999999', '0x3', '³'])('%j is no version', (value) => {
    expect(problemOf(contacts.update, of(value), { id }).status).toBe(400);
  });
});

describe('Idempotency-Key', () => {
  const of = (key: string) => ({ body: { givenName: 'Ada' }, headers: { 'idempotency-key': key } });

  test('is kept as a digest, so that no caller chooses a key of the table', () => {
    const parsed = parse(contacts.create, of('a#b'));
    expect(parsed.idempotencyKey).toMatch(/^[\w-]{43}$/);
    expect(parse(contacts.create, of('a#c')).idempotencyKey).not.toBe(parsed.idempotencyKey);
  });

  test.each(['', 'a b', 'é', 'x'.repeat(256), 'a\nb'])('%j is none', (key) => {
    expect(problemOf(contacts.create, of(key)).issues).toMatchObject([{ pointer: 'header/idempotency-key' }]);
  });

  test('the same request has the same hash, whatever the order of its properties, and another has another', () => {
    const hash = (raw: string) => parse(contacts.create, { raw }).requestHash;
    expect(hash('{"givenName":"a","title":"b"}')).toBe(hash('{ "title": "b", "givenName": "a" }'));
    expect(hash('{"givenName":"a"}')).not.toBe(hash('{"givenName":"b"}'));
  });
});

test('a route without a body does not look at one', () => {
  const route = defineRoute({
    method: 'DELETE',
    path: '/v1/x',
    permission: null,
    area: 'people',
    summary: '',
    response: z.object({}),
  });
  expect(parse(route, { raw: 'anything', headers: { 'content-type': 'text/plain' } }).body).toBeUndefined();
});
