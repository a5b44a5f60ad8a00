import { expect, test } from 'vitest';
import { defineEntity } from '#shared/contract/entity.ts';
import { text } from '#shared/contract/field.ts';
import { idOf, putRecord } from '#test/fakes/people.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import { commit } from './commit.ts';
import { isStoredEvent } from './stored.ts';
import { recordOfEvent, upcast } from './upcast.ts';
import { verifyTable } from './verify-chain.ts';

const declared = (schemaVersion: number) =>
  defineEntity({
    noun: 'company',
    plural: 'companies',
    label: { one: 'Thing', many: 'Things' },
    area: 'people',
    title: 'name',
    icon: 'building',
    fields: {
      name: text({ label: 'Name', required: true }),
      legalName: text({ label: 'Legal name' }),
      tier: text({ label: 'Tier' }),
    },
    columns: ['name'],
    schemaVersion,
    upcasters: {
      1: ({ name, ...rest }) => ({ ...rest, name: String(name).toUpperCase() }),
      2: (record) => ({ ...record, legalName: `${String(record.name)} Ltd` }),
    },
  });
const id = idOf(1, 'C');

test('an old record is read through every step to today’s form, once', async () => {
  const ports = fakePorts();
  const old = await putRecord(ports, declared(1), id, { name: 'acme' });

  const today = upcast(old, () => declared(3));

  expect(today.record).toMatchObject({ name: 'ACME', legalName: 'ACME Ltd' });
  expect(upcast(today, () => declared(3))).toBe(today);
  expect(upcast(old, () => declared(1))).toBe(old);
});

test('the chain holds across a change of the form', async () => {
  const ports = fakePorts();
  const old = await putRecord(ports, declared(1), id, { name: 'acme' });
  const before = upcast(old, () => declared(3));
  const change = { entity: declared(3), id, before, after: { ...before.record, tier: 'gold' }, verb: 'updated' };

  await commit(ports, { actor: { kind: 'system', id: 'tests' }, changes: [change] });

  expect(await verifyTable(ports.table)).toMatchObject({ events: 2, faults: [] });
  const events = ports.store
    .all()
    .filter(isStoredEvent)
    .sort((a, b) => a.version - b.version);
  expect(events.map((e) => e.schemaVersion)).toEqual([1, 3]);
  expect(events[1]?.before).toEqual({ name: 'acme', legalName: null, tier: null });
  expect(events.map((e) => recordOfEvent(e, () => declared(3)).name)).toEqual(['ACME', 'ACME']);
});

test('reading a record in a new form is no change of it', async () => {
  const ports = fakePorts();
  const before = upcast(await putRecord(ports, declared(1), id, { name: 'acme' }), () => declared(3));
  const change = { entity: declared(3), id, before, after: before.record, verb: 'updated' };

  const [done] = await commit(ports, { actor: { kind: 'system', id: 'tests' }, changes: [change] });

  expect(done?.isChanged).toBe(false);
});

test('a step that is missing is a fault, not a wrong record', async () => {
  const old = await putRecord(fakePorts(), declared(1), id, { name: 'acme' });

  expect(() => upcast(old, () => ({ ...declared(5) }))).toThrow('nothing turns schema version 3 into 4');
});
