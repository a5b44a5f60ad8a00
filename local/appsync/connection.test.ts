import { expect, test } from 'vitest';
import { channelOf, reaches } from './channel.ts';
import { createConnection } from './connection.ts';

type Sent = Readonly<Record<string, unknown>>;

const aConnection = (refused: readonly string[] = []) => {
  const sent: Sent[] = [];
  const connection = createConnection({
    send: (message) => sent.push(message),
    authorize: async (channel) => (refused.includes(channel) ? 'no' : undefined),
  });
  const say = (message: unknown) => connection.receive(typeof message === 'string' ? message : JSON.stringify(message));
  return { sent, connection, say };
};

test('who begins is told how long silence may last', async () => {
  const { sent, say } = aConnection();

  await say({ type: 'connection_init' });

  expect(sent).toEqual([{ type: 'connection_ack', connectionTimeoutMs: 300_000 }]);
});

test('what is published reaches those who listen to that channel, until they stop', async () => {
  const { sent, connection, say } = aConnection();

  await say({ type: 'subscribe', id: 'a', channel: '/list/x' });
  connection.deliver('/list/x', '"1"');
  connection.deliver('/list/y', '"2"');
  await say({ type: 'unsubscribe', id: 'a' });
  connection.deliver('/list/x', '"3"');

  expect(sent).toEqual([
    { type: 'subscribe_success', id: 'a' },
    { type: 'data', id: 'a', event: '"1"' },
    { type: 'unsubscribe_success', id: 'a' },
  ]);
});

test('who may not listen is told so and hears nothing', async () => {
  const { sent, connection, say } = aConnection(['/list/x']);

  await say({ type: 'subscribe', id: 'a', channel: '/list/x' });
  connection.deliver('/list/x', '"1"');

  expect(sent).toEqual([
    { type: 'subscribe_error', id: 'a', errors: [{ errorType: 'UnauthorizedException', message: 'no' }] },
  ]);
});

test('an id is taken once, also while the first is asked about', async () => {
  const { sent, say } = aConnection();

  await Promise.all([
    say({ type: 'subscribe', id: 'a', channel: '/list/x' }),
    say({ type: 'subscribe', id: 'a', channel: '/list/y' }),
  ]);

  expect(sent.map(({ type }) => type)).toEqual(['subscribe_error', 'subscribe_success']);
});

test('a connection has at most a hundred subscriptions', async () => {
  const { sent, say } = aConnection();

  for (let i = 0; i <= 100; i++) await say({ type: 'subscribe', id: `s${i}`, channel: `/list/${i}` });

  expect(sent.filter(({ type }) => type === 'subscribe_success')).toHaveLength(100);
  expect(sent.at(-1)).toMatchObject({ type: 'subscribe_error', id: 's100' });
});

test.each(['nonsense', '[]', { type: 'subscribe', channel: '/list/x' }, { type: 'publish', id: 'a' }])(
  '%j is answered with an error and ends nothing',
  async (message) => {
    const { sent, say } = aConnection();

    await say(message);
    await say({ type: 'connection_init' });

    expect(sent.map(({ type }) => type)).toEqual(['error', 'connection_ack']);
  },
);

test('a channel has one to five parts of letters, digits and hyphens', () => {
  expect(channelOf('/list/a/')).toBe('/list/a');
  expect(channelOf('list/a/b/c/d')).toBe('/list/a/b/c/d');
  for (const wrong of ['', '/', '/a/b/c/d/e/f', '/a//b', '/a/b_c', '/a/b c', '/a/-b', `/${'x'.repeat(51)}`, 7, '/a/*'])
    expect(channelOf(wrong), String(wrong)).toBeUndefined();
});

test('a wildcard at the end reaches what lies below it', () => {
  expect(channelOf('/list/*', true)).toBe('/list/*');
  expect(reaches('/list/*', '/list/a/b')).toBe(true);
  expect(reaches('/list/*', '/lists/a')).toBe(false);
  expect(reaches('/list/a', '/list/a/b')).toBe(false);
});
