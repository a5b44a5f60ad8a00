import { describe, expect, test } from 'vitest';
import { meRoutes } from '#shared/me/me.routes.ts';
import { role } from '#shared/role/role.ts';
import { ask } from '#test/fakes/http.ts';
import { idOf, putPerson, putRecord, putRoles, storedRecord } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { meHandlers } from './me.handlers.ts';

test('of several roles the most open one says what of a field is shown', async () => {
  const ports = fakePorts();
  await putRoles(ports);
  const roles = [idOf(1, 'R'), idOf(2, 'R')];
  for (const [i, access] of (['none', 'read'] as const).entries())
    await putRecord(ports, role, roles[i] ?? '', {
      name: access,
      group: 'sales',
      grants: [{ noun: 'company', action: 'read', scope: 'all' }],
      fieldAccess: [{ noun: 'company', field: 'taxId', access }],
    });
  const id = idOf(1, 'A');
  await putPerson(ports, id, 'sales', { roleIds: roles });

  const { path, method } = meRoutes.get;
  const { body } = await ask(ports, meHandlers, { path, method, sub: `sub-${id}` });

  expect(body.fieldAccess).toEqual([{ noun: 'company', field: 'taxId', access: 'read' }]);
});

describe('one’s own record', () => {
  const id = idOf(1, 'A');
  const patch = async (body: Readonly<Record<string, unknown>>, version = 1) => {
    const ports = fakePorts();
    await putRoles(ports);
    await putPerson(ports, id, 'sales');
    const { path, method } = meRoutes.update;
    const headers = { 'if-match': String(version) };
    return { ports, answer: await ask(ports, meHandlers, { path, method, headers, sub: `sub-${id}`, body }) };
  };

  test('is changed by whoever it is, in what one may say of oneself', async () => {
    const { answer } = await patch({ name: 'Ada Byron', phone: null, timeZone: 'Europe/Berlin', isAvailable: false });

    expect(answer).toMatchObject({
      status: 200,
      body: { name: 'Ada Byron', timeZone: 'Europe/Berlin', isAvailable: false, version: 2 },
    });
  });

  test.each([
    { roleIds: [idOf(1, 'R')] },
    { status: 'active' },
    { email: 'other@example.com' },
    { memberOf: [] },
    { managerId: idOf(2, 'A') },
    { cognitoSub: 'x' },
    { tokensValidAfter: null },
    { name: null },
  ])('does not take %j', async (body) => {
    const { answer, ports } = await patch(body);

    expect(answer.status).toBe(400);
    expect((await storedRecord(ports, 'user', id)).version).toBe(1);
  });

  test('keeps the fields that a role says are not for them', async () => {
    const ports = fakePorts();
    await putRoles(ports);
    const grants = [{ noun: 'user', action: 'read', scope: 'all' }];
    const fieldAccess = [{ noun: 'user', field: 'name', access: 'read' }];
    await putRecord(ports, role, idOf(1, 'R'), { name: 'Named', group: 'sales', grants, fieldAccess });
    await putPerson(ports, id, 'sales', { roleIds: [idOf(1, 'R')] });
    const { path, method } = meRoutes.update;
    const send = (body: object) =>
      ask(ports, meHandlers, { path, method, headers: { 'if-match': '1' }, sub: `sub-${id}`, body });

    expect((await send({ name: 'Other' })).status).toBe(403);
    expect((await send({ title: 'Countess' })).status).toBe(200);
  });

  test('is not overwritten where it was changed meanwhile', async () => {
    expect((await patch({ name: 'Ada' }, 7)).answer.status).toBe(412);
  });
});
