import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Area } from '#shared/contract/entity.ts';
import { allConsumers, allRoutes } from '#shared/registry.ts';

export const root = join(import.meta.dirname, '..');
export const functionsDir = join(root, 'dist/functions');
export const webDir = join(root, 'dist/web');

/** The areas that any route belongs to. */
export const usedAreas: readonly Area[] = [...new Set(allRoutes.map(({ route }) => route.area))].sort();

const entryPoints = [
  ...usedAreas.map((area) => `functions/area/${area}.ts`),
  'functions/relay/relay.ts',
  'functions/live/listen.ts',
  'functions/live/nudge.ts',
  'functions/sweeper/sweeper.ts',
  'functions/read-model/snapshot.ts',
  'functions/anchor/anchor.ts',
  'functions/first-start/first-start.ts',
  ...allConsumers.map((consumer) => consumer.entry),
];

/** `functions/lead/assign-lead.on.ts` → `assign-lead`. */
export const functionName = (entry: string): string => entry.replace(/^.*\//, '').replace(/(\.on)?\.ts$/, '');

/** Every Lambda function by its name, with the file that it starts at. */
export const functionEntries: ReadonlyMap<string, string> = new Map(
  entryPoints.map((entry) => [functionName(entry), entry]),
);

/** Where the stacks find what `infra/build.ts` made. */
export type Bundles = {
  /** Folder of a function's code. */
  functionDir(name: string): string;
  /** Folder of the staff app. */
  readonly web: string;
};

const built = (dir: string, file: string): string => {
  if (!existsSync(join(dir, file))) throw new Error(`${join(dir, file)} is missing: npm run build makes it.`);
  return dir;
};

/** What lies in `dist`; throws where something was not built. */
export const builtBundles = (): Bundles => ({
  functionDir: (name) => built(join(functionsDir, name), 'index.mjs'),
  web: built(webDir, 'index.html'),
});
