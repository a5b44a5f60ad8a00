import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { functionEntries, functionsDir, root } from './bundles.ts';

/** Some dependencies are CommonJS and call `require` at run time. */
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
const mapsDir = join(root, 'dist/maps');

/** Lambda code: one run for all functions, so that what they share is read once. */
const buildFunctions = async (): Promise<void> => {
  const present = [...functionEntries].filter(([name, entry]) => {
    const exists = existsSync(join(root, entry));
    if (!exists) console.warn(`! ${entry} does not exist: the function ${name} is left out`);
    return exists;
  });
  await rm(functionsDir, { recursive: true, force: true });
  await mkdir(functionsDir, { recursive: true });
  if (present.length === 0) return;
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: present.map(([name, entry]) => ({ in: entry, out: `${name}/index` })),
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
    },
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
    present.map(([name]) => rename(join(functionsDir, name, 'index.mjs.map'), join(mapsDir, `${name}.mjs.map`))),
  );
  await writeFile(join(root, 'dist/functions.meta.json'), JSON.stringify(metafile));
};

const buildWeb = async (): Promise<void> => {
  if (!existsSync(join(root, 'web/index.html'))) {
    console.warn('! web/index.html does not exist: the staff app is left out');
    return;
  }
  const { build: viteBuild } = await import('vite');
  await viteBuild({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
};

/** Bundles everything that is deployed into `dist`. */
export const buildAll = async (): Promise<void> => {
  const startedAt = performance.now();
  // both are finished before a failure is told, so that what did build can be used
  const outcomes = await Promise.allSettled([buildFunctions(), buildWeb()]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const names = await readdir(functionsDir);
  console.log(
    `Built ${names.length} functions into ${relative(root, functionsDir)} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  );
};

// set by whoever has built already and runs cdk afterwards
if (process.env.CRM_PREBUILT !== '1') await buildAll();
