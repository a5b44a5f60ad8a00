import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

/** What the template and its assets are made of. */
const inputs = ['shared', 'functions', 'infra', 'web', 'package-lock.json', 'cdk.json', 'vite.config.ts'];
const stampFile = 'dist/local-build.json';
const lockFile = 'dist/local-build.lock';

/**
 * Bundles and synthesises the stage `local` into `assembly` where any of its inputs, or the assembly itself, is not what
 * it was after the last build. Gives whether it did.
 */
export async function buildAssembly(
  root: string,
  assembly: string,
  synthesise: (root: string, assembly: string) => Promise<void> = runCdkSynth,
): Promise<boolean> {
  const isBuilt = async (inputHash: string): Promise<boolean> =>
    (await readText(join(root, stampFile))) === (await stampOf(inputHash, assembly));
  if (await isBuilt(await hashOfInputs(root))) return false;
  await mkdir(join(root, 'dist'), { recursive: true });
  const release = await lockBuild(join(root, lockFile));
  try {
    // Who had the lock may have built just this.
    const inputHash = await hashOfInputs(root);
    if (await isBuilt(inputHash)) return false;
    await synthesise(root, assembly);
    await writeFile(join(root, stampFile), await stampOf(inputHash, assembly));
    return true;
  } finally {
    release();
  }
}

/** Two builds at once would write into each other's files. The lock goes with the process, however that ends. */
async function lockBuild(file: string): Promise<() => void> {
  const lock = new DatabaseSync(file);
  for (;;)
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return () => lock.close();
    } catch {
      await wait(100);
    }
}

/** An assembly of another stage, or a half-written one, has another manifest. */
async function stampOf(inputHash: string, assembly: string): Promise<string> {
  const manifest = await readText(join(assembly, 'manifest.json'));
  return JSON.stringify({ inputs: inputHash, manifest: createHash('sha256').update(manifest).digest('hex') });
}

async function hashOfInputs(root: string): Promise<string> {
  const files = (await Promise.all(inputs.map((input) => filesOf(join(root, input))))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    const content = contents[index] ?? Buffer.alloc(0);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
    return files.map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return [path];
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The CLI bundles first, by the `build` of cdk.json. Its output is shown only where it fails. */
function runCdkSynth(root: string, assembly: string): Promise<void> {
  const cli = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');
  const output: string[] = [];
  const child = spawn(process.execPath, [cli, 'synth', '--quiet', '-c', 'stage=local', '--output', assembly], {
    cwd: root,
    // What the CLI spawns as `node` must be this Node.
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`cdk synth ended with ${code}:\n${output.join('')}`));
    });
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
