import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const seedModule = 'test/demo/seed.ts';

export type RuntimeProcess = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly pid: number;
  /** From the start of the process until it says that it is ready. */
  readonly readyMs: number;
  stop(): Promise<void>;
};

/** The local runtime as `npm start` runs it, in a process and a folder of its own, on a free port. */
export const startRuntime = async (folder: string, options: readonly string[] = []): Promise<RuntimeProcess> => {
  const startedAt = performance.now();
  const { CRM_DYNAMODB_ENDPOINT: _engine, ...environment } = process.env;
  const child = spawn(process.execPath, ['local/start.mjs', '--seed', seedModule, ...options], {
    cwd: root,
    env: { ...environment, PORT: '0', CRM_DATA: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += String(chunk);
      const url = /^ {2}App +(http\S+)/m.exec(output)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The local runtime ended:\n${output}`)));
  });
  const url = await ready;
  const { pid } = child;
  if (pid === undefined) throw new Error('The local runtime has no process.');
  return {
    url,
    pid,
    readyMs: performance.now() - startedAt,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
