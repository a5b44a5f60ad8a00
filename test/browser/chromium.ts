import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

const onPath = (): string | undefined =>
  [process.env.CRM_CHROMIUM, ...(process.env.PATH ?? '').split(':').map((dir) => join(dir, 'chromium'))].find(
    (file) => file !== undefined && existsSync(file),
  );

/** The Chromium inside the npm package, with the libraries that it brings along for machines that have none. */
const fromPackage = async (): Promise<{ executablePath: string; env: Record<string, string> }> => {
  const { default: packaged } = await import('@sparticuz/chromium');
  const executablePath = await packaged.executablePath();
  const libraries = await mkdtemp(join(tmpdir(), 'rapport-chromium-'));
  const { readFileSync, writeFileSync } = await import('node:fs');
  const archive = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/bin/al2023.tar.br');
  writeFileSync(join(libraries, 'libraries.tar'), brotliDecompressSync(readFileSync(archive)));
  mkdirSync(join(libraries, 'out'));
  execFileSync('tar', ['-xf', join(libraries, 'libraries.tar'), '-C', join(libraries, 'out')]);
  const path = [join(libraries, 'out/lib'), join(libraries, 'out/al2023/lib'), process.env.LD_LIBRARY_PATH]
    .filter(Boolean)
    .join(':');
  return { executablePath, env: { ...(process.env as Record<string, string>), LD_LIBRARY_PATH: path } };
};

/** A headless Chromium: that of the machine (`CRM_CHROMIUM`, or `chromium` on the PATH), else the one of the npm package. */
export const launchChromium = async (): Promise<Browser> => {
  const executablePath = onPath();
  return chromium.launch({ args: quiet, ...(executablePath ? { executablePath } : await fromPackage()) });
};
