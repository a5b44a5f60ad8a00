import type { Ports } from '#functions/platform/context.ts';
import { fakePorts } from '#test/fakes/ports.ts';
import type { SimWorld } from './sim-world.ts';

/** The world's table and clock, reached without any faults: to arrange a scenario and to look at its end. */
export const quiet = (world: SimWorld): Ports => ({
  ...fakePorts(),
  table: world.table.asTable(),
  clock: { now: () => world.nowMs, sleep: async () => undefined },
  ids: world.portsOf({ name: 'quiet', skewMs: 0, isDead: false, died: () => undefined }).ids,
});
