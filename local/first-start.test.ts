import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { seedOnce, wasSeedingBrokenOff } from './first-start.ts';
import type { Runtime } from './runtime.ts';

let dir: string;
let data: DataFolder;
const runtime: Runtime = {
  url: 'http://127.0.0.1:4000',
  dynamodbEndpoint: 'http://127.0.0.1:1',
  environment: { CRM_TABLE: 'T' },
  outputs: {},
  advance() {},
  stop: async () => {},
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'first-start-'));
  data = openDataFolder(join(dir, 'data'));
});
afterEach(() => {
  data.release();
  rmSync(dir, { recursive: true, force: true });
});

const module = (code: string): string => {
  const file = join(dir, `${crypto.randomUUID()}.mjs`);
  writeFileSync(file, code);
  return file;
};

test('first data is written once, and its lines are told at every start', async () => {
  const seed = module(
    'let n = 0; export const seed = async (options) => ({ lines: [JSON.stringify(options), String(++n)] })',
  );

  const first = await seedOnce({ data }, runtime, seed, true);
  const second = await seedOnce({ data }, runtime, seed, true);

  expect(JSON.parse(first[0] ?? '')).toEqual({
    endpoint: 'http://127.0.0.1:4000/_aws',
    dynamodbEndpoint: 'http://127.0.0.1:1',
    environment: { CRM_TABLE: 'T' },
    isEmpty: true,
  });
  expect(second).toEqual(first);
  expect(first[1]).toBe('1');
});

test('a first start that broke off is known as such, until everything is cleared', async () => {
  expect(wasSeedingBrokenOff({ data })).toBe(false);
  await expect(
    seedOnce({ data }, runtime, module('export const seed = async () => { throw new Error("x") }'), false),
  ).rejects.toThrow('x');

  expect(wasSeedingBrokenOff({ data })).toBe(true);
  data.clear();
  expect(wasSeedingBrokenOff({ data })).toBe(false);
});

test('a data folder belongs to one runtime at a time', () => {
  expect(() => openDataFolder(join(dir, 'data'))).toThrow('Another local runtime uses');
  data.release();

  const again = openDataFolder(join(dir, 'data'));
  again.write('x', '1');
  expect(again.read('x')).toBe('1');
  again.release();
});
