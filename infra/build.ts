import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { Area } from '#shared/contract/entity.ts';
import { functionEntries, functionsDir, root } from './bundles.ts';
import { type LeanBundles, leanBundles } from './lean-bundles.ts';

/** Some dependencies are CommonJS and call `require` at run time. */
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
const mapsDir = join(root, 'dist/maps');

/** Only what describes the API writes schemas as JSON Schema. */
const withJsonSchema: ReadonlySet<string> = new Set<Area>(['public']);

const bundle = (names: readonly string[], lean: LeanBundles) =>
  build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: functionEntries.get(name) ?? name, out: `${name}/index` })),
    outdir: functionsDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    ...lean,
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    banner: { js: banner },
  });

/** Lambda code: few runs for all functions, so that what they share is read once. */
const buildFunctions = async (): Promise<void> => {
  await rm(functionsDir, { recursive: true, force: true });
  await mkdir(functionsDir, { recursive: true });
  const names = [...functionEntries.keys()];
  const made = await Promise.all(
    [true, false].map((isWith) =>
      bundle(
        names.filter((name) => withJsonSchema.has(name) === isWith),
        leanBundles({ withJsonSchema: isWith }),
      ),
    ),
  );
  // the maps stay out of what is uploaded: they are for reading a stack trace afterwards
  await rm(mapsDir, { recursive: true, force: true });
  await mkdir(mapsDir, { recursive: true });
  await Promise.all(
    names.map((name) => rename(join(functionsDir, name, 'index.mjs.map'), join(mapsDir, `${name}.mjs.map`))),
  );
  const metafile = {
    inputs: Object.assign({}, ...made.map((m) => m.metafile.inputs)),
    outputs: Object.assign({}, ...made.map((m) => m.metafile.outputs)),
  };
  await writeFile(join(root, 'dist/functions.meta.json'), JSON.stringify(metafile));
};

const buildWeb = async (): Promise<void> => {
  const { build: viteBuild } = await import('vite');
  await viteBuild({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
};

/** Bundles everything that is deployed into `dist`. */
export const buildAll = async (): Promise<void> => {
  const startedAt = performance.now();
  // both are finished before a failure is told, so that what did build can be used
  const outcomes = await Promise.allSettled([buildFunctions(), buildWeb()]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  console.log(
    `Built ${functionEntries.size} functions into ${relative(root, functionsDir)} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  );
};

// set by whoever has built already and runs cdk afterwards
if (process.env.CRM_PREBUILT !== '1') await buildAll();
