import { expect } from 'vitest';

const given = process.env.SEED;
const factor = Number(process.env.SEEDS ?? 1);

/**
 * Runs a scenario with many seeds; `SEED` runs just one, `SEEDS` multiplies their number. One that fails says how to run it again.
 */
export const withSeeds = async (
  file: string,
  scenario: string,
  count: number,
  run: (seed: number) => Promise<void>,
): Promise<void> => {
  const seeds =
    given === undefined ? Array.from({ length: Math.ceil(count * factor) }, (_, i) => i + 1) : [Number(given)];
  for (const seed of seeds) {
    try {
      await run(seed);
    } catch (error) {
      const replay = `SEED=${seed} npx vitest run --project unit test/simulation/${file} -t '${scenario}'`;
      throw new Error(`${error instanceof Error ? error.message : String(error)}\nReplay: ${replay}`, { cause: error });
    }
  }
  expect(seeds.length).toBeGreaterThan(0);
};
