import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { functionEntries, functionsDir, root } from './bundles.ts';
import { sdkSchemas } from './sdk-schemas.ts';

/** Some dependencies are CommonJS and call `require` at run time. */
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
const mapsDir = join(root, 'dist/maps');

/** Lambda code: one run for all functions, so that what they share is read once. */
const buildFunctions = async (): Promise<void> => {
  await rm(functionsDir, { recursive: true, force: true });
  await mkdir(functionsDir, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...functionEntries].map(([name, entry]) => ({ in: entry, out: `${name}/index` })),
    outdir: functionsDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    // what a function in Lambda never uses and every bundle would carry
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'infra/aliases/lambda-credentials.ts'),
      postcss: join(root, 'infra/aliases/no-postcss.ts'),
      dayjs: join(root, 'infra/aliases/no-dayjs.ts'),
      // sanitize-html takes the parser alone from it, and would bring along what makes and writes documents
      htmlparser2: join(root, 'node_modules/htmlparser2/dist/Parser.js'),
    },
    plugins: [sdkSchemas],
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    banner: { js: banner },
  });
  // the maps stay out of what is uploaded: they are for reading a stack trace afterwards
  await rm(mapsDir, { recursive: true, force: true });
  await mkdir(mapsDir, { recursive: true });
  await Promise.all(
    [...functionEntries.keys()].map((name) =>
      rename(join(functionsDir, name, 'index.mjs.map'), join(mapsDir, `${name}.mjs.map`)),
    ),
  );
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
