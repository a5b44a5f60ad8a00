import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDynamoClient } from './client.ts';

/** A running DynamoDB engine. */
export type Engine = { readonly url: string; stop(): Promise<void> };

/**
 * Starts the embedded engine on a free port of 127.0.0.1 with its database in `dir`, or uses the one that
 * `CRM_DYNAMODB_ENDPOINT` names. It ends when this process ends, however that comes about.
 */
export async function startEngine(dir: string, region: string): Promise<Engine> {
  const given = process.env.CRM_DYNAMODB_ENDPOINT;
  if (given !== undefined && given !== '') {
    await untilAnswering(given, region, 5000);
    return { url: given.replace(/\/$/, ''), stop: async () => {} };
  }
  const binary = findBinary();
  mkdirSync(dir, { recursive: true });
  // Another process may take the free port between finding and using it.
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(binary, dir, region);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

async function launch(binary: string, dir: string, region: string): Promise<Engine> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const serve = [
    binary,
    'serve',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--db-path',
    join(dir, 'dynamodb.sqlite'),
  ];
  const log = openSync(join(dir, 'engine.log'), 'a');
  // The shell ends the engine when the pipe closes, which it does even after a kill -9 of this process. Its own
  // process group keeps a Ctrl-C in the terminal from ending the engine before the functions have ended.
  const guarded = process.platform !== 'win32';
  const [command = binary, ...args] = guarded
    ? ['/bin/sh', '-c', '"$@" & read -r _; kill $! 2>/dev/null; wait', 'engine', ...serve]
    : serve;
  const child = spawn(command, args, { stdio: ['pipe', log, log], detached: guarded });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    if (!guarded) child.kill();
    await ended;
  };
  try {
    await Promise.race([untilAnswering(url, region, 5000), failed]);
  } catch (error) {
    await stop();
    throw new Error(`The DynamoDB engine did not start; ${join(dir, 'engine.log')} says why.`, { cause: error });
  }
  return { url, stop };
}

async function untilAnswering(url: string, region: string, patienceMs: number): Promise<void> {
  const client = createDynamoClient(url, region);
  const end = Date.now() + patienceMs;
  try {
    for (;;) {
      try {
        await client.call('DynamoDB_20120810.ListTables', {});
        return;
      } catch (error) {
        if (Date.now() > end) throw new Error(`No DynamoDB engine answers at ${url}.`, { cause: error });
        await wait(15);
      }
    }
  } finally {
    client.close();
  }
}

function findBinary(): string {
  const name = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  const folders = (process.env.PATH ?? '').split(delimiter);
  try {
    const manifest = `@dynoxide/${process.platform}-${process.arch}/package.json`;
    folders.unshift(dirname(createRequire(import.meta.url).resolve(manifest)));
  } catch {
    // No package for this platform: the PATH may have it.
  }
  for (const folder of folders) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(
    `There is no DynamoDB engine for ${process.platform}-${process.arch}. Install dynoxide so that it is on the PATH ` +
      '(brew install nubo-db/tap/dynoxide, or cargo install dynoxide-rs), or name a running one in CRM_DYNAMODB_ENDPOINT.',
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
