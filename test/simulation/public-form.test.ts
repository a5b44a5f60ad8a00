import { test } from 'vitest';
import { isStoredRecord } from '#functions/platform/stored.ts';
import { demand, demandChains, demandDelivered } from './invariants.ts';
import { withSeeds } from './seeds.ts';
import { pause, sendUntilAnswered } from './sim-api.ts';
import { SimPipeline } from './sim-pipeline.ts';
import { SimWorld } from './sim-world.ts';

test('a form that is sent many times with one token brings one lead, and is answered alike each time', () =>
  withSeeds('public-form.test.ts', 'a form that is sent', 60, async (seed) => {
    const world = new SimWorld(seed);
    const pipeline = new SimPipeline(world);
    const answers: string[] = [];
    const visitor = async (address: string, token: unknown): Promise<void> => {
      const body = { form: 'home', token, name: 'Grace', email: 'grace@example.com' };
      const headers = { 'x-viewer-address': address };
      const { status, text } = await sendUntilAnswered(world, {
        method: 'POST',
        path: '/v1/public/leads',
        headers,
        body,
      });
      answers.push(`${status} ${text}`);
    };
    world.play(async () => {
      const shown = await sendUntilAnswered(world, {
        method: 'GET',
        path: '/v1/public/leads/token',
        query: 'form=home',
      });
      // longer than the clocks may differ and a person needs
      await pause(world, 15_000);
      for (const n of [1, 2, 3]) world.play(() => visitor(`192.0.2.${n}`, shown.body.token));
    });

    await world.run();
    await pipeline.settle(4);

    const leads = world.table.all().filter((item) => isStoredRecord(item) && item.record.type === 'lead');
    demand(leads.length === 1, `${leads.length} leads of one token`);
    demand(answers.length === 3 && new Set(answers).size === 1, `answers: ${answers.join(' | ')}`);
    demandChains(world.table);
    demandDelivered(world.table, pipeline);
  }));
