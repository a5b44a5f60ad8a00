import { afterEach, describe, expect, test } from 'vitest';
import { connectLive, type LiveSocket } from './live-socket.ts';
import { as, type Email, send, tokensOf, unique, until } from './world.ts';

const sockets: LiveSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

const live = async (email: Email): Promise<LiveSocket> => {
  const socket = await connectLive((await tokensOf(email)).access);
  if (!socket) throw new Error(`${email} was not let in`);
  sockets.push(socket);
  return socket;
};
const listsOf = async (email: Email, noun: string): Promise<readonly string[]> =>
  (await as(email).live.channels({})).lists[noun] ?? [];
const idOf = async (email: Email): Promise<string> => String((await as(email).me.get({})).user.id);
const onlyOf = (names: readonly string[]): string => {
  const [name, ...more] = names;
  if (!name || more.length > 0) throw new Error(`not one channel: ${names.join(' ')}`);
  return name;
};

describe('a nudge', () => {
  test('comes within a second to who may read the list, and says nothing of what changed', async () => {
    const socket = await live('manager@demo.example');
    const list = await socket.listen(onlyOf(await listsOf('manager@demo.example', 'company')));
    const name = `Nudged ${unique()}`;
    // the functions are warm, as they are wherever people work
    const first = await as('rep1@demo.example').company.create({ body: { name: `First ${unique()}` } });
    await list.next(({ id }) => id === first.id, 5000);

    const made = await as('rep1@demo.example').company.create({ body: { name } });
    const nudge = await list.next(({ id }) => id === made.id, 1000);

    expect(nudge).toEqual({ noun: 'company', id: made.id, version: 1 });
  });

  test('comes to those whose record it is and to none who may not read it', async () => {
    const mine = await live('rep2@demo.example');
    const own = (await listsOf('rep2@demo.example', 'deal')).find((name) => name.includes('/own-'));
    const lists = await Promise.all(
      (await listsOf('rep1@demo.example', 'deal')).map((name) => live('rep1@demo.example').then((s) => s.listen(name))),
    );
    const listening = await mine.listen(own ?? '');

    const hidden = await as('rep2@demo.example').deal.create({ body: { name: `Hidden ${unique()}` } });
    await listening.next(({ id }) => id === hidden.id);
    // what rep1 hears of is told after it
    const seen = await as('rep1@demo.example').deal.create({ body: { name: `Seen ${unique()}` } });
    await until(async () => lists.some(({ got }) => got.some(({ id }) => id === seen.id)));

    expect(lists.flatMap(({ got }) => got).filter(({ id }) => id === hidden.id)).toEqual([]);
  });
});

describe('a channel', () => {
  test('of somebody else is refused, and so are lists and records that one may not read', async () => {
    const socket = await live('rep1@demo.example');
    const theirs = await as('rep2@demo.example').deal.create({ body: { name: `Theirs ${unique()}` } });
    const { channels } = await as('rep2@demo.example').live.look({ params: { noun: 'deal', id: theirs.id } });
    const [record = ''] = channels;

    for (const channel of [
      `/user/${await idOf('rep2@demo.example')}`,
      onlyOf(await listsOf('manager@demo.example', 'deal')),
      record,
      '/list/*',
      '/user/*',
      '/nothing/here',
    ])
      await expect(socket.listen(channel), channel).rejects.toThrow();
    await expect((await live('rep2@demo.example')).listen(record)).resolves.toBeDefined();
  });

  test('is open to nobody without a valid access token', async () => {
    const { access, id } = await tokensOf('rep1@demo.example');
    const [head, claims = '', signature] = access.split('.');
    const old = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), exp: 1 };
    const forged = `${head}.${Buffer.from(JSON.stringify(old)).toString('base64url')}.${signature}`;

    for (const token of ['', 'nonsense', forged]) expect(await connectLive(token)).toBeUndefined();
    // AppSync takes any token of the pool to connect; the function that decides takes access tokens
    const socket = await connectLive(id);
    if (socket) sockets.push(socket);
    await expect(socket?.listen(`/user/${await idOf('rep1@demo.example')}`)).rejects.toThrow();
  });
});

describe('a record', () => {
  test('that somebody looks at is told of, and so is what comes to lie around it', async () => {
    const rep = as('rep1@demo.example');
    const deal = await rep.deal.create({ body: { name: `Watched ${unique()}` } });
    const params = { noun: 'deal', id: deal.id };
    const { channels } = await as('manager@demo.example').live.stay({
      params,
      body: { tab: 'aaaaaaaa', isEditing: false },
    });
    const socket = await live('manager@demo.example');
    const [record, ...around] = await Promise.all(channels.map((channel) => socket.listen(channel)));

    const changed = await rep.deal.update({
      params: { id: deal.id },
      ifMatch: deal.version,
      body: { nextStep: 'Call' },
    });
    expect(await record?.next(({ noun }) => noun === 'deal')).toEqual({
      noun: 'deal',
      id: deal.id,
      version: changed.version,
    });

    const note = await rep.note.create({ body: { body: 'A word', dealId: deal.id } });
    await until(async () => around.some(({ got }) => got.some(({ id }) => id === note.id)));
  });

  test('given to somebody else has another channel, and who may no longer read it hears no more', async () => {
    const manager = as('manager@demo.example');
    const rep1 = await idOf('rep1@demo.example');
    const rep2 = await idOf('rep2@demo.example');
    const deal = await manager.deal.create({ body: { name: `Passed on ${unique()}`, ownerId: rep1 } });
    const params = { noun: 'deal', id: deal.id };
    const { channels } = await as('rep1@demo.example').live.stay({
      params,
      body: { tab: 'aaaaaaaa', isEditing: false },
    });
    const before = await (await live('rep1@demo.example')).listen(channels[0] ?? '');

    const passed = await manager.deal.update({
      params: { id: deal.id },
      ifMatch: deal.version,
      body: { ownerId: rep2 },
    });
    await before.next(({ version }) => version === passed.version);
    const now = await manager.live.stay({ params, body: { tab: 'aaaaaaaa', isEditing: false } });
    const after = await (await live('manager@demo.example')).listen(now.channels[0] ?? '');
    const again = await manager.deal.update({
      params: { id: deal.id },
      ifMatch: passed.version,
      body: { nextStep: 'x' },
    });
    await after.next(({ version }) => version === again.version);

    expect(before.got.filter(({ version }) => version === again.version)).toEqual([]);
    const { status } = await send('GET', `/v1/presence/deal/${deal.id}`, { as: 'rep1@demo.example' });
    expect(status).toBe(404);
  });

  test('shows who else is there, tells when they come and go, and nobody else to whom it is hidden', async () => {
    const deal = await as('rep2@demo.example').deal.create({ body: { name: `Together ${unique()}` } });
    const params = { noun: 'deal', id: deal.id };
    const first = await as('rep2@demo.example').live.stay({ params, body: { tab: 'bbbbbbbb', isEditing: false } });
    const record = await (await live('rep2@demo.example')).listen(first.channels[0] ?? '');

    await as('manager@demo.example').live.stay({ params, body: { tab: 'cccccccc', isEditing: true } });
    expect(await record.next(({ noun }) => noun === 'presence')).toEqual({ noun: 'presence', id: deal.id });
    expect((await as('rep2@demo.example').live.look({ params })).people).toMatchObject([{ isEditing: true }]);
    await as('manager@demo.example').live.leave({ params });
    await until(async () => (await as('rep2@demo.example').live.look({ params })).people.length === 0);

    const missing = await send('GET', '/v1/presence/deal/01ARZ3NDEKTSV4RRFFQ69G5FAV', { as: 'rep1@demo.example' });
    const hidden = await send('GET', `/v1/presence/deal/${deal.id}`, { as: 'rep1@demo.example' });
    expect([hidden.status, hidden.text]).toEqual([404, missing.text]);
  });
});

describe('rights', () => {
  test('that change are told to everybody, and the channels of before are dead', async () => {
    const admin = as('admin@demo.example');
    const socket = await live('viewer@demo.example');
    const id = await idOf('viewer@demo.example');
    const before = await admin.user.get({ params: { id }, query: {} });
    const [old = ''] = await listsOf('viewer@demo.example', 'deal');
    const everyone = await socket.listen('/user/everyone');
    const list = await socket.listen(old);

    const changed = await admin.user.update({
      params: { id },
      ifMatch: before.version,
      body: { memberOf: before.memberOf?.length ? [] : [(await admin.team.list({ query: {} })).items[0]?.id ?? ''] },
    });
    await everyone.next();
    const [fresh = ''] = await listsOf('viewer@demo.example', 'deal');
    const again = await socket.listen(fresh);
    const deal = await as('rep1@demo.example').deal.create({ body: { name: `Later ${unique()}` } });
    await again.next((nudge) => nudge.id === deal.id);

    expect(fresh).not.toBe(old);
    expect(list.got.filter((nudge) => nudge.id === deal.id)).toEqual([]);
    await expect(socket.listen(old)).rejects.toThrow();
    await admin.user.update({ params: { id }, ifMatch: changed.version, body: { memberOf: before.memberOf ?? [] } });
  });
});

describe('a notification', () => {
  test('comes to whom a record was given, live, and to nobody else', async () => {
    const rep = as('rep1@demo.example');
    const repId = await idOf('rep1@demo.example');
    const own = await (await live('rep1@demo.example')).listen(`/user/${repId}`);
    const name = `For you ${unique()}`;

    const deal = await as('manager@demo.example').deal.create({ body: { name, ownerId: repId } });
    const nudge = await own.next(({ noun }) => noun === 'notification', 5000);
    const id = nudge.id ?? '';

    expect(await rep.notification.get({ params: { id }, query: {} })).toMatchObject({
      kind: 'assigned',
      title: name,
      subject: { noun: 'deal', id: deal.id },
      actor: { kind: 'user' },
    });
    for (const email of ['admin@demo.example', 'manager@demo.example'] as const)
      expect((await send('GET', `/v1/notifications/${id}`, { as: email })).status).toBe(404);
    const listed = await as('admin@demo.example').notification.list({
      query: { 'at-least': `notification/${id}@1`, limit: '200' },
    });
    expect(listed.items.filter((item) => item.id === id)).toEqual([]);
  });

  test('is unread until it is marked, and then for all tabs of the person', async () => {
    const rep = as('rep2@demo.example');
    const repId = await idOf('rep2@demo.example');
    const own = await (await live('rep2@demo.example')).listen(`/user/${repId}`);
    await as('manager@demo.example').task.create({ body: { title: `Do ${unique()}`, ownerId: repId } });
    const { id = '' } = await own.next(({ noun }) => noun === 'notification', 5000);

    const { read } = await rep.notification.markRead({ body: {} });
    await own.next((nudge) => nudge.noun === 'notification' && (nudge.id === undefined || (nudge.version ?? 0) > 1));
    const version = read.find((one) => one.id === id)?.version;
    const unread = await rep.notification.count({
      query: {
        filter: JSON.stringify({ field: 'readAt', op: 'isEmpty' }),
        'at-least': read
          .map((one) => `notification/${one.id}@${one.version}`)
          .slice(0, 20)
          .join(','),
      },
    });

    expect(version).toBe(2);
    expect(unread.count).toBe(0);
    expect((await rep.notification.markRead({ body: {} })).read).toEqual([]);
  });
});
