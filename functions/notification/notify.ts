import { type Consume, causeOf } from '#functions/consumer/create-consumer.ts';
import { actorOf } from '#functions/platform/authenticate.ts';
import { type CommitPorts, CommitRefused, commit } from '#functions/platform/commit.ts';
import type { Ports } from '#functions/platform/context.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordOfItem, recordsOfItems } from '#functions/platform/upcast.ts';
import { type ActorRef, type AnyRecord, titleOf } from '#shared/contract/entity.ts';
import { maxUnread } from '#shared/notification/notification.routes.ts';
import { notification } from '#shared/notification/notification.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { entityOf } from '#shared/registry.ts';
import { maySignIn } from '#shared/user/user.ts';
import { unreadItem, unreadOf } from './unread.ts';
import { type Telling, whatToTell } from './what-to-tell.ts';

export const notifyConsumer = 'notify';
const machine: ActorRef = { kind: 'system', id: notifyConsumer, name: 'Notifications' };
const maxTitle = 255;

/** The title as the addressee may see it; undefined where they may not know of the record at all. */
const titleFor = async (person: AnyRecord, { record, subject }: Telling, { table }: CommitPorts) => {
  const roleIds = Array.isArray(person.roleIds) ? person.roleIds.filter((id) => typeof id === 'string') : [];
  const roles = recordsOfItems(await table.batchGet(roleIds.map((id) => recordKey('role', id))))
    .map((stored) => stored.record)
    .filter(({ deletedAt }) => deletedAt === undefined);
  const policy = policyOf(actorOf(person, roles));
  const entity = entityOf(record.type);
  if (!entity) return undefined;
  // who began a job knows of it, whatever they may read by now
  const mayKnow = record.type === 'job' ? record.ownerId === person.id : policy.may(record.type, 'read', record);
  if (!mayKnow) return undefined;
  const title = titleOf(entity, policy.project(record.type, record));
  return title === record.id ? (entityOf(subject.noun)?.label.one ?? entity.label.one) : title.slice(0, maxTitle);
};

/** Tells the one person whom an event concerns, once however often it comes. Who has very many unread ones gets no more. */
export const notify: Consume<Ports> = async (event, ports) => {
  const telling = whatToTell(event);
  if (!telling) return;
  const person = recordOfItem(await ports.table.get(recordKey('user', telling.to)))?.record;
  if (!person || !maySignIn(person)) return;
  const title = await titleFor(person, telling, ports);
  if (title === undefined || (await unreadOf(person.id, maxUnread, ports)).length >= maxUnread) return;
  const id = ports.ids.ulid(ports.clock.now());
  const { kind, subject, actor } = telling;
  const after = { title, kind, subject, actor, ownerId: person.id, source: 'system' };
  try {
    await commit(ports, {
      actor: machine,
      cause: causeOf(event, notifyConsumer),
      changes: [{ entity: notification, id, before: undefined, after, verb: 'created' }],
      done: { consumer: notifyConsumer, eventId: event.id },
      also: [unreadItem(person.id, id)],
    });
  } catch (error) {
    if (!(error instanceof CommitRefused && error.refusal.kind === 'done')) throw error;
  }
};
