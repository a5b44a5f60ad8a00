import * as z from 'zod';
import { isRecord } from '../assembly/template.ts';
import { channelOf, reaches } from './channel.ts';

/** One WebSocket connection to an Event API, as the subprotocol `aws-appsync-event-ws` has it. */
export type Connection = {
  /** Takes a message of the client. */
  receive(text: string): Promise<void>;
  /** Hands on what was published to a channel, where this connection listens to it. */
  deliver(channel: string, event: string): void;
  keepAlive(): void;
};

export type ConnectionPorts = {
  readonly send: (message: Readonly<Record<string, unknown>>) => void;
  /** Why a subscription is refused; undefined where it is not. */
  readonly authorize: (channel: string, authorization: unknown) => Promise<string | undefined>;
};

/** How long a client waits for a sign of life before it gives up; AWS's own figure. */
export const connectionTimeoutMs = 300_000;
export const keepAliveMs = 60_000;
/** AWS's limit for one connection. */
const maxSubscriptions = 100;

const message = z.object({
  type: z.string(),
  id: z.string().min(1).max(128).optional(),
  channel: z.unknown().optional(),
  authorization: z.unknown().optional(),
});

/** Speaks the protocol; knows neither sockets nor tokens. */
export function createConnection({ send, authorize }: ConnectionPorts): Connection {
  const subscriptions = new Map<string, string>();
  const waiting = new Set<string>();

  const fail = (type: string, id: string | undefined, errorType: string, text: string): void =>
    send({ type, ...(id === undefined ? {} : { id }), errors: [{ errorType, message: text }] });

  const subscribe = async (id: string, given: unknown, authorization: unknown): Promise<void> => {
    const refuse = (errorType: string, text: string): void => fail('subscribe_error', id, errorType, text);
    if (subscriptions.has(id) || waiting.has(id)) {
      refuse('DuplicatedOperationError', 'A subscription with this id is there already.');
      return;
    }
    if (subscriptions.size + waiting.size >= maxSubscriptions) {
      refuse('LimitExceededError', `A connection has at most ${maxSubscriptions} subscriptions.`);
      return;
    }
    const channel = channelOf(given, true);
    if (channel === undefined) {
      refuse('BadRequestException', 'The channel is not valid.');
      return;
    }
    waiting.add(id);
    const reason = await authorize(channel, authorization).finally(() => waiting.delete(id));
    if (reason !== undefined) {
      refuse('UnauthorizedException', reason);
      return;
    }
    subscriptions.set(id, channel);
    send({ type: 'subscribe_success', id });
  };

  return {
    async receive(text) {
      const parsed = message.safeParse(json(text));
      if (!parsed.success) {
        fail('error', undefined, 'BadRequestException', 'The message is not valid.');
        return;
      }
      const { type, id, channel, authorization } = parsed.data;
      if (type === 'connection_init') send({ type: 'connection_ack', connectionTimeoutMs });
      else if (type === 'subscribe' && id !== undefined) await subscribe(id, channel, authorization);
      else if (type === 'unsubscribe' && id !== undefined) {
        if (subscriptions.delete(id)) send({ type: 'unsubscribe_success', id });
        else fail('unsubscribe_error', id, 'UnknownOperationError', 'There is no subscription with this id.');
      } else fail('error', id, 'UnsupportedOperation', `${type} is not known, or comes without an id.`);
    },
    deliver(channel, event) {
      for (const [id, subscribed] of subscriptions) if (reaches(subscribed, channel)) send({ type: 'data', id, event });
    },
    keepAlive: () => send({ type: 'ka' }),
  };
}

function json(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
