import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDynamoClient } from './client.ts';
import { indexStreams } from './stream-indexes.ts';

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

/** Ends the engine when the pipe from this process closes, which it does even after a kill -9; ends itself with the engine. */
const guard =
  'exec 3<&0; "$@" 3<&- </dev/null & engine=$!; { read -r _ <&3; kill $engine 2>/dev/null; } & reader=$!; wait $engine; kill $reader 2>/dev/null';

async function launch(binary: string, dir: string, region: string): Promise<Engine> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(dir, 'dynamodb.sqlite');
  const serve = [binary, 'serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  const log = openSync(join(dir, 'engine.log'), 'a');
  // A process group of its own keeps a Ctrl-C in the terminal from ending the engine before the functions have ended.
  const guarded = process.platform !== 'win32';
  const [command = binary, ...args] = guarded ? ['/bin/sh', '-c', guard, 'engine', ...serve] : serve;
  let isStopping = false;
  let ended = Promise.resolve();
  let child: ChildProcess;
  const failed = Promise.withResolvers<never>();
  const begin = (): void => {
    child = spawn(command, args, { stdio: ['pipe', log, log], detached: guarded });
    child.once('error', failed.reject);
    ended = new Promise((resolve) => child.once('close', () => resolve()));
    // An engine that somebody else ended is back at the same address; clients try again by themselves.
    void ended.then(() => wait(100)).then(() => isStarted && !isStopping && begin());
  };
  let isStarted = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    child.stdin?.end();
    if (!guarded) child.kill();
    await ended;
  };
  begin();
  try {
    await Promise.race([untilAnswering(url, region, 5000), failed.promise]);
    isStarted = true;
    indexStreams(file);
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
