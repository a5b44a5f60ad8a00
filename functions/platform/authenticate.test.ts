import { beforeEach, describe, expect, test } from 'vitest';
import { role } from '#shared/role/role.ts';
import { user } from '#shared/user/user.ts';
import { idOf, putPerson, putRecord, putRoles, roleIdOf, storedRecord } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { authenticate, parseGroups } from './authenticate.ts';
import type { Table } from './table.ts';

const environment = { CRM_CLIENT_IDS: 'spa,mobile', CRM_ISSUER: 'https://issuer.example/pool' };
let n = 0;
let id = '';
let sub = '';
let ports: FakePorts;
let reads: number;
beforeEach(async () => {
  reads = 0;
  ports = fakePorts({
    environment,
    table: (inner): Table => ({
      ...inner,
      get: (key) => {
        reads += 1;
        return inner.get(key);
      },
      batchGet: (keys) => {
        reads += 1;
        return inner.batchGet(keys);
      },
    }),
  });
  // what one test leads the module to remember helps no other
  id = idOf(++n, 'A');
  sub = `sub-${id}`;
  await putRoles(ports);
  await putPerson(ports, id, 'sales');
});

const good = () => ({ sub, token_use: 'access', client_id: 'spa', iss: environment.CRM_ISSUER, iat: '1700000000' });
const enter = (claims: Readonly<Record<string, unknown>>) => authenticate(claims, ports, [], () => []);
const refused = { code: 'unauthenticated', message: 'Sign in to go on.' };
const edit = async (values: object): Promise<unknown> =>
  putRecord(ports, user, id, { ...values }, await storedRecord(ports, 'user', id));

test('an access token of one of our clients brings in the person with their roles and teams', async () => {
  await edit({ memberOf: [idOf(7, 'T')], timeZone: 'Europe/Berlin' });

  const { actor, person } = await enter(good());

  expect(person.id).toBe(id);
  expect(actor).toMatchObject({ id, teamIds: [idOf(7, 'T')], timeZone: 'Europe/Berlin', ref: { kind: 'user', id } });
  expect(actor.roles).toHaveLength(1);
  expect(actor.isSystem).toBeUndefined();
});

describe('tokens that are not good for this', () => {
  const matrix: [string, () => Record<string, unknown>][] = [
    ['an id token', () => ({ token_use: 'id', aud: 'spa' })],
    ['a refresh token', () => ({ token_use: 'refresh' })],
    ['no token_use', () => ({ token_use: undefined })],
    ['token_use in another case', () => ({ token_use: 'Access' })],
    ['another client', () => ({ client_id: 'other' })],
    ['no client', () => ({ client_id: undefined })],
    ['two clients in one', () => ({ client_id: 'spa,mobile' })],
    ['an empty client', () => ({ client_id: '' })],
    ['another pool', () => ({ iss: 'https://issuer.example/other' })],
    ['an issuer that begins alike', () => ({ iss: `${environment.CRM_ISSUER}/x` })],
    ['no issuer', () => ({ iss: undefined })],
    ['no subject', () => ({ sub: undefined })],
    ['an empty subject', () => ({ sub: '' })],
    ['a subject that is a list', () => ({ sub: [sub] })],
    ['a subject that nobody has', () => ({ sub: 'sub-unknown' })],
    ['a subject in another case', () => ({ sub: sub.toUpperCase() })],
    ['the id of a person as subject', () => ({ sub: id })],
  ];
  test.each(matrix)('%s', async (_what, change) => {
    await expect(enter({ ...good(), ...change() })).rejects.toMatchObject(refused);
  });

  test('and the good one beside them is let in', async () => {
    await expect(enter(good())).resolves.toBeDefined();
    await expect(enter({ ...good(), client_id: 'mobile' })).resolves.toBeDefined();
  });
});

describe('a token that is still good is refused with the next request after', () => {
  beforeEach(async () => {
    await enter(good());
  });

  test.each(['suspended', 'deprovisioned'])('the person is %s', async (status) => {
    await edit({ status });
    await expect(enter(good())).rejects.toMatchObject(refused);
  });

  test('the person is in the bin', async () => {
    await edit({ deletedAt: '2026-01-01T00:00:00.000Z' });
    await expect(enter(good())).rejects.toMatchObject(refused);
  });

  test('the sign-in is another’s; that other is let in with the next', async () => {
    const other = idOf(1000 + n, 'A');
    await edit({ cognitoSub: `${sub}-new` });
    await putPerson(ports, other, 'sales', { cognitoSub: sub });

    await expect(enter(good())).rejects.toMatchObject(refused);
    expect((await enter(good())).actor.id).toBe(other);
  });

  test('they were signed out everywhere after it was issued', async () => {
    await edit({ tokensValidAfter: '2023-11-14T22:13:21.000Z' });
    for (const iat of ['1700000000', 1_700_000_000, undefined, 'soon', ''])
      await expect(enter({ ...good(), iat })).rejects.toMatchObject(refused);
    for (const iat of ['1700000001', 1_700_000_002]) await expect(enter({ ...good(), iat })).resolves.toBeDefined();
  });
});

describe('roles', () => {
  test('that change, go or come hold with the next request', async () => {
    const grants = async () => (await enter(good())).actor.roles.flatMap((r) => r.grants).length;
    const before = await grants();

    await edit({ roleIds: [roleIdOf('sales'), roleIdOf('manager')] });
    expect(await grants()).toBeGreaterThan(before);
    await edit({ roleIds: [] });
    expect(await grants()).toBe(0);
  });

  test('in the bin and such that do not exist grant nothing', async () => {
    await edit({ roleIds: [roleIdOf('admin'), idOf(99, 'R')] });
    await putRecord(
      ports,
      role,
      roleIdOf('admin'),
      { deletedAt: '2026-01-01T00:00:00.000Z' },
      await storedRecord(ports, 'role', roleIdOf('admin')),
    );

    expect((await enter(good())).actor.roles).toEqual([]);
  });

  test('come from the person’s record, never from the token', async () => {
    const { actor } = await enter({ ...good(), 'cognito:groups': '[admin]', 'custom:role': 'admin' });

    expect(actor.roles.flatMap((r) => r.grants).some((g) => g.noun === '*')).toBe(false);
  });
});

test('who is known already is read together with all that the request needs', async () => {
  await enter(good());
  await enter(good());
  reads = 0;

  const { loaded, also } = await authenticate(good(), ports, [{ noun: 'user', id }], () => [
    { pk: 'state#x', sk: 'state' },
  ]);

  expect(reads).toBe(1);
  expect([...loaded.keys()].sort()).toEqual([`role/${roleIdOf('sales')}`, `user/${id}`]);
  expect(also).toEqual([]);
});

describe('groups, as the HTTP API flattens them, are parsed exactly', () => {
  test.each([
    ['[admin]', ['admin']],
    ['[not-admin]', ['not-admin']],
    ['[rep admin]', ['rep', 'admin']],
    ['[]', []],
    ['[ admin ]', ['admin']],
    ['admin', []],
    ['["admin"]', ['"admin"']],
    ['[admin', []],
    ['admin]', []],
    ['', []],
    [undefined, []],
    [null, []],
    [7, []],
    [
      ['admin', 7, 'rep'],
      ['admin', 'rep'],
    ],
    [{ 0: 'admin' }, []],
  ])('%j', (claim, groups) => {
    expect(parseGroups(claim)).toEqual(groups);
  });
});
