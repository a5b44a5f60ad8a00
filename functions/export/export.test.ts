import { expect, it } from 'vitest';
import { aPerson, createPerson, createWorld, edit, recordIn, type World } from '#functions/change-set/fakes.ts';
import { isStoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { isProblem } from '#shared/contract/problem.ts';
import { exportRoutes } from '#shared/export/export.routes.ts';
import type { ExportRun } from '#shared/export/export.ts';
import { fromSafeCell } from '#shared/import/csv-write.ts';
import { role } from '#shared/role/role.ts';

const textOf = (world: World, run: ExportRun): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    world.files.objects.get(`exports/${run.id}/${run.jobId}.csv`) ?? new Uint8Array(),
  );
const codeOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'none',
    (error: unknown) => (isProblem(error) ? error.code : 'fault'),
  );
const readAndExport = (noun: string, scope: 'own' | 'all') =>
  (['read', 'export'] as const).map((action) => ({ noun, action, scope }));

it('writes what the list shows, labels as headings, and is an event that says how many', async () => {
  const world = await createWorld();
  const parent = await world.create(company, { name: 'Parent', industry: 'retail' });
  await world.create(company, { name: 'Child', industry: 'retail', parentId: parent.id, tags: ['a', 'b'] });
  await world.create(company, { name: 'Other', industry: 'finance' });

  const run = await createPerson(world).export({
    noun: 'company',
    selection: { filter: { field: 'industry', op: 'eq', value: 'retail' } },
    columns: ['name', 'parentId', 'tags'],
    sort: ['name'],
  });

  expect(textOf(world, run)).toBe(
    `\ufeff${['Name', 'Parent company', 'Tags'].join(',')}\r\nChild,Parent,"a; b"\r\nParent,,\r\n`,
  );
  expect(run).toMatchObject({ state: 'ready', rowCount: 2 });
  const event = [...world.table.items.values()].filter(isStoredEvent).find((e) => e.type === 'export.finished');
  expect(event?.record).toMatchObject({ rowCount: 2, noun: 'company', createdBy: { id: world.manager.id } });
});

it('has neither rows nor columns that who asks may not read or export, and refuses to name hidden ones', async () => {
  const world = await createWorld();
  const rep = await aPerson(world, 'Rep', readAndExport('company', 'own'), [
    { noun: 'company', field: 'industry', access: 'masked' },
    { noun: 'company', field: 'tier', access: 'none' },
  ]);
  await world.create(company, { name: 'Mine', ownerId: rep.id, industry: 'canary' });
  await world.create(company, { name: 'Not mine', industry: 'canary' });
  const person = createPerson(world, rep);
  const body = { noun: 'company', selection: {}, withBom: false } as const;

  const run = await person.export({ ...body, columns: ['name'] });

  expect(textOf(world, run)).toBe('Name\r\nMine\r\n');
  for (const field of ['industry', 'tier', 'nothing'])
    expect(await codeOf(person.export({ ...body, columns: ['name', field] }))).toBe('invalid-request');
  expect(await codeOf(person.export({ ...body, noun: 'deal', columns: ['name'] }))).toBe('invalid-request');
  const reader = createPerson(
    world,
    await aPerson(world, 'Reader', [{ noun: 'company', action: 'read', scope: 'all' }]),
  );
  expect(await codeOf(reader.export({ ...body, columns: ['name'] }))).toBe('forbidden');
});

it('leaves out a column that was closed between the request and the job', async () => {
  const world = await createWorld();
  const rep = await aPerson(world, 'Rep', readAndExport('company', 'all'));
  await world.create(company, { name: 'A', industry: 'canary' });
  const person = createPerson(world, rep);
  const body = { noun: 'company', selection: {}, columns: ['name', 'industry'] };
  const made = (await person.call(exportRoutes.create, { body })) as { export: ExportRun };
  const [ofRep] = world.records('role').filter((r) => r.name === 'Role of Rep');
  await edit(world, role, ofRep?.id ?? '', {
    fieldAccess: [{ noun: 'company', field: 'industry', access: 'none' }],
  });

  await person.runJobs();

  expect(textOf(world, recordIn(world, 'export', made.export.id) as unknown as ExportRun)).not.toContain('canary');
});

it('defuses formulas, and an import gives the text back', async () => {
  const world = await createWorld();
  const names = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', ' =1', '＝1'];
  for (const name of names) await world.create(company, { name });

  const run = await createPerson(world).export({ noun: 'company', selection: {}, columns: ['name'], withBom: false });

  const cells = textOf(world, run)
    .split('\r\n')
    .slice(1, -1)
    .map((line) => (line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line));
  for (const cell of cells) expect(cell).toMatch(/^'/);
  expect(cells.map(fromSafeCell).sort()).toEqual([...names].sort());
});

it('is downloaded by nobody but who asked for it, and for a day', async () => {
  const world = await createWorld();
  await world.create(company, { name: 'A' });
  const person = createPerson(world);
  const run = await person.export({ noun: 'company', selection: {}, columns: ['name'] });
  const file = (who: typeof person) => who.call(exportRoutes.file, { params: { id: run.id } });

  expect(await file(person)).toMatchObject({ url: expect.stringContaining(run.jobId ?? '?') });
  const admin = createPerson(
    world,
    await aPerson(world, 'Admin', [...readAndExport('*', 'all'), { noun: '*', action: 'update', scope: 'all' }]),
  );
  expect(await codeOf(file(admin))).toBe('not-found');
  world.clock.advance(25 * 3_600_000);
  expect(await codeOf(file(person))).toBe('conflict');
});
