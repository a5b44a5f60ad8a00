import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportUpload } from '#shared/import/import.routes.ts';
import type { ImportRun } from '#shared/import/import.ts';
import { as, send, unique, until } from './world.ts';

const folder = join(import.meta.dirname, '../data/b2b-sales');
const dealRows = 400;
/** The export with its first deals; all of them are imported by a test beside the source, against tables in memory. */
const exported = Object.fromEntries(
  readdirSync(folder).map((name) => {
    const lines = readFileSync(join(folder, name), 'utf8')
      .split('\r\n')
      .slice(0, name === 'sales_pipeline.csv' ? dealRows + 1 : undefined);
    return [name, Buffer.from(lines.join('\r\n'))];
  }),
);
const deals = (exported['sales_pipeline.csv']?.toString() ?? '')
  .split('\r\n')
  .slice(1)
  .map((line) => line.split(','));
const inStage = (stages: readonly string[]) => deals.filter((cells) => stages.includes(cells[4] ?? ''));
const manager = () => as('manager@demo.example');

const upload = async (form: ImportUpload, content: Uint8Array<ArrayBuffer>): Promise<number> => {
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
  data.append('file', new Blob([content]), 'file.csv');
  return (await fetch(form.url, { method: 'POST', body: data })).status;
};

const begin = async (contents: Readonly<Record<string, Uint8Array>>): Promise<ImportRun> => {
  const files = Object.entries(contents).map(([name, bytes]) => ({ name, sizeBytes: bytes.length }));
  const { import: run, uploads } = await manager().import.create({ body: { files } });
  for (const form of uploads) {
    const bytes = Object.values(contents)[form.file];
    if (bytes) expect(await upload(form, new Uint8Array(bytes))).toBe(204);
  }
  return manager().import.inspect({ params: { id: run.id }, ifMatch: run.version });
};

const over = async (jobId: string, ms: number) =>
  until(async () => {
    // a job shows its progress once a second, and asking more often takes time from it
    await new Promise((resolve) => setTimeout(resolve, 250));
    const job = await manager().job.get({ params: { id: jobId }, query: {} });
    return ['succeeded', 'failed', 'cancelled'].includes(job.state) && job;
  }, ms);

const read = (id: string): Promise<ImportRun> => manager().import.get({ params: { id }, query: {} });

const step = async (what: 'plan' | 'apply' | 'undo', run: ImportRun, ms: number): Promise<ImportRun> => {
  const { jobId } = await manager().import[what]({ params: { id: run.id }, ifMatch: run.version });
  await over(jobId, ms);
  return read(run.id);
};

const confirmed = (run: ImportRun) => ({
  files: run.files.map((file) => ({
    index: file.index,
    decisions: file.decisions
      .filter((d) => d.decision === 'pending')
      .map((d) => ({
        column: d.column,
        value: d.value,
        ...(d.proposal ? { decision: 'use' as const, useId: d.proposal.id } : { decision: 'create' as const }),
      })),
  })),
});

describe('importing a sales team’s export', () => {
  let inspected: ImportRun;
  let planned: ImportRun;
  let applied: ImportRun;

  beforeAll(async () => {
    inspected = await begin(exported);
    const mapped = await manager().import.update({
      params: { id: inspected.id },
      body: confirmed(inspected),
      ifMatch: inspected.version,
    });
    planned = await step('plan', mapped, 20_000);
    applied = await step('apply', planned, 120_000);
  }, 180_000);

  it('plans and applies it exactly', async () => {
    expect(planned.files.map((f) => [f.name, f.planned?.create, f.planned?.wrong])).toEqual([
      ['accounts.csv', 85, 0],
      ['products.csv', 7, 0],
      ['sales_pipeline.csv', dealRows, 0],
      ['data_dictionary.csv', undefined, undefined],
      ['sales_teams.csv', undefined, undefined],
    ]);
    expect(applied.state).toBe('applied');
    const imported = { filter: JSON.stringify({ field: 'createdBy', op: 'eq', value: applied.id }) };
    const count = async (status: string) => {
      const filter = JSON.stringify({
        and: [
          { field: 'createdBy', op: 'eq', value: applied.id },
          { field: 'status', op: 'eq', value: status },
        ],
      });
      return manager().deal.count({ query: { filter, sum: 'amount' } });
    };
    expect((await manager().company.count({ query: imported })).count).toBe(85);
    expect((await manager().product.count({ query: imported })).count).toBe(7);
    const wonMinor = inStage(['Won']).reduce((sum, cells) => sum + Number(cells[7]) * 100, 0);
    expect(await count('won')).toMatchObject({
      count: inStage(['Won']).length,
      sums: { amount: [{ amountMinor: wonMinor, currency: 'USD' }] },
    });
    expect((await count('lost')).count).toBe(inStage(['Lost']).length);
    expect((await count('open')).count).toBe(inStage(['Engaging', 'Prospecting']).length);
    expect(wonMinor).toBeGreaterThan(0);
  });

  it('shows the rows of the plan, page by page', async () => {
    const first = await manager().import.rows({
      params: { id: applied.id },
      query: { file: 3, kind: 'create', limit: 50 },
    });
    expect(first.items).toHaveLength(50);
    const second = await manager().import.rows({
      params: { id: applied.id },
      query: { file: 3, kind: 'create', limit: 50, cursor: first.cursor },
    });
    expect(new Set([...first.items, ...second.items].map((r) => r.row)).size).toBe(100);
    const foreign = await send('GET', `/v1/imports/${applied.id}/rows?kind=skip&cursor=${first.cursor}`, {
      as: 'manager@demo.example',
    });
    expect(foreign.status).toBe(400);
  });

  it('is undone', async () => {
    const undone = await step('undo', applied, 120_000);
    expect(undone).toMatchObject({ state: 'reverted', left: [] });
    const filter = JSON.stringify({ field: 'createdBy', op: 'eq', value: applied.id });
    expect((await manager().deal.count({ query: { filter } })).count).toBe(0);
    expect((await manager().company.count({ query: { filter } })).count).toBe(0);
  }, 180_000);
});

describe('an import', () => {
  const few = (name: string) => ({
    'accounts.csv': Buffer.from(`account,employees\n${name},5\nBroken ${name},many\n`),
  });

  it('gives its wrong rows back to nobody but who began it', async () => {
    const run = await step('plan', await begin(few(unique())), 20_000);
    expect(run.files[0]?.planned).toMatchObject({ create: 1, wrong: 1 });
    const { url } = await manager().import.errorFile({ params: { id: run.id }, query: {} });
    expect(await (await fetch(url)).text()).toContain('Employees: “many” is not a number.');

    const missing = await send('GET', '/v1/imports/01J00000000000000000000000/errors', { as: 'admin@demo.example' });
    const foreign = await send('GET', `/v1/imports/${run.id}/errors`, { as: 'admin@demo.example' });
    expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    expect((await send('GET', `/v1/imports/${run.id}/errors`, { as: 'rep1@demo.example' })).status).toBe(403);
  });

  it('takes no steps that its state does not allow, and no stale ones', async () => {
    const run = await begin(few(unique()));
    await expect(manager().import.apply({ params: { id: run.id }, ifMatch: run.version })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(manager().import.plan({ params: { id: run.id }, ifMatch: 1 })).rejects.toMatchObject({
      code: 'version-conflict',
    });
    const cancelled = await manager().import.cancel({ params: { id: run.id }, ifMatch: run.version });
    expect(cancelled.state).toBe('cancelled');
    await expect(manager().import.plan({ params: { id: run.id }, ifMatch: cancelled.version })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('takes no file larger than it said, or of another name', async () => {
    const { uploads } = await manager().import.create({ body: { files: [{ name: '../../x.csv', sizeBytes: 5 }] } });
    const [form] = uploads;
    if (!form) throw new Error('no form');
    expect(form.fields.key).toMatch(/^imports\/[0-9A-Z]{26}\/0\.csv$/);
    expect(await upload({ ...form, fields: { ...form.fields, key: 'imports/x/0.csv' } }, new Uint8Array(3))).toBe(403);
  });
});
