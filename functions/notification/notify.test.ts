import { expect, test } from 'vitest';
import { envelopeOf } from '#functions/consumer/envelope.ts';
import { commit } from '#functions/platform/commit.ts';
import { isStoredEvent, isStoredRecord } from '#functions/platform/stored.ts';
import type { ActorRef, Entity } from '#shared/contract/entity.ts';
import { deal } from '#shared/deal/deal.ts';
import { job } from '#shared/job/job.ts';
import { notificationRoutes } from '#shared/notification/notification.routes.ts';
import { notification } from '#shared/notification/notification.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { role } from '#shared/role/role.ts';
import { task } from '#shared/task/task.ts';
import { ask } from '#test/fakes/http.ts';
import { idOf, putPerson, putRoles, storedRecord } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { notificationHandlers } from './notification.handlers.ts';
import { notify } from './notify.ts';

const ada = idOf(1, 'A');
const bob = idOf(2, 'A');
const byBob: ActorRef = { kind: 'user', id: bob, name: 'Bob' };

const world = async () => {
  const ports = fakePorts();
  await putRoles(ports);
  await putPerson(ports, ada, 'sales');
  await putPerson(ports, bob, 'admin');
  /** Writes a record and has its event acted upon, twice. */
  const happens = async (entity: Entity, id: string, values: object, actor: ActorRef = byBob): Promise<void> => {
    const before = await storedRecord(ports, entity.noun, id).catch(() => undefined);
    const after = { ...before?.record, ...values };
    await commit(ports, { actor, changes: [{ entity, id, before, after, verb: before ? 'updated' : 'created' }] });
    const event = ports.store
      .all()
      .filter(isStoredEvent)
      .filter((e) => e.recordId === id)
      .sort((a, b) => b.version - a.version)[0];
    if (!event) throw new Error('nothing happened');
    for (let i = 0; i < 2; i++) await notify(envelopeOf(event), ports);
  };
  const told = () =>
    ports.store
      .all()
      .filter(isStoredRecord)
      .map(({ record }) => record)
      .filter(({ type }) => type === 'notification');
  const markRead = (who: string, body: object) =>
    ask(ports, notificationHandlers, { method: 'POST', path: '/v1/notifications/read', sub: `sub-${who}`, body });
  return { ports, happens, told, markRead };
};
const aDeal = { name: 'Mill', status: 'open', ownerId: ada };

test('who is given a record by somebody else is told, once', async () => {
  const { happens, told } = await world();

  await happens(deal, idOf(1, 'D'), aDeal);

  expect(told()).toMatchObject([
    { ownerId: ada, kind: 'assigned', title: 'Mill', subject: { noun: 'deal', id: idOf(1, 'D') }, actor: byBob },
  ]);
});

test('who takes something, changes what they have, or imports it is told nothing', async () => {
  const { happens, told } = await world();

  await happens(deal, idOf(1, 'D'), aDeal, { kind: 'user', id: ada });
  await happens(deal, idOf(1, 'D'), { nextStep: 'Call' });
  await happens(deal, idOf(2, 'D'), aDeal, { kind: 'import', id: idOf(3, 'J') });
  await happens(task, idOf(3, 'T'), { title: 'Nobody’s', status: 'notStarted' });

  expect(told()).toEqual([]);
});

test('the new owner is told and not the old one', async () => {
  const { happens, told } = await world();
  await happens(deal, idOf(1, 'D'), { ...aDeal, ownerId: bob });

  await happens(deal, idOf(1, 'D'), { ownerId: ada });

  expect(told().map(({ ownerId }) => ownerId)).toEqual([ada]);
});

test('the end of a job is told to who began it, that of a preparation only where it failed', async () => {
  const { happens, told } = await world();
  const system: ActorRef = { kind: 'system', id: 'jobs' };
  const subject = { noun: 'import', id: idOf(9, 'J') };
  const aJob = { name: 'Leads', state: 'running', progress: { done: 0, total: 0, failed: 0 }, ownerId: ada, subject };

  for (const [n, kind, state] of [
    [1, 'importApply', 'succeeded'],
    [2, 'importPlan', 'succeeded'],
    [3, 'importPlan', 'failed'],
    [4, 'importApply', 'cancelled'],
  ] as const) {
    await happens(job, idOf(n, 'J'), { ...aJob, kind }, system);
    await happens(job, idOf(n, 'J'), { step: 'Working' }, system);
    await happens(job, idOf(n, 'J'), { state }, system);
  }

  expect(told().map(({ kind, subject: about }) => [kind, about])).toEqual([
    ['jobDone', subject],
    ['jobFailed', subject],
  ]);
});

test('a title that the addressee may not see is not told', async () => {
  const { ports, happens, told } = await world();
  const { record } = await storedRecord(ports, 'role', builtInRoles.find(({ group }) => group === 'sales')?.id ?? '');
  await happens(role, record.id, { fieldAccess: [{ noun: 'deal', field: 'name', access: 'none' }] });

  await happens(deal, idOf(1, 'D'), aDeal);

  expect(told()).toMatchObject([{ title: 'Deal' }]);
});

test('nobody has more than a hundred unread ones', async () => {
  const { happens, told, markRead } = await world();
  for (let n = 0; n < 105; n++) await happens(deal, idOf(n, 'D'), aDeal);
  expect(told()).toHaveLength(100);

  await markRead(ada, {});
  await happens(deal, idOf(200, 'D'), aDeal);

  expect(told().filter(({ readAt }) => readAt === undefined)).toHaveLength(1);
});

test('marking as read takes those named, or all, and never somebody else’s', async () => {
  const { ports, happens, told, markRead } = await world();
  for (let n = 0; n < 3; n++) await happens(deal, idOf(n, 'D'), aDeal);
  const [first] = told();

  expect((await markRead(bob, { ids: [first?.id] })).body['read']).toEqual([]);
  expect((await markRead(ada, { ids: [first?.id] })).body['read']).toEqual([{ id: first?.id, version: 2 }]);
  expect((await markRead(ada, {})).body['read']).toHaveLength(2);
  expect((await markRead(ada, {})).body['read']).toEqual([]);
  expect(told().every(({ readAt }) => typeof readAt === 'string')).toBe(true);
  expect(ports.store.all().filter(({ pk }) => pk.startsWith('state#unread#'))).toEqual([]);
});

test('nobody but the addressee reads it, an administrator neither', () => {
  const record = { id: idOf(1, 'N'), ownerId: ada, createdBy: { kind: 'system', id: 'notify' } };
  const as = (id: string) => policyOf({ id, teamIds: [], roles: builtInRoles.map((r) => ({ ...r, fieldAccess: [] })) });

  expect(as(ada).may('notification', 'read', record)).toBe(true);
  expect(as(bob).may('notification', 'read', record)).toBe(false);
  expect(as(ada).may('notification', 'update', record)).toBe(false);
  expect(as(bob).readPredicate('notification')).not.toBe(true);
  expect(Object.keys(notificationRoutes).sort()).not.toContain('create');
  expect(notification.isPrivate).toBe(true);
});
