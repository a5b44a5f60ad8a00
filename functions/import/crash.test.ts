import { describe, expect, it } from 'vitest';
import { resumeExpiredJobs } from '#functions/job/resume-jobs.ts';
import { canonicalJson } from '#functions/platform/event-hash.ts';
import { isStoredEvent } from '#functions/platform/stored.ts';
import { anImport, confirmAll, createClient, createWorld, type World } from './fakes.ts';

const companies = [
  'name,parent,domain',
  'Alpha,,alpha.example',
  'Beta,Gamma,beta.example',
  'Gamma,Alpha,gamma.example',
  'Delta,,delta.example',
].join('\n');
const products = ['product,sku,price', 'One,SKU-1,10', 'Two,SKU-2,20', 'Also one,SKU-1,30'].join('\n');
const deals = [
  'opportunity_id,account,product,deal_stage,close_date,close_value',
  ...Array.from(
    { length: 60 },
    (_, i) =>
      `D${i},${['Alpha', 'Beta', 'Gamma', ''][i % 4]},${i % 2 ? 'One' : 'Twoo'},${['Won', 'Lost', 'Qualified'][i % 3]},2026-01-0${1 + (i % 9)},${i}`,
  ),
].join('\n');
const contents = { 'companies.csv': companies, 'products.csv': products, 'deals.csv': deals };

class Crash extends Error {}

/** Records as they are, without what depends on when they were written. */
const stateOf = (world: World): string =>
  canonicalJson(
    ['company', 'product', 'deal', 'stage']
      .flatMap((noun) => world.records(noun))
      .map(({ createdAt: _c, updatedAt: _u, stageEnteredAt: _s, ...rest }) => rest)
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );

const bookkeepingOf = (run: {
  files: readonly { name: string; applied?: unknown }[];
  problems?: unknown;
  state: unknown;
}) => ({
  state: run.state,
  applied: run.files.map((f) => f.applied),
  problems: run.problems,
});

/** Brings all jobs to their end, whoever crashes: the sweeper takes up what is left. */
const untilOver = async (world: World, work: () => Promise<void>): Promise<void> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      world.clock.advance(600_000);
      await resumeExpiredJobs(world.ports);
    }
  }
  throw new Error('it never ended');
};

type Step = 'plan' | 'apply' | 'undo';

/** The world just before a step of the import. */
const worldBefore = async (step: Step): Promise<{ world: World; id: string }> => {
  const world = await createWorld();
  const client = createClient(world);
  const { id } = await anImport(world, contents);
  const inspected = await client.inspect(id);
  await client.update(id, confirmAll(inspected));
  if (step !== 'plan') await client.plan(id);
  if (step === 'undo') await client.apply(id);
  await client.start(step, id);
  return { world, id };
};

/** A step of an import, in a copy of the world, with a crash at the call numbered `crashAt`. */
const runFrom = async (before: World, id: string, crashAt: number) => {
  let calls = 0;
  const world = await createWorld(() => {
    if (calls++ === crashAt) throw new Crash(`call ${crashAt}`);
  }, before);
  await untilOver(world, createClient(world).runJobs);
  const made = calls;
  const run = await createClient(world).current(id);
  const events = [...world.table.items.values()]
    .filter(isStoredEvent)
    .filter((e) => ['company', 'product', 'deal'].includes(e.noun));
  const plan = [...world.files.objects]
    .filter(([key]) => key.endsWith('.jsonl'))
    .map(([key, bytes]) => [key, new TextDecoder().decode(bytes)]);
  return { calls: made, run, state: stateOf(world), events, plan };
};

const numbersOf = (events: readonly { readonly recordId: string; readonly version: number }[]): string[] =>
  events.map((e) => `${e.recordId}@${e.version}`).sort();

describe('an import that crashes at any call of any port', () => {
  it.each(['plan', 'apply', 'undo'] as const)(
    'while it does its %s ends as it would have ended without',
    async (step) => {
      const { world, id } = await worldBefore(step);
      const expected = await runFrom(world, id, Number.POSITIVE_INFINITY);
      expect(expected.run.state).toBe({ plan: 'planned', apply: 'appliedWithErrors', undo: 'reverted' }[step]);
      expect(expected.calls).toBeGreaterThan(20);

      for (let crashAt = 0; crashAt < expected.calls; crashAt++) {
        const crashed = await runFrom(world, id, crashAt);
        expect(bookkeepingOf(crashed.run), `crash at ${crashAt}`).toEqual(bookkeepingOf(expected.run));
        expect(crashed.state, `crash at ${crashAt}`).toBe(expected.state);
        expect(crashed.plan, `crash at ${crashAt}`).toEqual(expected.plan);
        // each row once made and once undone: no event twice
        expect(numbersOf(crashed.events), `crash at ${crashAt}`).toEqual(numbersOf(expected.events));
      }
    },
  );
});
