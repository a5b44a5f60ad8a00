import { test } from 'vitest';
import { commit } from '#functions/platform/commit.ts';
import { isStoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { timeOfUlid } from '#shared/ulid.ts';
import { idOf } from '#test/fakes/people.ts';
import { demand, demandChains, demandDelivered, demandNothingInvented } from './invariants.ts';
import { withSeeds } from './seeds.ts';
import { SimPipeline } from './sim-pipeline.ts';
import { noFaults, SimWorld } from './sim-world.ts';

const file = 'delivery.test.ts';
const actor = { kind: 'system' as const, id: 'tests' };
const hourMs = 3_600_000;

/** Commits companies at random times within `spanMs`; some attempts fail or crash. */
const write = (world: SimWorld, count: number, spanMs: number): void => {
  for (let n = 1; n <= count; n++)
    world.at(world.random.below(spanMs), () => {
      void world.start('writer', (ports) =>
        commit(ports, {
          actor,
          changes: [
            { entity: company, id: idOf(n, 'C'), before: undefined, after: { name: `C${n}` }, verb: 'created' },
          ],
        }),
      );
    });
};

const atRest = (world: SimWorld, pipeline: SimPipeline): void => {
  demandChains(world.table);
  demandNothingInvented(world.table, pipeline);
  demandDelivered(world.table, pipeline);
};

test('what is committed is published, and only that, whatever crashes on the way', () =>
  withSeeds(file, 'what is committed is published', 150, async (seed) => {
    const world = new SimWorld(seed);
    const pipeline = new SimPipeline(world);
    world.afterStep = () => demandNothingInvented(world.table, pipeline);
    write(world, 12, 30_000);
    pipeline.sweepFor(4);

    await world.run();
    await pipeline.settle();

    atRest(world, pipeline);
  }));

test('a stream that loses everything for 25 hours loses nothing: the sweeper publishes within minutes', () =>
  withSeeds(file, 'a stream that loses everything', 4, async (seed) => {
    const world = new SimWorld(seed, noFaults);
    const pipeline = new SimPipeline(world);
    pipeline.isStreamDown = true;
    write(world, 60, 25 * hourMs);
    pipeline.sweepFor(25 * 60 + 10);

    await world.run();

    atRest(world, pipeline);
    for (const [id, atMs] of pipeline.publishedAtMs) {
      const late = atMs - timeOfUlid(id);
      // two minutes until it counts as lost, one until the sweeper runs, some for the index and the clocks
      demand(late < 5 * 60_000, `event ${id} came ${late} ms late`);
    }
  }));

test('a sweeper that did not run for a day catches up', () =>
  withSeeds(file, 'a sweeper that did not run', 20, async (seed) => {
    const world = new SimWorld(seed);
    const pipeline = new SimPipeline(world);
    pipeline.isStreamDown = true;
    write(world, 30, 25 * hourMs);

    await world.run();
    await pipeline.settle();

    atRest(world, pipeline);
  }));

test('an event that the bus never takes holds up no other, and is published once the bus takes it', () =>
  withSeeds(file, 'an event that the bus never takes', 40, async (seed) => {
    const world = new SimWorld(seed);
    const pipeline = new SimPipeline(world);
    const poisoned = idOf(1 + (seed % 12), 'C');
    pipeline.isPoison = (id) =>
      world.table.all().some((item) => isStoredEvent(item) && item.eventId === id && item.recordId === poisoned);
    write(world, 12, 30_000);
    await world.run();
    await pipeline.settle();
    for (const item of world.table.all().filter(isStoredEvent))
      demand(pipeline.published.has(item.eventId) === (item.recordId !== poisoned), `${item.recordId} was held up`);

    pipeline.isPoison = () => false;
    await pipeline.settle();

    atRest(world, pipeline);
  }));
