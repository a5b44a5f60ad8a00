import type { Entity } from '../contract/entity.ts';
import type { Policy, PolicyActor } from '../policy/policy.ts';
import type { Audience } from './audience.ts';
import { audienceOf, groupsOf } from './audience.ts';

type Values = Readonly<Record<string, unknown>>;

/** Where what people may do was changed last (an event's id); channels of other times are dead, so that everybody has to ask anew. */
export type Epoch = string;
export const firstEpoch: Epoch = '0';

/** Tells everybody that somebody's rights have changed: ask again what you may listen to. */
export const everyoneChannel = '/user/everyone';
export const userChannel = (userId: string): string => `/user/${userId}`;

/** What happens in a noun, for one group of those who may know. */
export const listChannel = (epoch: Epoch, noun: string, group: string): string => `/list/${epoch}/${noun}/${group}`;

/** FNV-1a, 32 bits. */
const hashOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16);
};

/** Another name for each audience: who may no longer read a record hears no more of it. */
export const audienceKey = (audience: Audience): string => hashOf([...audience].sort().join(' '));
export const recordChannel = (epoch: Epoch, noun: string, id: string, key: string): string =>
  `/record/${epoch}/${noun}/${id}/${key}`;

/** Records of `noun` that refer to a record, for those who read the whole noun. */
export const aroundChannel = (epoch: Epoch, target: string, id: string, noun: string): string =>
  `/around/${epoch}/${target}/${id}/${noun}`;

/** Namespaces of the channels; each asks `mayListen`. */
export const channelNamespaces = ['user', 'list', 'record', 'around'] as const;

/** What a channel is about; undefined where there is no such channel. No wildcards. */
export type Channel =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'list'; readonly epoch: Epoch; readonly noun: string; readonly group: string }
  | {
      readonly kind: 'record';
      readonly epoch: Epoch;
      readonly noun: string;
      readonly id: string;
      readonly key: string;
    }
  | {
      readonly kind: 'around';
      readonly epoch: Epoch;
      readonly target: string;
      readonly id: string;
      readonly noun: string;
    };

export const parseChannel = (path: string): Channel | undefined => {
  if (!/^\/[a-zA-Z0-9-]+(\/[a-zA-Z0-9-]+){1,4}$/.test(path)) return undefined;
  const [, kind = '', ...parts] = path.split('/');
  const [a = '', b = '', c = '', d = ''] = parts;
  if (kind === 'user' && parts.length === 1) return { kind, id: a };
  if (kind === 'list' && parts.length === 3) return { kind, epoch: a, noun: b, group: c };
  if (kind === 'record' && parts.length === 4) return { kind, epoch: a, noun: b, id: c, key: d };
  if (kind === 'around' && parts.length === 4) return { kind, epoch: a, target: b, id: c, noun: d };
  return undefined;
};

/**
 * Whether a person may listen to a channel now. `record` is what a record's channel is about, as it is now. Nobody hears of anything that
 * they could not read: not what changed, and not that it did.
 */
export const mayListen = (
  channel: Channel,
  actor: Pick<PolicyActor, 'id' | 'teamIds'>,
  policy: Pick<Policy, 'scopeOf' | 'may'>,
  now: { readonly epoch: Epoch; readonly record?: Values | undefined; findEntity(noun: string): Entity | undefined },
): boolean => {
  if (channel.kind === 'user') return channel.id === actor.id || channel.id === 'everyone';
  const entity = now.findEntity(channel.noun);
  if (!entity || channel.epoch !== now.epoch) return false;
  switch (channel.kind) {
    case 'list':
      return groupsOf(entity, actor, policy).includes(channel.group);
    case 'around':
      return groupsOf(entity, actor, policy).includes('all');
    case 'record':
      return (
        now.record !== undefined &&
        policy.may(channel.noun, 'read', now.record) &&
        audienceKey(audienceOf(entity, now.record)) === channel.key
      );
  }
};
