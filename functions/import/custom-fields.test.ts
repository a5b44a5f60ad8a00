import { expect, test } from 'vitest';
import { customisationItem } from '#functions/platform/customisation.ts';
import { customField, customKinds } from '#shared/custom-field/custom-field.ts';
import type { FieldDefinition } from '#shared/custom-field/definition.ts';
import { anImport, confirmAll, createClient, createWorld, type World } from './fakes.ts';

const options = ['low', 'high'].map((id) => ({ id, label: id.toUpperCase() }));
const field = (key: string, kind: FieldDefinition['kind'], more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  id: key,
  key,
  label: `Our ${key.slice(2)}`,
  kind,
  order: 0,
  ...more,
});
/** Defines fields of companies: for those who write, and for those who look up. */
const define = async (world: World, fields: readonly FieldDefinition[]): Promise<void> => {
  await world.table.put(customisationItem('company', { fields, rules: [] }));
  for (const { id: _id, ...values } of fields) await world.create(customField, { ...values, noun: 'company' });
};
const begin = async (world: World, csv: string) => {
  const client = createClient(world);
  const { id } = await anImport(world, { 'accounts.csv': csv });
  return { client, id, run: await client.inspect(id) };
};
const fieldsOf = (run: Awaited<ReturnType<typeof begin>>['run']) => run.files[0]?.columns.map((c) => c.field);

test('custom fields of every kind are found by their label or key, written, changed by another import, and undone', async () => {
  const world = await createWorld();
  const target = { ref: { target: 'company' }, multiRef: { target: 'company' } } as const;
  const kinds = customKinds.map((k) => k.id).filter((kind) => kind !== 'multiRef');
  await define(
    world,
    kinds.map((kind) =>
      field(`x_${kind.toLowerCase()}`, kind, {
        ...((kind === 'enum' || kind === 'multiEnum') && { options }),
        ...(kind === 'ref' && target.ref),
      }),
    ),
  );
  const cells: Readonly<Record<string, readonly [string, unknown]>> = {
    text: ['B-17', 'B-17'],
    longText: ['long', 'long'],
    richText: ['rich', '<p>rich</p>'],
    number: ['12.5', 12.5],
    money: ['9.90', { amountMinor: 990, currency: 'USD' }],
    percent: ['40', 40],
    date: ['2026-11-22', '2026-11-22'],
    dateTime: ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    boolean: ['yes', true],
    enum: ['HIGH', 'high'],
    multiEnum: ['LOW; HIGH', ['low', 'high']],
    email: ['Ada@Example.com', 'ada@example.com'],
    phone: ['+49 30 1234567', '+49301234567'],
    url: ['example.com', 'https://example.com'],
    address: ['Main Street 1', { lines: ['Main Street 1'] }],
    ref: ['', undefined],
  };
  const headings = kinds.map((kind, i) => (i % 2 === 0 ? `Our ${kind.toLowerCase()}` : `x_${kind.toLowerCase()}`));
  const row = (of: readonly string[]) => of.map((c) => `"${c}"`).join(',');
  const csv = `account,${headings.join(',')}\n${row(['Alpha', ...kinds.map((k) => cells[k]?.[0] ?? '')])}\n`;

  const { client, id, run } = await begin(world, csv);
  expect(fieldsOf(run)).toEqual(['name', ...kinds.map((k) => `x_${k.toLowerCase()}`)]);
  const file = { index: 0, matchFields: ['name'], mode: 'upsert' as const };
  await client.update(id, { files: [{ ...file, ...confirmAll(run).files?.[0] }] });
  expect((await client.plan(id)).files[0]?.planned).toMatchObject({ create: 1, wrong: 0 });
  await client.apply(id);
  const [made] = world.records('company');
  const filled = kinds.filter((k) => cells[k]?.[1] !== undefined);
  const expected = Object.fromEntries(filled.map((k) => [`x_${k.toLowerCase()}`, cells[k]?.[1]]));
  expect(made).toMatchObject(expected);

  const second = await begin(world, 'account,Our number\nAlpha,13\n');
  await second.client.update(second.id, { files: [{ ...file, constants: [] }] });
  expect((await second.client.plan(second.id)).files[0]?.planned).toMatchObject({ update: 1 });
  await second.client.apply(second.id);
  expect(world.records('company')[0]).toMatchObject({ x_number: 13 });
  await second.client.undo(second.id);
  expect(world.records('company')[0]).toMatchObject(expected);
});

test('rows are matched by a custom field, and one without a required one is wrong', async () => {
  const world = await createWorld();
  await define(world, [field('x_code', 'text'), field('x_region', 'text', { isRequired: true })]);
  const first = await begin(world, 'account,Our code,Our region\nAlpha,A1,north\nBeta,B1,\n');
  const file = { index: 0, matchFields: ['x_code'], mode: 'upsert' as const };
  await first.client.update(first.id, { files: [file] });
  const planned = await first.client.plan(first.id);
  expect(planned.files[0]?.planned).toMatchObject({ create: 1, wrong: 1 });
  expect(planned.problems?.[0]?.detail).toContain('Our region is needed.');
  await first.client.apply(first.id);

  const again = await begin(world, 'account,Our code\nAlpha Ltd,A1\n');
  await again.client.update(again.id, { files: [{ ...file, constants: [] }] });
  await again.client.plan(again.id);
  await again.client.apply(again.id);
  expect(world.records('company')).toMatchObject([{ name: 'Alpha Ltd', x_code: 'A1', version: 2 }]);
});

test('what was retired between the plan and its writing is refused row by row, and nothing of it is written', async () => {
  const world = await createWorld();
  await define(world, [field('x_code', 'text')]);
  const { client, id } = await begin(world, 'account,Our code\nAlpha,A1\n');
  await client.update(id, { files: [{ index: 0, mode: 'create' }] });
  expect((await client.plan(id)).files[0]?.planned).toMatchObject({ create: 1 });
  await define(world, [field('x_code', 'text', { isRetired: true })]);

  const applied = await client.apply(id);
  expect(applied.files[0]?.applied).toMatchObject({ created: 0, failed: 1 });
  expect(world.records('company')).toEqual([]);
});
