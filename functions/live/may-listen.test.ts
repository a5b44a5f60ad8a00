import { expect, test } from 'vitest';
import { deal } from '#shared/deal/deal.ts';
import { audienceOf } from '#shared/live/audience.ts';
import { audienceKey, firstEpoch, listChannel, recordChannel, userChannel } from '#shared/live/channel.ts';
import { idOf, putPerson, putRecord, putRoles } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { beginEpoch } from './live-state.ts';
import { createListenHandler } from './may-listen.ts';

const ada = idOf(1, 'A');
const bob = idOf(2, 'A');
const red = idOf(3, 'A');
const refused = { error: 'Unauthorized' };

const world = async () => {
  const ports = fakePorts();
  await putRoles(ports);
  await putPerson(ports, ada, 'sales', { memberOf: [red] });
  await putPerson(ports, bob, 'manager');
  const handle = createListenHandler(ports);
  const asks = (id: string, path: string, claims: object = {}) =>
    handle({
      identity: { sub: `sub-${id}`, claims: { sub: `sub-${id}`, token_use: 'access', iat: 1_700_000_000, ...claims } },
      info: { channel: { path, segments: path.split('/').slice(1) }, operation: 'SUBSCRIBE' },
      events: null,
    });
  return { ports, asks, handle };
};

test('a person listens to their own channel and to no other', async () => {
  const { asks } = await world();

  expect(await asks(ada, userChannel(ada))).toBeNull();
  expect(await asks(ada, userChannel(bob))).toEqual(refused);
});

test('the own record decides over lists, as it is now', async () => {
  const { ports, asks } = await world();

  expect(await asks(bob, listChannel(firstEpoch, 'deal', 'all'))).toBeNull();
  expect(await asks(ada, listChannel(firstEpoch, 'deal', 'all'))).toEqual(refused);
  expect(await asks(ada, listChannel(firstEpoch, 'deal', `team-${red}`))).toBeNull();
  await beginEpoch('01J00000000000000000000000', ports.table);
  expect(await asks(bob, listChannel(firstEpoch, 'deal', 'all'))).toEqual(refused);
});

test('a record that is hidden answers like one that does not exist', async () => {
  const { ports, asks } = await world();
  const { record } = await putRecord(ports, deal, idOf(1, 'D'), { name: 'Deal', ownerId: bob });
  const key = audienceKey(audienceOf(deal, record));

  expect(await asks(bob, recordChannel(firstEpoch, 'deal', record.id, key))).toBeNull();
  expect(await asks(ada, recordChannel(firstEpoch, 'deal', record.id, key))).toEqual(refused);
  expect(await asks(ada, recordChannel(firstEpoch, 'deal', idOf(2, 'D'), key))).toEqual(refused);
});

test('an id token, a stranger, somebody suspended and nonsense are refused', async () => {
  const { ports, asks, handle } = await world();
  await putPerson(ports, idOf(4, 'A'), 'sales', { status: 'suspended' });

  expect(await asks(ada, userChannel(ada), { token_use: 'id' })).toEqual(refused);
  expect(await asks(idOf(9, 'A'), userChannel(idOf(9, 'A')))).toEqual(refused);
  expect(await asks(idOf(4, 'A'), userChannel(idOf(4, 'A')))).toEqual(refused);
  expect(await handle({})).toEqual(refused);
  expect(await asks(ada, '/list/*')).toEqual(refused);
});
