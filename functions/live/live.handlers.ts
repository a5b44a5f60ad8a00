import type { Context } from '#functions/platform/context.ts';
import { type Handler, implement } from '#functions/platform/handle.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { notFound } from '#shared/contract/problem.ts';
import { audienceOf, groupsOf } from '#shared/live/audience.ts';
import {
  aroundChannel,
  audienceKey,
  type Epoch,
  everyoneChannel,
  listChannel,
  recordChannel,
  userChannel,
} from '#shared/live/channel.ts';
import { liveRoutes } from '#shared/live/live.routes.ts';
import { entities, entityOf } from '#shared/registry.ts';
import { readEpoch } from './live-state.ts';
import { leaveFrom, lookAround, stayAt } from './presence.ts';

type RecordRef = { readonly noun: string; readonly id: string };

const listsOf = (entity: Entity, epoch: Epoch, { actor, policy }: Context): string[] =>
  groupsOf(entity, actor, policy).map((group) => listChannel(epoch, entity.noun, group));

/** Where records of a noun that refer to this one are told of: around it for those who read them all, else in their own lists. */
const around = (ref: RecordRef, other: Entity, epoch: Epoch, context: Context): string[] =>
  context.policy.scopeOf(other.noun, 'read') === 'all'
    ? [aroundChannel(epoch, ref.noun, ref.id, other.noun)]
    : listsOf(other, epoch, context);

/** What can be known of a record by listening, with the key of those who may read it. Throws the one `not-found`. */
const open = async (
  ref: RecordRef,
  context: Context,
): Promise<{ readonly key: string; readonly channels: string[] }> => {
  const entity = entityOf(ref.noun);
  if (!entity) throw notFound();
  const [{ record }, epoch] = await Promise.all([
    loadReadable(entity, ref.id, context),
    readEpoch(context.ports.table),
  ]);
  const key = audienceKey(audienceOf(entity, record));
  const near = entities.filter((other) => Object.values(other.fields).some((field) => field.target === ref.noun));
  return {
    key,
    channels: [
      recordChannel(epoch, ref.noun, ref.id, key),
      ...near.flatMap((other) => around(ref, other, epoch, context)),
    ],
  };
};

const channels: Handler<typeof liveRoutes.channels> = async (_, context) => {
  const epoch = await readEpoch(context.ports.table);
  return {
    own: [userChannel(context.actor.id), everyoneChannel],
    lists: Object.fromEntries(
      entities
        .filter((entity) => !entity.isPrivate)
        .map((entity) => [entity.noun, listsOf(entity, epoch, context)] as const)
        .filter(([, names]) => names.length > 0),
    ),
  };
};

const look: Handler<typeof liveRoutes.look> = async ({ params }, context) => {
  const { table } = context.ports;
  const { channels: names } = await open(params, context);
  return { people: await lookAround(params, context.actor.id, { table, nowMs: context.now }), channels: names };
};

const stay: Handler<typeof liveRoutes.stay> = async ({ params, body }, context) => {
  const { key, channels: names } = await open(params, context);
  const me = { id: context.actor.id, name: context.actor.ref.name ?? '' };
  const { table } = context.ports;
  return { people: await stayAt({ ...params, key }, me, body, { table, nowMs: context.now }), channels: names };
};

const leave: Handler<typeof liveRoutes.leave> = async ({ params }, context) => {
  await open(params, context);
  await leaveFrom(params, context.actor.id, context.ports);
  return {};
};

const subject = ({ params }: { readonly params: RecordRef }): RecordRef[] => [params];

export const liveHandlers = [
  implement(liveRoutes.channels, channels),
  implement(liveRoutes.look, look, subject),
  implement(liveRoutes.stay, stay, subject),
  implement(liveRoutes.leave, leave, subject),
];
