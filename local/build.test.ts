import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildAssembly } from './build.ts';

let root: string;
let builds: number;
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const build = () =>
  buildAssembly(root, join(root, 'cdk.out'), async () => {
    builds += 1;
    write('cdk.out/manifest.json', `{"build":${builds}}`);
  });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'build-'));
  builds = 0;
  write('shared/deal/deal.ts', 'a');
  write('cdk.json', '{}');
  await build();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('nothing is built again when nothing changed, or only tests did', async () => {
  expect(await build()).toBe(false);
  write('shared/deal/deal.test.ts', 'b');
  write('docs/readme.md', 'b');

  expect(await build()).toBe(false);
  expect(builds).toBe(1);
});

test.each([
  ['a changed input', () => write('shared/deal/deal.ts', 'b')],
  ['a new input', () => write('functions/new.ts', '')],
  ['a changed setting', () => write('cdk.json', '{ }')],
  ['an assembly of another stage', () => write('cdk.out/manifest.json', '{}')],
  ['an assembly that is gone', () => rmSync(join(root, 'cdk.out'), { recursive: true })],
])('%s builds again, once', async (_, change) => {
  change();

  expect(await build()).toBe(true);
  expect(await build()).toBe(false);
});

test('a build that failed is tried again', async () => {
  write('cdk.json', '{ }');
  const failing = buildAssembly(root, join(root, 'cdk.out'), () => Promise.reject(new Error('synth')));

  await expect(failing).rejects.toThrow('synth');
  expect(await build()).toBe(true);
});

test('of two who would build at once one builds, and the other uses that', async () => {
  write('cdk.json', '{ }');

  const built = await Promise.all([build(), build()]);

  expect(built.sort()).toEqual([false, true]);
  expect(builds).toBe(2);
});
