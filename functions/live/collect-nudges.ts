import type { EventBody, StoredEvent } from '#functions/platform/stored.ts';
import { recordOfEvent } from '#functions/platform/upcast.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { audienceOf } from '#shared/live/audience.ts';
import {
  aroundChannel,
  audienceKey,
  type Epoch,
  everyoneChannel,
  listChannel,
  recordChannel,
  userChannel,
} from '#shared/live/channel.ts';
import type { Nudge } from '#shared/live/nudge.ts';
import { entityOf } from '#shared/registry.ts';

/** Somebody came to a record, went, or does something else there now. */
export type PresenceChange = { readonly noun: string; readonly id: string; readonly key: string };

/** What goes to each channel. */
export type Nudges = {
  /** About one thing, as soon as can be. */
  readonly single: ReadonlyMap<string, readonly Nudge[]>;
  /** Lists, which may be nudged often: whoever sends them keeps a distance. */
  readonly lists: ReadonlyMap<string, readonly Nudge[]>;
};

/** What decides over what somebody may do. */
const rights: Readonly<Record<string, readonly string[]>> = {
  user: ['roleIds', 'memberOf', 'status', 'deletedAt', 'tokensValidAfter'],
  role: ['grants', 'fieldAccess', 'deletedAt'],
};

/** Whether an event changed what somebody may do. A new person or role changes nothing for those who listen already. */
export const changesRights = ({ noun, before }: Pick<EventBody, 'noun' | 'before'>): boolean =>
  (rights[noun] ?? []).some((field) => field in before);

const recordBefore = (event: StoredEvent): AnyRecord => ({ ...event.record, ...event.before });

/** What a record refers to by fields of its own noun. */
const referred = (entity: Entity, record: AnyRecord): { noun: string; id: string }[] =>
  Object.entries(entity.fields).flatMap(([field, { target }]) => {
    const value = record[field];
    if (!target) return [];
    return (Array.isArray(value) ? value : [value])
      .filter((id): id is string => typeof id === 'string')
      .map((id) => ({ noun: target, id }));
  });

/**
 * Who is to be nudged after these events, however many they are: a list once for each group of those who may know, a record where
 * somebody looks at it, what is around it likewise. Nobody is nudged about a record that they could read neither before nor after.
 */
export const collectNudges = (
  events: readonly StoredEvent[],
  presence: readonly PresenceChange[],
  now: { readonly epoch: Epoch; readonly watched: ReadonlySet<string> },
): Nudges => {
  const { epoch, watched } = now;
  const single = new Map<string, Nudge[]>();
  const lists = new Map<string, Nudge[]>();
  /** The newest of each noun; one without an id where there are several. */
  const add = (to: Map<string, Nudge[]>, channel: string, nudge: Nudge): void => {
    const all = to.get(channel) ?? [];
    const known = all.find(({ noun }) => noun === nudge.noun);
    const isOther = known !== undefined && known.id !== nudge.id;
    const isOlder = known?.id === nudge.id && (known?.version ?? 0) > (nudge.version ?? 0);
    const kept = isOther ? { noun: nudge.noun } : isOlder && known ? known : nudge;
    to.set(channel, [...all.filter((other) => other !== known), kept]);
  };

  for (const event of events) {
    const { noun, recordId: id, version } = event;
    const entity = entityOf(noun);
    if (!entity) continue;
    const nudge: Nudge = { noun, id, version };
    if (changesRights(event)) add(single, everyoneChannel, { noun: 'role' });
    const record = recordOfEvent(event);
    const after = audienceOf(entity, record);
    if (entity.isPrivate) {
      for (const group of after) add(single, userChannel(group.replace(/^own-/, '')), nudge);
      continue;
    }
    const before = version > 1 ? audienceOf(entity, recordBefore(event)) : after;
    for (const group of new Set([...before, ...after])) add(lists, listChannel(epoch, noun, group), nudge);
    if (watched.has(`${noun}#${id}`))
      for (const key of new Set([audienceKey(before), audienceKey(after)]))
        add(single, recordChannel(epoch, noun, id, key), nudge);
    for (const target of [...referred(entity, record), ...referred(entity, recordBefore(event))])
      if (watched.has(`${target.noun}#${target.id}`))
        add(single, aroundChannel(epoch, target.noun, target.id, noun), nudge);
  }
  for (const { noun, id, key } of presence) add(single, recordChannel(epoch, noun, id, key), { noun: 'presence', id });
  return { single, lists };
};
