import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAssembly } from './build.ts';
import { seedOnce, wasSeedingBrokenOff } from './first-start.ts';
import { type OpenRuntime, openRuntime } from './runtime.ts';

const root = join(import.meta.dirname, '..');
const assembly = join(root, 'cdk.out');
const usage = `npm start [-- --reset] [-- --empty] [-- --no-build]
  --reset     begins anew: all data goes
  --empty     begins without demo data
  --no-build  runs what was built last
PORT is where it listens (4000), CRM_DATA the folder that holds all state (.rapport).`;

const options = readOptions();
const startedAt = performance.now() - process.uptime() * 1000;
let open: OpenRuntime | undefined;
let isEnding = false;

process.on('unhandledRejection', (error) => console.error(error));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

try {
  await start();
} catch (error) {
  if (!isEnding) {
    console.error(`\n${explain(error)}`);
    await end(1);
  }
}

async function start(): Promise<void> {
  open = await openRuntime({ port: options.port, data: options.data, reset: options.reset });
  if (wasSeedingBrokenOff(open)) {
    console.log('The first start did not finish. Beginning anew.');
    await open.stop();
    open = await openRuntime({ port: options.port, data: options.data, reset: true });
  }
  if (options.build) {
    const hint = setTimeout(() => console.log('Building …'), 700);
    await buildAssembly(root, assembly).finally(() => clearTimeout(hint));
  }
  const runtime = await open.load(assembly);
  const lines = await seedOnce(open, runtime, options.seed, options.empty);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const links = [
    ['App', runtime.url],
    ['Mail', `${runtime.url}/_local/mail`],
    ['Local', `${runtime.url}/_local`],
  ];
  console.log(`\nReady after ${seconds} s.\n`);
  for (const [title = '', address] of links) console.log(`  ${title.padEnd(6)} ${address}`);
  if (lines.length > 0) console.log(`\n${lines.map((line) => `  ${line}`).join('\n')}`);
  console.log('\n  Ctrl-C ends it.\n');
}

/** Ends everything; a second signal does not wait. */
async function end(code: number): Promise<void> {
  if (isEnding) process.exit(code);
  isEnding = true;
  await open?.stop();
  process.exit(code);
}

/** What happened, and what led to it. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n  because: ${explain(error.cause)}`;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        reset: { type: 'boolean', default: false },
        empty: { type: 'boolean', default: false },
        build: { type: 'boolean', default: true },
        seed: { type: 'string' },
      },
      allowNegative: true,
    });
    const port = Number(process.env.PORT ?? 4000);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`PORT is ${process.env.PORT}, which is no port.`);
    return { ...values, port, data: process.env.CRM_DATA ?? join(root, '.rapport') };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
