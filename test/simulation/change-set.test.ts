import { test } from 'vitest';
import { changeSetJobs } from '#functions/change-set/change-set.jobs.ts';
import { aPerson, createPerson, createWorld, type World } from '#functions/change-set/fakes.ts';
import { createConsumer } from '#functions/consumer/create-consumer.ts';
import { createModelLookup } from '#functions/import/model-lookup.ts';
import { resumeExpiredJobs } from '#functions/job/resume-jobs.ts';
import { runJob } from '#functions/job/run-job.ts';
import type { Ports } from '#functions/platform/context.ts';
import { canonicalJson } from '#functions/platform/event-hash.ts';
import { isStoredEvent, isStoredRecord } from '#functions/platform/stored.ts';
import { createReadModel } from '#functions/read-model/model.ts';
import type { NewChangeSet } from '#shared/change-set/change-set.routes.ts';
import { contact } from '#shared/contact/contact.ts';
import { lead } from '#shared/lead/lead.ts';
import { entities } from '#shared/registry.ts';
import { demand, demandChains, demandClaims, demandDelivered, demandOpenLeadCounts } from './invariants.ts';
import { quiet } from './quiet.ts';
import { withSeeds } from './seeds.ts';
import { filesOf } from './sim-files.ts';
import { type SimConsumer, SimPipeline } from './sim-pipeline.ts';
import type { SimTable } from './sim-table.ts';
import { noFaults, SimWorld, usualFaults } from './sim-world.ts';

/** A job that fails five times at the same place is given up, which is right. */
const fewEnough = 4;
const changed = ['contact', 'lead'];
type What = 'assign' | 'remove';

/** A deployment with a planned change set: leads that are given to somebody else, or contacts that go to the bin with their addresses. */
const planned = async (what: What): Promise<{ world: World; id: string }> => {
  const world = await createWorld();
  const rep = await aPerson(world, 'Rep', []);
  for (let i = 0; i < 50; i++) {
    await world.create(lead, { name: `Lead ${i}` });
    await world.create(contact, { lastName: `P${i}`, emails: [{ value: `p${i}@x.example` }] });
  }
  const body: NewChangeSet =
    what === 'assign'
      ? { action: 'update', noun: 'lead', selection: {}, patch: { ownerId: rep.id } }
      : { action: 'remove', noun: 'contact', selection: {} };
  return { world, id: (await createPerson(world).plan(body)).id };
};
const begun = new Map<What, ReturnType<typeof planned>>();
const beginning = (what: What): ReturnType<typeof planned> => {
  const known = begun.get(what) ?? planned(what);
  begun.set(what, known);
  return known;
};

/** Applies the change set and undoes it, in a world of its own; answers what is there in the end. */
const run = async (
  what: What,
  seed: number,
  isFaulty: boolean,
): Promise<{ table: SimTable; pipeline: SimPipeline }> => {
  const before = await beginning(what);
  const world = new SimWorld(seed, isFaulty ? { ...usualFaults, most: fewEnough } : noFaults);
  world.nowMs = before.world.clock.now();
  // a copy: what one seed does is not there for the next
  const own = await createWorld(undefined, before.world);
  const handler: SimConsumer['handler'] = (ports, invocation) => {
    const all: Ports = { ...ports, files: filesOf(own.files, world, invocation) };
    // each sandbox has its own model, and a crash takes it along
    const model = createReadModel(':memory:', entities);
    const kinds = changeSetJobs({ model: async () => model, references: async () => createModelLookup(model, all) });
    return createConsumer('run-job', all, (event) => runJob(event.recordId, kinds, all));
  };
  const pipeline = new SimPipeline(world, [{ name: 'run-job', on: ['job.created', 'job.resumed'], handler }]);
  for (const item of own.table.items.values()) world.table.put(item);
  await world.run();

  const resumeFor = (minutes: number): void => {
    for (let minute = 1; minute <= minutes; minute++)
      world.at(minute * 60_000, () => void world.start('resume', (ports) => resumeExpiredJobs(ports)));
  };
  for (const step of ['apply', 'undo'] as const) {
    const onWorld: World = { ...own, ports: { ...quiet(world), files: own.files } };
    await createPerson(onWorld).start(step, before.id);
    resumeFor(20);
    pipeline.sweepFor(6);
    await world.run();
  }
  for (let round = 0; round < 3; round++) {
    resumeFor(15);
    await pipeline.settle(4);
  }
  return { table: world.table, pipeline };
};

const calm = new Map<What, ReturnType<typeof run>>();
const withoutFaults = (what: What): ReturnType<typeof run> => {
  const known = calm.get(what) ?? run(what, 0, false);
  calm.set(what, known);
  return known;
};

/** What was changed, without what depends on when it was written. */
const stateOf = (table: SimTable): string =>
  canonicalJson(
    table
      .all()
      .filter(isStoredRecord)
      .map(({ record: { updatedAt: _u, assignedAt: _a, deletedAt, ...rest } }) => ({
        ...rest,
        isGone: deletedAt !== undefined,
      }))
      .filter((r) => changed.includes(String(r.type)))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
const eventsOf = (table: SimTable): string =>
  table
    .all()
    .filter(isStoredEvent)
    .filter((e) => changed.includes(e.noun))
    .map((e) => `${e.recordId}@${e.version} ${e.type}`)
    .sort()
    .join();
const stateOfSet = (table: SimTable): unknown =>
  table
    .all()
    .filter(isStoredRecord)
    .find((s) => s.record.type === 'changeSet')?.record.state;

test.each(['assign', 'remove'] as const)(
  'a change set that is taken up again and again comes to the same: %s',
  (what) =>
    withSeeds(
      'change-set.test.ts',
      `a change set that is taken up again and again comes to the same: ${what}`,
      12,
      async (seed) => {
        const expected = await withoutFaults(what);
        const { table, pipeline } = await run(what, seed, true);

        demand(stateOfSet(expected.table) === 'reverted', `without faults it is ${String(stateOfSet(expected.table))}`);
        demand(stateOfSet(table) === 'reverted', `it is ${String(stateOfSet(table))}`);
        demand(stateOf(table) === stateOf(expected.table), 'the records differ from those of a run without faults');
        demand(eventsOf(table) === eventsOf(expected.table), 'a record was written twice or not at all');
        demandChains(table);
        demandClaims(table);
        demandOpenLeadCounts(table);
        demandDelivered(table, pipeline);
      },
    ),
);
