import { expect, test } from 'vitest';
import { idOf } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { readWatched } from './live-state.ts';
import { leaveFrom, lookAround, stayAt } from './presence.ts';

const ref = { noun: 'deal', id: idOf(1, 'D'), key: 'k' };
const ada = { id: idOf(1, 'A'), name: 'Ada' };
const bob = { id: idOf(2, 'A'), name: 'Bob' };

const world = () => {
  const ports = fakePorts();
  const now = () => ({ table: ports.table, nowMs: ports.time.now });
  const stay = (who: typeof ada, isEditing = false, tab = 'aaaaaaaa') => stayAt(ref, who, { tab, isEditing }, now());
  const look = (who: typeof ada) => lookAround(ref, who.id, now());
  return { ports, stay, look, now };
};

test('the others are seen, oneself is not', async () => {
  const { stay } = world();

  expect(await stay(ada)).toEqual([]);
  expect(await stay(bob)).toMatchObject([{ id: ada.id, name: 'Ada', isEditing: false }]);
});

test('who edits in one tab is editing, and is one person in all tabs', async () => {
  const { stay, look } = world();

  await stay(ada);
  await stay(ada, true, 'bbbbbbbb');

  expect(await look(bob)).toMatchObject([{ id: ada.id, isEditing: true }]);
});

test('one tab does one thing at a time', async () => {
  const { stay, look } = world();

  await stay(ada, true);
  await stay(ada, false);

  expect(await look(bob)).toMatchObject([{ isEditing: false }]);
});

test('who gives no sign for a minute is gone, and so is what they watched', async () => {
  const { ports, stay, look } = world();
  await stay(ada);
  expect(await readWatched(ports.table, ports.time.now)).toEqual(new Set([`deal#${ref.id}`]));

  ports.time.now += 60_001;

  expect(await look(bob)).toEqual([]);
  expect(await readWatched(ports.table, ports.time.now)).toEqual(new Set());
});

test('who leaves is gone at once', async () => {
  const { stay, look, now } = world();
  await stay(ada);
  await stay(bob);

  await leaveFrom(ref, ada.id, now());

  expect(await look(bob)).toEqual([]);
  expect(await look(ada)).toMatchObject([{ id: bob.id }]);
});

test('a sign of life keeps the item, so that it is no news; one that comes back after its time is made anew', async () => {
  const { ports, stay } = world();
  await stay(ada);
  const deleted: string[] = [];
  const { table } = ports;
  const watching = { ...table, delete: async (key: { pk: string; sk: string }) => void deleted.push(key.sk) };
  const again = () =>
    stayAt(ref, ada, { tab: 'aaaaaaaa', isEditing: false }, { table: watching, nowMs: ports.time.now });

  await again();
  expect(deleted).toEqual([]);
  ports.time.now += 60_001;
  await again();
  expect(deleted).toEqual([`${ada.id}#aaaaaaaa#viewing`]);
});

test('a person counts with ten tabs at most', async () => {
  const { ports, stay } = world();

  for (let n = 0; n < 15; n++) await stay(ada, false, `tab${String(n).padStart(5, '0')}`);

  expect(ports.store.all().filter(({ pk }) => pk.startsWith('presence#'))).toHaveLength(10);
});
