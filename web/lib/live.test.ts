import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLive, type Live } from './live.ts';

type Sent = { readonly type: string; readonly id?: string; readonly channel?: string; readonly authorization?: object };

class FakeSocket extends EventTarget {
  readonly url: string;
  readonly protocols: string[];
  readonly sent: Sent[] = [];
  isClosed = false;
  constructor(url: string, protocols: string[]) {
    super();
    this.url = url;
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.isClosed = true;
    this.dispatchEvent(new Event('close'));
  }
  say(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
}

let sockets: FakeSocket[];
let tokens: (string | undefined)[];
let returns: number;
let refused: string[];
let live: Live;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  tokens = [];
  returns = 0;
  refused = [];
  live = createLive({
    endpoint: async () => ({ http: 'https://api.example/event', realtime: 'wss://live.example/event/realtime' }),
    token: async () => (tokens.length > 0 ? tokens.shift() : 'token'),
    onReturn: () => {
      returns++;
    },
    onRefused: (channel) => refused.push(channel),
    connect: (url, protocols) => {
      const socket = new FakeSocket(url, protocols);
      sockets.push(socket);
      // of a socket only what the fake has is used
      return socket as unknown as WebSocket;
    },
    random: () => 1,
  });
});
afterEach(() => {
  live.close();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const at = (index: number): FakeSocket => {
  const socket = sockets[index];
  if (!socket) throw new Error(`no connection ${index}`);
  return socket;
};
const open = async (index = 0): Promise<FakeSocket> => {
  await settle();
  const socket = at(index);
  socket.dispatchEvent(new Event('open'));
  socket.say({ type: 'connection_ack', connectionTimeoutMs: 1000 });
  await settle();
  return socket;
};

test('there is one connection for all channels, with the token where AppSync looks for it', async () => {
  live.listen('/list/a', () => {});
  live.listen('/list/b', () => {});

  const socket = await open();

  expect(sockets).toHaveLength(1);
  expect(socket.protocols[0]).toBe('aws-appsync-event-ws');
  const [, header = ''] = socket.protocols;
  expect(JSON.parse(atob(header.replace('header-', '').replaceAll('-', '+').replaceAll('_', '/')))).toEqual({
    host: 'api.example',
    Authorization: 'token',
  });
  expect(socket.sent.map(({ type, channel }) => channel ?? type)).toEqual(['connection_init', '/list/a', '/list/b']);
});

test('what is told comes to all who listen to that channel, whichever way AppSync words it', async () => {
  const heard: unknown[] = [];
  live.listen('/list/a', (nudge) => heard.push(nudge));
  live.listen('/list/a', (nudge) => heard.push(nudge));
  const socket = await open();
  const id = socket.sent.find(({ channel }) => channel === '/list/a')?.id;

  socket.say({ type: 'data', id, event: '{"noun":"deal","id":"1","version":2}' });
  socket.say({ type: 'data', id, event: ['{"noun":"deal"}'] });
  socket.say({ type: 'data', id, event: 'nonsense' });
  socket.say({ type: 'data', id: 'other', event: '{"noun":"lead"}' });

  const first = { noun: 'deal', id: '1', version: 2 };
  expect(heard).toEqual([first, first, { noun: 'deal' }, { noun: 'deal' }]);
});

test('a lost connection comes back after a wait that doubles, listens again with a fresh token, and says so', async () => {
  live.listen('/list/a', () => {});
  (await open()).close();
  await vi.advanceTimersByTimeAsync(999);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  at(1).close();
  await vi.advanceTimersByTimeAsync(1999);
  expect(sockets).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);

  tokens = ['fresh', 'fresh'];
  const socket = await open(2);

  expect(returns).toBe(1);
  expect(socket.sent.at(-1)).toMatchObject({ channel: '/list/a', authorization: { Authorization: 'fresh' } });
});

test('a connection that is silent for longer than AppSync allows is given up', async () => {
  live.listen('/list/a', () => {});
  const socket = await open();

  await vi.advanceTimersByTimeAsync(900);
  socket.say({ type: 'ka' });
  await vi.advanceTimersByTimeAsync(900);
  expect(socket.isClosed).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(socket.isClosed).toBe(true);
});

test('when the network is there again it does not wait', async () => {
  live.listen('/list/a', () => {});
  (await open()).close();

  live.hurry();
  await settle();

  expect(sockets).toHaveLength(2);
});

test('nobody is asked where nobody is signed in', async () => {
  tokens = [undefined];
  live.listen('/list/a', () => {});
  await settle();

  expect(sockets).toEqual([]);
});

test('a channel that is refused is told, and not asked for again', async () => {
  live.listen('/list/a', () => {});
  const socket = await open();

  socket.say({ type: 'subscribe_error', id: socket.sent.at(-1)?.id });
  socket.close();
  await vi.advanceTimersByTimeAsync(120_000);

  expect(refused).toEqual(['/list/a']);
  expect(sockets).toHaveLength(1);
});

test('a channel that nobody listens to any more is left after a moment, and with the last the connection', async () => {
  const leave = live.listen('/list/a', () => {});
  const stay = live.listen('/list/b', () => {});
  const socket = await open();

  leave();
  live.listen('/list/a', () => {})();
  await vi.advanceTimersByTimeAsync(2000);
  expect(socket.sent.filter(({ type }) => type === 'unsubscribe')).toHaveLength(1);
  stay();
  await vi.advanceTimersByTimeAsync(2000);
  expect(socket.isClosed).toBe(true);
  expect(sockets).toHaveLength(1);
});
