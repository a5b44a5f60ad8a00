import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import type { Envelope } from '#shared/contract/event.ts';
import type { Notification } from '#shared/notification/notification.ts';

/** What somebody is to be told after an event. */
export type Telling = {
  readonly to: string;
  readonly kind: Notification['kind'];
  readonly subject: { readonly noun: string; readonly id: string };
  readonly actor: ActorRef;
  /** The record that it is about, whose title is shown as far as the addressee may see it. */
  readonly record: AnyRecord;
};

type Values = Readonly<Record<string, unknown>>;
const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null;

const subjectOf = (record: Values): { noun: string; id: string } | undefined => {
  const { subject } = record;
  if (!isValues(subject)) return undefined;
  const { noun, id } = subject;
  return typeof noun === 'string' && typeof id === 'string' ? { noun, id } : undefined;
};

/** A job that only prepares something ends before the eyes of who waits for it; that it failed is worth saying. */
const isPreparation = (kind: unknown): boolean => typeof kind === 'string' && kind.endsWith('Plan');

const ofJob = (event: Envelope, record: AnyRecord, before: Values): Telling | undefined => {
  const { state, ownerId } = record;
  if (typeof ownerId !== 'string' || !('state' in before)) return undefined;
  const kind =
    state === 'failed' ? 'jobFailed' : state === 'succeeded' && !isPreparation(record.kind) ? 'jobDone' : undefined;
  if (!kind) return undefined;
  const subject = subjectOf(record) ?? { noun: event.noun, id: event.recordId };
  return { to: ownerId, kind, subject, actor: event.actor, record };
};

/** Who was given a record by somebody else, or whose work has ended; undefined where nobody need be told. */
export const whatToTell = (event: Envelope): Telling | undefined => {
  const { data } = event;
  if (!isValues(data) || !isValues(data.record) || !isValues(data.before)) return undefined;
  // the data of an event of ours is the record with its old values
  const record = data.record as AnyRecord;
  const { before } = data;
  if (event.noun === 'job') return ofJob(event, record, before);
  const { ownerId } = record;
  const isNew = event.recordVersion === 1;
  if (typeof ownerId !== 'string' || record.deletedAt !== undefined || !(isNew || 'ownerId' in before))
    return undefined;
  if (event.actor.kind === 'user' && event.actor.id === ownerId) return undefined;
  if (event.actor.kind === 'import') return undefined;
  return {
    to: ownerId,
    kind: 'assigned',
    subject: { noun: event.noun, id: event.recordId },
    actor: event.actor,
    record,
  };
};
