import type { Nudge } from '#shared/live/nudge.ts';
import { origin } from './world.ts';

type Message = Readonly<Record<string, unknown>> & { readonly type?: string; readonly id?: string };

/** What came over a subscription, oldest first. */
export type Listening = {
  readonly got: readonly Nudge[];
  /** The first nudge that fits, whenever it comes; fails after `ms`. */
  next(fits?: (nudge: Nudge) => boolean, ms?: number): Promise<Nudge>;
};

export type LiveSocket = {
  /** Listens to a channel; fails with AppSync's error where that is refused. */
  listen(channel: string): Promise<Listening>;
  close(): void;
};

const live = async (): Promise<{ http: string; realtime: string }> => {
  const config = (await (await fetch(`${origin()}/config.json`)).json()) as {
    live: { http: string; realtime: string };
  };
  return config.live;
};

/** Connects with a token as a browser does; undefined where it is not let in. */
export const connectLive = async (token: string): Promise<LiveSocket | undefined> => {
  const { http, realtime } = await live();
  const authorization = { host: new URL(http).host, Authorization: token };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const socket = new WebSocket(realtime, ['aws-appsync-event-ws', `header-${header}`]);
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
  });
  if (!isOpen) return undefined;
  socket.send(JSON.stringify({ type: 'connection_init' }));
  const listeners = new Set<(message: Message) => void>();
  socket.addEventListener('message', ({ data }) => {
    for (const listener of listeners) listener(JSON.parse(String(data)));
  });
  return {
    listen: (channel) =>
      new Promise((resolve, reject) => {
        const id = crypto.randomUUID();
        const got: Nudge[] = [];
        const waiting = new Set<() => void>();
        const listening: Listening = {
          got,
          next: (fits = () => true, ms = 2000) =>
            new Promise((found, fail) => {
              const timer = setTimeout(() => fail(new Error(`nothing came over ${channel} in ${ms} ms`)), ms);
              const look = (): void => {
                const nudge = got.find(fits);
                if (!nudge) return;
                clearTimeout(timer);
                waiting.delete(look);
                found(nudge);
              };
              waiting.add(look);
              look();
            }),
        };
        listeners.add((message) => {
          if (message.id !== id) return;
          if (message.type === 'subscribe_success') resolve(listening);
          else if (message.type === 'subscribe_error') reject(new Error(JSON.stringify(message['errors'])));
          else if (message.type === 'data') {
            got.push(JSON.parse(String(message['event'])));
            for (const look of [...waiting]) look();
          }
        });
        socket.send(JSON.stringify({ type: 'subscribe', id, channel, authorization }));
      }),
    close: () => socket.close(),
  };
};
