import { test } from 'vitest';
import { createConsumer } from '#functions/consumer/create-consumer.ts';
import { anImport, confirmAll, createClient, createWorld, type World } from '#functions/import/fakes.ts';
import { importJobs } from '#functions/import/import.jobs.ts';
import { createModelLookup } from '#functions/import/model-lookup.ts';
import { resumeExpiredJobs } from '#functions/job/resume-jobs.ts';
import { runJob } from '#functions/job/run-job.ts';
import type { Ports } from '#functions/platform/context.ts';
import { canonicalJson } from '#functions/platform/event-hash.ts';
import { isStoredEvent, isStoredRecord } from '#functions/platform/stored.ts';
import { createReadModel } from '#functions/read-model/model.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { entities } from '#shared/registry.ts';
import { demand, demandChains, demandClaims, demandDelivered, demandOpenLeadCounts } from './invariants.ts';
import { quiet } from './quiet.ts';
import { withSeeds } from './seeds.ts';
import { filesOf } from './sim-files.ts';
import { type SimConsumer, SimPipeline } from './sim-pipeline.ts';
import type { SimTable } from './sim-table.ts';
import { noFaults, SimWorld, usualFaults } from './sim-world.ts';

const companies = ['name,parent', 'Alpha,', 'Beta,Gamma', 'Gamma,Alpha', 'Delta,'].join('\n');
const contacts = ['first name,last name,email', ...[1, 2, 3, 4, 5, 6].map((n) => `P${n},X,p${n % 5}@example.com`)].join(
  '\n',
);
const leads = ['lead name,owner,country', ...[1, 2, 3, 4].map((n) => `Lead ${n},manager@demo.example,DE`)].join('\n');
const deals = [
  'opportunity_id,account,deal_stage,close_date,close_value',
  ...Array.from(
    { length: 12 },
    (_, i) => `D${i},${['Alpha', 'Beta', ''][i % 3]},${['Won', 'Qualified'][i % 2]},2026-01-0${1 + (i % 9)},${i}`,
  ),
].join('\n');
/** A job that fails five times at the same place is given up, which is right. */
const fewEnough = 4;
const imported = ['company', 'contact', 'lead', 'deal'];

/** A deployment in which an import is planned and about to be applied. */
const planned = async (): Promise<{ world: World; id: string }> => {
  const world = await createWorld();
  const client = createClient(world);
  const { id } = await anImport(world, {
    'companies.csv': companies,
    'contacts.csv': contacts,
    'leads.csv': leads,
    'deals.csv': deals,
  });
  await client.update(id, confirmAll(await client.inspect(id)));
  await client.plan(id);
  return { world, id };
};
let begun: Promise<{ world: World; id: string }> | undefined;
const beginning = () => {
  begun ??= planned();
  return begun;
};

/** Applies the import, and perhaps undoes it, in a world of its own; answers what is there in the end. */
const run = async (
  seed: number,
  isFaulty: boolean,
  thenUndo: boolean,
): Promise<{ table: SimTable; world: SimWorld; pipeline: SimPipeline }> => {
  const before = await beginning();
  const world = new SimWorld(seed, isFaulty ? { ...usualFaults, most: fewEnough } : noFaults);
  world.nowMs = before.world.clock.now();
  // a copy: what one seed does is not there for the next
  const own = await createWorld(undefined, before.world);
  const handler: SimConsumer['handler'] = (ports, invocation) => {
    const all: Ports = { ...ports, files: filesOf(own.files, world, invocation) };
    // each sandbox has its own model, and a crash takes it along
    const lookup = createModelLookup(createReadModel(':memory:', entities), all);
    return createConsumer('run-job', all, (event) =>
      runJob(
        event.recordId,
        importJobs(async () => lookup),
        all,
      ),
    );
  };
  const pipeline = new SimPipeline(world, [{ name: 'run-job', on: ['job.created', 'job.resumed'], handler }]);
  for (const item of own.table.items.values()) world.table.put(item);
  await world.run();

  const step = async (what: 'apply' | 'undo'): Promise<void> => {
    const onWorld: World = { ...own, ports: { ...quiet(world), files: own.files } };
    await createClient(onWorld).start(what, before.id);
    for (let minute = 1; minute <= 20; minute++)
      world.at(minute * 60_000, () => void world.start('resume', (ports) => resumeExpiredJobs(ports)));
    pipeline.sweepFor(6);
    await world.run();
  };
  await step('apply');
  if (thenUndo) await step('undo');
  for (let round = 0; round < 3; round++) {
    for (let minute = 1; minute <= 15; minute++)
      world.at(minute * 60_000, () => void world.start('resume', (ports) => resumeExpiredJobs(ports)));
    await pipeline.settle(4);
  }
  return { table: world.table, world, pipeline };
};

const calm = new Map<boolean, ReturnType<typeof run>>();
const withoutFaults = (thenUndo: boolean): ReturnType<typeof run> => {
  const known = calm.get(thenUndo) ?? run(0, false, thenUndo);
  calm.set(thenUndo, known);
  return known;
};

/** What was imported, without what depends on when it was written. */
const stateOf = (table: SimTable): string => {
  const plain = ({
    createdAt: _c,
    updatedAt: _u,
    stageEnteredAt: _s,
    assignedAt: _a,
    rank: _r,
    deletedAt,
    closedAt,
    ...rest
  }: AnyRecord) => ({
    ...rest,
    isGone: deletedAt !== undefined,
    isClosed: closedAt !== undefined,
  });
  const records = table
    .all()
    .filter(isStoredRecord)
    .map((s) => s.record)
    .filter((r) => imported.includes(r.type));
  return canonicalJson(records.map(plain).sort((a, b) => (a.id < b.id ? -1 : 1)));
};
const eventsOf = (table: SimTable): string[] =>
  table
    .all()
    .filter(isStoredEvent)
    .filter((e) => imported.includes(e.noun))
    .map((e) => `${e.recordId}@${e.version} ${e.type}`)
    .sort();
const importState = (table: SimTable): unknown =>
  table
    .all()
    .filter(isStoredRecord)
    .find((s) => s.record.type === 'import')?.record.state;

test.each([
  ['apply', false, 14],
  ['apply and undo', true, 8],
] as const)('an import that is taken up again and again comes to the same: %s', (says, thenUndo, seeds) =>
  withSeeds(
    'import.test.ts',
    `an import that is taken up again and again comes to the same: ${says}`,
    seeds,
    async (seed) => {
      const expected = await withoutFaults(thenUndo);
      const { table, pipeline } = await run(seed, true, thenUndo);

      demand(
        importState(table) === importState(expected.table),
        `it is ${String(importState(table))} and not ${String(importState(expected.table))}`,
      );
      demand(stateOf(table) === stateOf(expected.table), 'the records differ from those of a run without faults');
      const [made, wanted] = [eventsOf(table), eventsOf(expected.table)];
      demand(made.join() === wanted.join(), `${made.length} events and not ${wanted.length}`);
      demandChains(table);
      demandClaims(table);
      demandOpenLeadCounts(table);
      demandDelivered(table, pipeline);
    },
  ),
);
