import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenRuntime, Runtime } from './runtime.ts';

/** What a module of first data exports: it writes through the services that the runtime emulates, and says what people should know. */
export type SeedModule = {
  readonly seed: (options: {
    /** AWS endpoint. */
    readonly endpoint: string;
    readonly dynamodbEndpoint: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly isEmpty: boolean;
  }) => Promise<{ readonly lines: readonly string[] }>;
};

const doneFile = 'seeded.json';
const begunFile = 'seeding';

/** Whether an earlier first start broke off before its data was whole. */
export function wasSeedingBrokenOff({ data }: Pick<OpenRuntime, 'data'>): boolean {
  return data.read(begunFile) === 'begun' && data.read(doneFile) === undefined;
}

/** Runs the module of first data, once in the life of a data folder. Gives its lines at every start. */
export async function seedOnce(
  open: Pick<OpenRuntime, 'data'>,
  runtime: Runtime,
  module: string | undefined,
  isEmpty: boolean,
): Promise<readonly string[]> {
  const done = open.data.read(doneFile);
  if (done !== undefined) return linesOf(JSON.parse(done));
  if (module === undefined) return [];
  open.data.write(begunFile, 'begun');
  const loaded: unknown = await import(pathToFileURL(resolve(module)).href);
  if (!isSeedModule(loaded)) throw new Error(`${module} exports no function named seed.`);
  const { lines } = await loaded.seed({
    endpoint: `${runtime.url}/_aws`,
    dynamodbEndpoint: runtime.dynamodbEndpoint,
    environment: runtime.environment,
    isEmpty,
  });
  open.data.write(doneFile, JSON.stringify(lines));
  return lines;
}

function isSeedModule(value: unknown): value is SeedModule {
  return typeof value === 'object' && value !== null && 'seed' in value && typeof value.seed === 'function';
}

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
