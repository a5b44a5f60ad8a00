import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { distributionOf } from './distribution.ts';
import { type Figure, kilobytes, milliseconds } from './figure.ts';

const root = join(import.meta.dirname, '../..');
const functionsDir = join(root, 'dist/functions');
const webDir = join(root, 'dist/web');
const maxBytes = 700_000;
const maxInitMs = 120;
const maxFirstLoadBytes = 90_000;

/** Lambda times the same: how long the module takes to load, apart from the process. */
const initCode =
  'const at = performance.now(); await import(process.argv[1]); console.log(performance.now() - at); process.exit(0)';
const environment = {
  PATH: process.env.PATH,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  CRM_TABLE: 'table',
  CRM_BUS: 'bus',
  CRM_FILES_BUCKET: 'files',
  CRM_SNAPSHOTS_BUCKET: 'snapshots',
  CRM_ANCHORS_BUCKET: 'anchors',
  CRM_LIVE_URL: 'https://live.example/event',
  CRM_LIVE_SOCKET: 'wss://live.example/event/realtime',
  CRM_CLIENT_IDS: 'app,mobile',
  CRM_USER_POOL: 'eu-central-1_pool',
  CRM_SIGNING_SECRET: 'a secret of the bench, long enough',
};

const initMs = async (file: string): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', initCode, file], {
    env: environment,
  });
  return Number(stdout.trim().split('\n').at(-1));
};

/** Size of each function's bundle, and the time that a fresh process takes to load it (lower quartile). */
export const measureFunctions = async (runs: number): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const name of readdirSync(functionsDir).sort()) {
    const folder = join(functionsDir, name);
    const file = join(folder, 'index.mjs');
    const size = sum(readdirSync(folder).map((part) => statSync(join(folder, part)).size));
    const times: number[] = [];
    let failure: string | undefined;
    try {
      for (let run = 0; run < runs; run++) times.push(await initMs(file));
    } catch (error) {
      // the others are measured all the same
      failure = /^\w*Error: .*$/m.exec(String(error))?.[0] ?? 'it does not load';
    }
    const { p25, p50 } = distributionOf(times);
    figures.push({
      area: 'functions',
      what: name,
      value: `${kilobytes(size)}, ${failure ?? `init ${milliseconds(p25)} (p50 ${milliseconds(p50)})`}`,
      target: `≤ ${kilobytes(maxBytes)}, ≤ ${milliseconds(maxInitMs)}`,
      isReached: failure === undefined && size <= maxBytes && p25 <= maxInitMs,
    });
  }
  return figures;
};

const gzipped = (path: string): number => gzipSync(readFileSync(join(webDir, path)), { level: 6 }).length;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Bytes that the first page loads before it runs: scripts and what they preload; styles and fonts apart. */
export const measureFirstLoad = (): Figure[] => {
  const html = readFileSync(join(webDir, 'index.html'), 'utf8');
  const links = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"[^>]*>/g)].map(
    ([tag, path = '']) => ({
      tag,
      path,
    }),
  );
  const scripts = links.filter(({ tag }) => tag.startsWith('<script') || tag.includes('rel="modulepreload"'));
  const styles = links.filter(({ tag }) => tag.includes('rel="stylesheet"'));
  // one dictionary is asked for by name before anything is shown: the largest counts
  const dictionaries = readdirSync(join(webDir, 'assets')).filter((name) => /^(en|de)-[\w-]+\.js$/.test(name));
  if (dictionaries.length === 0) throw new Error('There are no dictionaries among the assets.');
  const bytes =
    sum(scripts.map(({ path }) => gzipped(path))) + Math.max(...dictionaries.map((name) => gzipped(`assets/${name}`)));
  const styleBytes = sum(styles.map(({ path }) => gzipped(path)));
  return [
    {
      area: 'staff app',
      what: 'first load, scripts, gzip',
      value: `${kilobytes(bytes)} in ${scripts.length + 1} files`,
      target: `≤ ${kilobytes(maxFirstLoadBytes)}`,
      isReached: bytes <= maxFirstLoadBytes,
    },
    { area: 'staff app', what: 'first load, styles, gzip', value: kilobytes(styleBytes) },
  ];
};
