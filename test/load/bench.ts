import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAssembly } from '#local/build.ts';
import { benchContacts } from './bench-contacts.ts';
import { benchStart } from './bench-start.ts';
import { count, type Figure, tableOf } from './figure.ts';
import { watchMachine } from './machine.ts';
import { measureFirstLoad, measureFunctions } from './measure-bundles.ts';
import { measure } from './measure-read-model.ts';
import { type UnitUsage, unitFigures, unitsAlike } from './measure-units.ts';
import { readModelFigures } from './read-model-figures.ts';

const root = join(import.meta.dirname, '../..');
const sizes = [1_000, 100_000] as const;
/** A million records take two minutes, and the whole is to end within six. */
const millionBeforeMs = 230_000;
const usage = `npm run bench [-- --quick]
  --quick  fewer runs of everything, and no read model of a million records`;

const readOptions = () => {
  try {
    return parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
};

const { quick } = readOptions();
const machine = watchMachine();
const folder = mkdtempSync(join(tmpdir(), 'rapport-bench-'));
const figures: Figure[] = [];
const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const startedAt = performance.now();
  const result = await work();
  console.error(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
};

try {
  const isBuilt = await step('bundles and template', () => buildAssembly(root, join(root, 'cdk.out')));
  const bundlingMs = isBuilt ? machine.elapsedMs() : undefined;
  const start = await step('start-up and memory', () => benchStart(join(folder, 'demo'), bundlingMs));
  figures.push(...start.figures);
  figures.push(...(await step('functions', () => measureFunctions(quick ? 3 : 9))), ...measureFirstLoad());

  const units: UnitUsage[] = [];
  for (const contacts of sizes) {
    const found = await step(`${count(contacts)} contacts`, () =>
      benchContacts(contacts, join(folder, `contacts-${contacts}`), start.samples, {
        isQuick: quick,
        withMemory: contacts === sizes.at(-1),
      }),
    );
    figures.push(...found.figures);
    units.push(found.units);
  }
  const [few, many] = units;
  const area = 'request units';
  if (few && many) figures.push(...unitFigures(many, area), unitsAlike(few, many, area, sizes));

  const measureModel = async (records: number): Promise<void> => {
    figures.push(...readModelFigures(await step(`read model of ${count(records)}`, () => measure(records))));
  };
  await measureModel(100_000);
  if (!quick && machine.elapsedMs() < millionBeforeMs) await measureModel(1_000_000);
  else if (!quick)
    figures.push({ area: 'read model, 1,000,000 records', what: 'left out', value: 'the machine was too busy for it' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${tableOf(figures)}\n\n${machine.describe()}`);
// connections that are kept open would hold the process for a while
process.exit(0);
