import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type PlantedFault, plantedFaults } from './planted-faults.ts';

const root = join(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'rapport-faults-'));
const reportFile = join(copy, 'report.json');

const copySource = (): void => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
    .toString()
    .split('\n')
    .filter(Boolean);
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
};

/** What the tests came to: `caught` where one of them failed by what it found. */
const verdictOf = (fault: PlantedFault): 'caught' | 'not caught' | 'not planted' | 'not run' => {
  const path = join(copy, fault.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(fault.from).length !== 2) return 'not planted';
  try {
    writeFileSync(
      path,
      source.replace(fault.from, () => fault.to),
    );
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--project', 'unit', '--reporter=json', `--outputFile=${reportFile}`, '--bail=1'];
    const { stderr } = spawnSync(process.execPath, [...args, ...fault.tests], { cwd: copy });
    if (!existsSync(reportFile)) throw new Error(`vitest did not run: ${stderr.toString().slice(0, 2000)}`);
    const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));
    // what vitest's JSON reporter writes
    const { numFailedTests, numPassedTests } = report as { numFailedTests: number; numPassedTests: number };
    if (numFailedTests > 0) return 'caught';
    return numPassedTests > 0 ? 'not caught' : 'not run';
  } finally {
    writeFileSync(path, source);
    rmSync(reportFile, { force: true });
  }
};

const only = process.argv[2];
const faults = plantedFaults.filter((fault) => only === undefined || fault.name.includes(only));
try {
  copySource();
  const verdicts = faults.map((fault) => {
    const verdict = verdictOf(fault);
    console.log(`${verdict.padEnd(12)}${fault.name}`);
    return verdict;
  });
  const caught = verdicts.filter((v) => v === 'caught').length;
  console.log(`\n${caught} of ${faults.length} planted faults caught`);
  process.exitCode = caught === faults.length ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
