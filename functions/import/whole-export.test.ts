import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyOf } from '#shared/policy/policy.ts';
import { anImport, createWorld, type World } from './fakes.ts';
import { inspectImport } from './inspect-import.ts';
import { planImport } from './plan-import.ts';

const folder = join(import.meta.dirname, '../../test/data/b2b-sales');
const contents = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

const inspected = async (world: World) => {
  const run = await anImport(world, contents);
  const files = await inspectImport({
    run,
    actor: world.manager,
    policy: policyOf(world.manager),
    ports: world.ports,
    lookup: world.lookup,
  });
  return { ...run, files };
};

describe('a sales team’s export', () => {
  it('is recognised', async () => {
    const run = await inspected(await createWorld());
    console.log(
      JSON.stringify(
        run.files.map((f) => ({ ...f, preview: 0, decisions: f.decisions.filter((d) => d.decision !== 'keepAsText') })),
        null,
        1,
      ).slice(0, 9000),
    );
    console.log(JSON.stringify(run).length);
    const s = performance.now();
    const w = await createWorld();
    const r2 = await inspected(w);
    const result = await planImport({
      run: r2,
      planId: '0J0000000000000000000000J1',
      actor: w.manager,
      ports: w.ports,
      lookup: w.lookup,
      onProgress: async () => {},
    });
    console.log(
      performance.now() - s,
      result.notes,
      result.problems.slice(0, 5),
      result.problemCount,
      result.files.map((f) => [f.name, f.planned]),
    );
    expect(run.files).toHaveLength(5);
  });
});
