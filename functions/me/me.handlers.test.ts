import { expect, test } from 'vitest';
import { meRoutes } from '#shared/me/me.routes.ts';
import { role } from '#shared/role/role.ts';
import { ask } from '#test/fakes/http.ts';
import { idOf, putPerson, putRecord, putRoles } from '#test/fakes/people.ts';
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
