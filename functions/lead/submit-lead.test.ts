import { beforeEach, describe, expect, test } from 'vitest';
import { isStoredRecord } from '#functions/platform/stored.ts';
import { type Answer, ask } from '#test/fakes/http.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { checkFormToken, issueFormToken } from './form-token.ts';
import { publicLeadHandlers } from './public-lead.handlers.ts';

let ports: FakePorts;
beforeEach(() => {
  ports = fakePorts();
});
const leads = () => ports.store.all().filter(isStoredRecord);
const token = async (form = 'home'): Promise<string> => {
  const { body } = await ask(ports, publicLeadHandlers, {
    method: 'GET',
    path: '/v1/public/leads/token',
    query: `form=${form}`,
  });
  return String(body.token);
};
const submit = (body: object, address = '192.0.2.1'): Promise<Answer> =>
  ask(ports, publicLeadHandlers, {
    method: 'POST',
    path: '/v1/public/leads',
    body,
    headers: { 'x-viewer-address': address },
  });
const accepted = { status: 202, body: { accepted: true } };
/** A form that somebody takes some seconds to fill in. */
const filled = async (more: object = {}) => {
  const fresh = await token();
  ports.time.now += 3000;
  return { form: 'home', token: fresh, name: 'Grace', email: 'Grace@Example.com', ...more };
};

test('a lead of a form is there, without an owner, in its normal form and with where it came from', async () => {
  expect(
    await submit(await filled({ company: ' Navy ', message: 'Hello\r\nthere', utm: { source: 'ad' } })),
  ).toMatchObject(accepted);

  const [lead, ...others] = leads();
  expect(others).toEqual([]);
  expect(lead?.record).toMatchObject({
    name: 'Grace',
    emails: [{ value: 'grace@example.com', isPrimary: true }],
    companyName: 'Navy',
    message: 'Hello\nthere',
    status: 'new',
    leadSource: 'form',
    sourceDetail: 'home',
    source: 'form',
    utm: { source: 'ad' },
    createdBy: { kind: 'form', id: 'home' },
  });
  expect(lead?.record).not.toHaveProperty('ownerId');
});

describe('spam is answered like a lead, and is none', () => {
  test.each<[string, () => Promise<object>]>([
    ['a filled honeypot', () => filled({ website: 'http://spam.example' })],
    ['no token', async () => ({ ...(await filled()), token: '' })],
    ['a made-up token', () => filled({ token: 'e30.AAAAAAAAAAAAAAAAAAAAAA' })],
    ['a token of another form', async () => filled({ token: await token('other') })],
    ['a form that was filled in at once', async () => ({ ...(await filled()), token: await token() })],
    [
      'a token of the day before',
      async () => {
        const old = await filled();
        ports.time.now += 25 * 3_600_000;
        return old;
      },
    ],
  ])('%s', async (_what, body) => {
    const good = await submit(await filled());
    const count = leads().length;
    const answer = await submit(await body());

    expect([answer.status, answer.text]).toEqual([good.status, good.text]);
    expect(leads()).toHaveLength(count);
  });

  test('a token serves once', async () => {
    const body = await filled();
    for (let i = 0; i < 5; i++) expect(await submit(body)).toMatchObject(accepted);
    expect(leads()).toHaveLength(1);
  });
});

describe('limits', () => {
  test('one address brings ten in ten minutes, another is not held up by it', async () => {
    for (let i = 0; i < 10; i++) expect((await submit(await filled())).status).toBe(202);

    expect(await submit(await filled())).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect((await submit(await filled(), '198.51.100.1')).status).toBe(202);
    expect(leads()).toHaveLength(11);
  });

  test('a flood from many addresses is stopped by the form', async () => {
    const statuses = new Map<number, number>();
    for (let i = 0; i < 700; i++) {
      const { status } = await submit({ form: 'home', token: 'x', name: 'x' }, `192.0.2.${i}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(statuses).toEqual(
      new Map([
        [202, 600],
        [429, 100],
      ]),
    );
  });
});

describe('what cannot be taken is named by the field of the form', () => {
  test.each<[object, string]>([
    [{ email: 'no address' }, '/email'],
    [{ phone: 'call me' }, '/phone'],
    [{ company: 'a\nb' }, '/company'],
    [{ name: '', email: '' }, '/name'],
    [{ utm: { other: 'x' } }, '/utm'],
    [{ utm: { '': 'x' } }, '/utm'],
    [{ ownerId: '01A00000000000000000000001' }, '/ownerId'],
    [{ status: 'qualified' }, '/status'],
    [{ form: 'No Name' }, '/form'],
    [{ name: 7 }, '/name'],
  ])('%j', async (more, pointer) => {
    const { status, body } = await submit(await filled(more));

    expect(status).toBe(400);
    expect(body.issues.map((i) => i.pointer)).toContain(pointer);
    expect(leads()).toEqual([]);
  });

  test('a name may be left out where there is an address', async () => {
    expect((await submit(await filled({ name: undefined }))).status).toBe(202);
    expect(leads()[0]?.record.name).toBe('Grace@Example.com');
  });
});

test('a token holds for its form, from two seconds on, for a day', () => {
  const secret = 's';
  const made = issueFormToken(secret, 'home', 1000, 'n');

  expect(checkFormToken(secret, 'home', made, 2999)).toBeUndefined();
  expect(checkFormToken(secret, 'home', made, 3000)).toBe('n');
  expect(checkFormToken(secret, 'home', made, 86_401_000)).toBe('n');
  expect(checkFormToken(secret, 'home', made, 86_401_001)).toBeUndefined();
  expect(checkFormToken(secret, 'other', made, 5000)).toBeUndefined();
  expect(checkFormToken('other', 'home', made, 5000)).toBeUndefined();
});
