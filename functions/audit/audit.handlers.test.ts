import { beforeEach, expect, test } from 'vitest';
import { eventKey, isStoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { role } from '#shared/role/role.ts';
import { ask } from '#test/fakes/http.ts';
import { idOf, putPerson, putRecord, putRoles } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';
import { auditHandlers } from './audit.handlers.ts';

const [admin, rep, acme] = [idOf(1, 'A'), idOf(2, 'A'), idOf(1, 'C')];
let ports: FakePorts;
beforeEach(async () => {
  ports = fakePorts();
  await putRoles(ports);
  await putPerson(ports, admin, 'admin');
  await putPerson(ports, rep, 'manager');
  const first = await putRecord(ports, company, acme, { name: 'Acme' });
  await putRecord(ports, company, acme, { name: 'Acme Steel' }, first);
});

const verify = (who = admin, id = acme, noun = 'company') =>
  ask(ports, auditHandlers, { method: 'GET', path: `/v1/audit/${noun}/${id}/verify`, sub: `sub-${who}` });

const eventsOfAcme = async () => (await ports.table.query({ pk: `company#${acme}` })).items.filter(isStoredEvent);

test('a chain that nobody touched is unbroken, with the number of its changes', async () => {
  expect((await verify()).body).toEqual({ noun: 'company', recordId: acme, changes: 2 });
});

test('a change that was made behind the API is named by its version', async () => {
  const [, second] = await eventsOfAcme();
  if (!second) throw new Error('there is no second event');
  await ports.table.put({ ...second, record: { ...second.record, name: 'Tampered' } });

  expect((await verify()).body).toMatchObject({ changes: 2, fault: { version: 2, what: 'what it says was changed' } });
});

test('a change that is gone is named by its version', async () => {
  const [first] = await eventsOfAcme();
  await ports.table.delete(eventKey('company', acme, first?.eventId ?? ''));

  expect((await verify()).body).toMatchObject({ changes: 1, fault: { version: 1, what: 'is missing' } });
});

test('what is written while the chain is read breaks nothing', async () => {
  const { get, query } = ports.table;
  let isWritten = false;
  const busy: FakePorts = {
    ...ports,
    table: {
      ...ports.table,
      get,
      query: async (input) => {
        if (!isWritten && input.pk === `company#${acme}`) {
          isWritten = true;
          const found = await get({ pk: input.pk, sk: 'record' });
          await putRecord(ports, company, acme, { name: 'Acme Iron' }, found as never);
        }
        return query(input);
      },
    },
  };
  const answer = await ask(busy, auditHandlers, {
    method: 'GET',
    path: `/v1/audit/company/${acme}/verify`,
    sub: `sub-${admin}`,
  });

  expect(isWritten).toBe(true);
  expect(answer.body).toEqual({ noun: 'company', recordId: acme, changes: 3 });
});

test('only who was given the audit log may ask, and not about records that they may not read', async () => {
  const auditor = idOf(3, 'A');
  const grants = [{ noun: 'audit', action: 'read', scope: 'all' }];
  await putRecord(ports, role, idOf(9, 'R'), { name: 'Auditor', group: 'readonly', grants });
  await putPerson(ports, auditor, 'readonly', { roleIds: [idOf(9, 'R')] });

  expect((await verify(rep)).status).toBe(403);
  const hidden = await verify(auditor);
  const missing = await verify(auditor, idOf(77, 'C'));
  expect([hidden.status, hidden.text]).toEqual([404, missing.text]);
  expect((await verify(admin, acme, 'nothing')).text).toBe(missing.text);
  expect((await verify(admin, acme, 'constructor')).text).toBe(missing.text);
});
