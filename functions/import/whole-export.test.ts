import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportRun } from '#shared/import/import.ts';
import { user } from '#shared/user/user.ts';
import { anImport, confirmAll, createClient, createWorld, type World } from './fakes.ts';

const folder = join(import.meta.dirname, '../../test/data/b2b-sales');
const contents = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

const fileNamed = (run: ImportRun, name: string) => {
  const file = run.files.find((f) => f.name === name);
  if (!file) throw new Error(`no ${name}`);
  return file;
};
const fieldsOf = (run: ImportRun, name: string) =>
  Object.fromEntries(fileNamed(run, name).columns.map((c) => [c.heading, c.field]));

describe('a sales team’s export', () => {
  let world: World;
  let client: ReturnType<typeof createClient>;
  let inspected: ImportRun;
  let planned: ImportRun;
  let applied: ImportRun;
  let reverted: ImportRun;
  let after: { companies: number; products: number; deals: number; versions: Set<number> };
  let deals: ReturnType<World['records']>;
  let companies: ReturnType<World['records']>;
  let stages: ReturnType<World['records']>;

  beforeAll(async () => {
    world = await createWorld();
    client = createClient(world);
    await world.create(user, {
      name: 'Darcel Schlecht',
      email: 'darcel@demo.example',
      roleIds: ['0R00000000000000000000SAM1'],
    });
    const { id } = await anImport(world, contents);
    inspected = await client.inspect(id);
    await client.update(id, confirmAll(inspected));
    planned = await client.plan(id);
    applied = await client.apply(id);
    deals = world.records('deal');
    companies = world.records('company');
    stages = world.records('stage');
    reverted = await client.undo(id);
    after = {
      companies: world.records('company').length,
      products: world.records('product').length,
      deals: world.records('deal').length,
      versions: new Set(deals.map((d) => d.version)),
    };
  }, 60_000);

  it('is recognised file by file, in the order in which it must be written', () => {
    expect(inspected.files.map((f) => [f.name, f.use, f.noun])).toEqual([
      ['accounts.csv', 'records', 'company'],
      ['products.csv', 'records', 'product'],
      ['sales_pipeline.csv', 'records', 'deal'],
      ['data_dictionary.csv', 'aside', null],
      ['sales_teams.csv', 'people', null],
    ]);
    expect(fileNamed(inspected, 'data_dictionary.csv').reason).toBe('It describes fields, not records.');
  });

  it('has every column recognised', () => {
    expect(fieldsOf(inspected, 'accounts.csv')).toEqual({
      account: 'name',
      sector: 'industry',
      year_established: 'foundedYear',
      revenue: 'annualRevenue',
      employees: 'employees',
      office_location: 'location',
      subsidiary_of: 'parentId',
    });
    expect(fieldsOf(inspected, 'sales_pipeline.csv')).toEqual({
      opportunity_id: 'reference',
      sales_agent: 'ownerId',
      product: 'productId',
      account: 'companyId',
      deal_stage: 'stageId',
      engage_date: 'openedOn',
      close_date: 'closeDate',
      close_value: 'amount',
    });
    const revenue = fileNamed(inspected, 'accounts.csv').columns.find((c) => c.heading === 'revenue');
    expect(revenue?.format).toEqual({ decimal: '.', multiplier: 1_000_000, currency: 'USD' });
    expect(revenue?.question).toContain('millions');
  });

  it('proposes GTX Pro for GTXPro, and makes nothing of it before that is confirmed', () => {
    const decision = fileNamed(inspected, 'sales_pipeline.csv').decisions.find((d) => d.value === 'GTXPro');
    expect(decision).toMatchObject({ count: 1480, decision: 'pending', proposal: { title: 'GTX Pro' } });
  });

  it('matches agents to users, and keeps the others as text', () => {
    const owners = fileNamed(inspected, 'sales_pipeline.csv').decisions.filter((d) => d.column === 1);
    expect(owners).toHaveLength(30);
    expect(owners.filter((d) => d.decision === 'use').map((d) => d.value)).toEqual(['Darcel Schlecht']);
    expect(owners.filter((d) => d.decision === 'keepAsText')).toHaveLength(29);
  });

  it('is planned exactly', () => {
    expect(planned.state).toBe('planned');
    expect(planned.problems).toEqual([]);
    const counts = (name: string) => fileNamed(planned, name).planned;
    expect(counts('accounts.csv')).toEqual({ rows: 85, create: 85, update: 0, skip: 0, wrong: 0 });
    expect(counts('products.csv')).toEqual({ rows: 7, create: 7, update: 0, skip: 0, wrong: 0 });
    expect(counts('sales_pipeline.csv')).toEqual({ rows: 8800, create: 8800, update: 0, skip: 0, wrong: 0 });
    expect(planned.notes).toEqual([
      '2 stages will be made: Prospecting, Engaging.',
      '“revenue” of accounts.csv is multiplied by 1,000,000.',
      '2,473 closed deals skip the gates of their stage and the reason for the loss.',
      '70 companies name no parent company and stay without one.',
      '1,425 deals name no company and stay without one.',
      '8,053 deals have an owner who is no user here; the name is kept as text.',
    ]);
  });

  it('is applied exactly', () => {
    expect(applied.state).toBe('applied');
    expect(fileNamed(applied, 'sales_pipeline.csv').applied).toEqual({
      created: 8800,
      updated: 0,
      skipped: 0,
      failed: 0,
    });
    expect(companies).toHaveLength(85);
    expect(deals).toHaveLength(8800);
    const status = (s: string) => deals.filter((d) => d.status === s);
    expect([status('won').length, status('lost').length, status('open').length]).toEqual([4238, 2473, 2089]);
    const stageId = (name: string) => stages.find((s) => s.name === name)?.id;
    expect(deals.filter((d) => d.stageId === stageId('Engaging'))).toHaveLength(1589);
    expect(deals.filter((d) => d.stageId === stageId('Prospecting'))).toHaveLength(500);
    const won = status('won').map((d) => d.amount as { amountMinor: number; currency: string });
    expect(won.reduce((sum, a) => sum + a.amountMinor, 0)).toBe(1_000_553_400);
    expect(new Set(won.map((a) => a.currency))).toEqual(new Set(['USD']));
    expect(deals.filter((d) => d.companyId === undefined)).toHaveLength(1425);
    expect(new Set(deals.map((d) => d.rank)).size).toBe(8800);
  });

  it('keeps spelling, parents, units, days and references', () => {
    const named = (name: string) => companies.find((c) => c.name === name);
    expect(named('Acme Corporation')).toMatchObject({
      industry: 'technolgy',
      annualRevenue: { amountMinor: 110_004_000_000, currency: 'USD' },
      source: 'import',
      ownerId: world.manager.id,
    });
    expect(companies.filter((c) => c.parentId === named('Acme Corporation')?.id)).toHaveLength(4);
    expect(companies.filter((c) => c.parentId !== undefined)).toHaveLength(15);
    const deal = deals.find((d) => d.reference === 'Z063OYW0');
    expect(deal).toMatchObject({
      name: 'Isdom – GTX Pro',
      openedOn: '2016-10-25',
      closeDate: '2017-03-11',
      closedAt: '2017-03-11T12:00:00.000Z',
      amount: { amountMinor: 451_400, currency: 'USD' },
      createdBy: { kind: 'import', id: applied.id },
    });
    expect(deals.find((d) => d.reference === '1C1I7A6R')).toMatchObject({ ownerName: 'Moses Frase' });
    expect(deals.filter((d) => d.ownerId !== undefined)).toHaveLength(747);
  });

  it('says in its events what they come from', () => {
    const event = [...world.table.items.values()].find(
      (i) => i.pk.startsWith('deal#') && i.sk.startsWith('event#') && i.version === 1,
    );
    expect(event).toMatchObject({ type: 'deal.created', cause: { chain: [], by: applied.id } });
  });

  it('is undone without a trace in lists', () => {
    expect(reverted.state).toBe('reverted');
    expect(reverted.left).toEqual([]);
    expect(after).toMatchObject({ companies: 0, products: 0, deals: 0 });
  });
});
