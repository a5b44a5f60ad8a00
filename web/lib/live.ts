import type { Nudge } from '#shared/live/nudge.ts';

/** Where AppSync Events is: the host of `http` is part of every authorization. */
export type LiveEndpoint = { readonly http: string; readonly realtime: string };

export type LiveOptions = {
  readonly endpoint: () => Promise<LiveEndpoint>;
  /** A token that is valid now; undefined where nobody is signed in. */
  readonly token: () => Promise<string | undefined>;
  /** The connection is there again: what was said meanwhile is lost. */
  readonly onReturn: () => void;
  /** A channel was refused: whoever asks may do other things by now. */
  readonly onRefused: (channel: string) => void;
  readonly connect?: (url: string, protocols: string[]) => WebSocket;
  /** Between 0 and 1. */
  readonly random?: () => number;
};

export type Live = {
  /** Hears of a channel until the function that this gives is called. */
  listen(channel: string, hear: (nudge: Nudge) => void): () => void;
  /** Tries at once, where it waits: the network is there again. */
  hurry(): void;
  close(): void;
};

type Subscription = { readonly id: string; readonly hears: Set<(nudge: Nudge) => void> };
type Message = {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly event?: unknown;
  readonly connectionTimeoutMs?: unknown;
};

const firstWaitMs = 1000;
const maxWaitMs = 60_000;
/** A page that is left may be followed by one that listens to the same. */
const lingerMs = 2000;
const defaultSilenceMs = 300_000;

const base64url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

const isNudge = (value: unknown): value is Nudge =>
  typeof value === 'object' && value !== null && 'noun' in value && typeof value.noun === 'string';

/** AppSync sends an event as JSON text, alone or as a list of one. */
const nudgeOf = (event: unknown): Nudge | undefined => {
  const text = Array.isArray(event) ? event[0] : event;
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isNudge(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The one connection of a tab to AppSync Events. It is there while somebody listens, and comes back by itself. */
export const createLive = (options: LiveOptions): Live => {
  const { connect = (url, protocols) => new WebSocket(url, protocols), random = Math.random } = options;
  const subscriptions = new Map<string, Subscription>();
  let socket: WebSocket | undefined;
  let isReady = false;
  let wasReady = false;
  let isStarting = false;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let silenceMs = defaultSilenceMs;
  let ids = 0;

  const say = (message: object): void => socket?.send(JSON.stringify(message));
  const authorization = async (): Promise<{ host: string; Authorization: string } | undefined> => {
    const [endpoint, token] = await Promise.all([options.endpoint(), options.token()]);
    return token === undefined ? undefined : { host: new URL(endpoint.http).host, Authorization: token };
  };

  const subscribe = async (channel: string, { id }: Subscription): Promise<void> => {
    const given = await authorization().catch(() => undefined);
    if (given && isReady && subscriptions.get(channel)?.id === id)
      say({ type: 'subscribe', id, channel, authorization: given });
  };

  const watchSilence = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => socket?.close(), silenceMs);
  };

  const receive = (message: Message): void => {
    watchSilence();
    if (message.type === 'connection_ack') {
      if (typeof message.connectionTimeoutMs === 'number') silenceMs = message.connectionTimeoutMs;
      isReady = true;
      failures = 0;
      for (const [channel, subscription] of subscriptions) void subscribe(channel, subscription);
      if (wasReady) options.onReturn();
      wasReady = true;
      return;
    }
    const [channel, subscription] = [...subscriptions].find(([, { id }]) => id === message.id) ?? [];
    if (!channel || !subscription) return;
    if (message.type === 'data') {
      const nudge = nudgeOf(message.event);
      if (nudge) for (const hear of [...subscription.hears]) hear(nudge);
    } else if (message.type === 'subscribe_error') {
      subscriptions.delete(channel);
      options.onRefused(channel);
    }
  };

  const lost = (): void => {
    socket = undefined;
    isReady = false;
    clearTimeout(silence);
    if (subscriptions.size === 0) return;
    const waitMs = Math.min(maxWaitMs, firstWaitMs * 2 ** failures) * (0.5 + random() / 2);
    failures++;
    clearTimeout(retry);
    retry = setTimeout(() => void start(), waitMs);
  };

  const start = async (): Promise<void> => {
    if (socket || isStarting || subscriptions.size === 0) return;
    isStarting = true;
    const known = await Promise.all([options.endpoint(), authorization()]).catch(() => undefined);
    isStarting = false;
    const [endpoint, given] = known ?? [];
    if (!endpoint || !given) {
      lost();
      return;
    }
    const opened = connect(endpoint.realtime, ['aws-appsync-event-ws', `header-${base64url(JSON.stringify(given))}`]);
    socket = opened;
    watchSilence();
    opened.addEventListener('open', () => say({ type: 'connection_init' }));
    opened.addEventListener('message', ({ data }) => {
      try {
        receive(JSON.parse(String(data)));
      } catch {
        opened.close();
      }
    });
    opened.addEventListener('close', () => {
      if (socket === opened) lost();
    });
  };

  const close = (): void => {
    clearTimeout(retry);
    clearTimeout(silence);
    const old = socket;
    socket = undefined;
    isReady = false;
    wasReady = false;
    old?.close();
  };

  return {
    listen(channel, hear) {
      const known = subscriptions.get(channel);
      const subscription = known ?? { id: `s${++ids}`, hears: new Set() };
      subscription.hears.add(hear);
      if (!known) {
        subscriptions.set(channel, subscription);
        if (isReady) void subscribe(channel, subscription);
        else void start();
      }
      return () => {
        subscription.hears.delete(hear);
        setTimeout(() => {
          if (subscription.hears.size > 0 || subscriptions.get(channel) !== subscription) return;
          subscriptions.delete(channel);
          if (isReady) say({ type: 'unsubscribe', id: subscription.id });
          if (subscriptions.size === 0) close();
        }, lingerMs);
      };
    },
    hurry() {
      failures = 0;
      clearTimeout(retry);
      void start();
    },
    close() {
      subscriptions.clear();
      close();
    },
  };
};
