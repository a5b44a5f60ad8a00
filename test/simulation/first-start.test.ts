import { test } from 'vitest';
import { writeFirstRecords } from '#functions/first-start/first-records.ts';
import { isStoredRecord } from '#functions/platform/stored.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { demand, demandChains, demandClaims, demandDelivered } from './invariants.ts';
import { withSeeds } from './seeds.ts';
import { pause } from './sim-api.ts';
import { SimPipeline } from './sim-pipeline.ts';
import { SimWorld } from './sim-world.ts';

const chosen = {
  organisationName: 'Acme',
  currency: 'USD',
  timeZone: 'UTC',
  locale: 'en',
  adminEmail: 'Admin@Example.com',
};

test('a deployment begins with its first records once, however often and at once it is deployed', () =>
  withSeeds('first-start.test.ts', 'a deployment begins', 40, async (seed) => {
    const world = new SimWorld(seed);
    const pipeline = new SimPipeline(world);
    let made = 0;
    const deploy = async (): Promise<void> => {
      for (;;) {
        const outcome = await world.start('first-start', (ports) => writeFirstRecords(chosen, ports));
        if (outcome.kind === 'done') {
          made += outcome.value;
          return;
        }
        await pause(world, 1000);
      }
    };
    for (let i = 0; i < 3; i++) world.play(deploy);

    await world.run();
    await pipeline.settle(4);

    const records = world.table.all().filter(isStoredRecord);
    const expected = builtInRoles.length + 1 + 6 + 1 + 1;
    demand(records.length === expected, `${records.length} records in place of ${expected}`);
    demand(made <= expected, `${made} were said to be made`);
    for (const { record, version } of records)
      demand(version === 1, `${record.type} ${record.id} has version ${version}`);
    demandChains(world.table);
    demandClaims(world.table);
    demandDelivered(world.table, pipeline);
  }));
