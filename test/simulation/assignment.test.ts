import { test } from 'vitest';
import { assignmentRuleRules } from '#functions/assignment-rule/assignment-rule.rules.ts';
import { createConsumer } from '#functions/consumer/create-consumer.ts';
import { assignLeadConsumer, onLeadCreated } from '#functions/lead/on-lead-created.ts';
import { commit } from '#functions/platform/commit.ts';
import { createRecord } from '#functions/platform/write-record.ts';
import { assignmentRule } from '#shared/assignment-rule/assignment-rule.ts';
import { lead } from '#shared/lead/lead.ts';
import { isOpenLead } from '#shared/lead/open-lead.ts';
import { contextOf, idOf, putPerson, putRoles, storedRecord } from '#test/fakes/people.ts';
import { demand, demandChains, demandClaims, demandDelivered, demandOpenLeadCounts } from './invariants.ts';
import { quiet } from './quiet.ts';
import { withSeeds } from './seeds.ts';
import { pause, send } from './sim-api.ts';
import { type SimConsumer, SimPipeline } from './sim-pipeline.ts';
import { SimWorld } from './sim-world.ts';

const file = 'assignment.test.ts';
const admin = idOf(9, 'A');
const people = [1, 2, 3].map((n) => idOf(n, 'A'));
const [ada = '', ben = '', cyd = ''] = people;
const form = { kind: 'form' as const, id: 'home' };

const consumer: SimConsumer = {
  name: assignLeadConsumer,
  on: ['lead.created'],
  handler: (ports) => createConsumer(assignLeadConsumer, ports, onLeadCreated),
};

const worldOf = async (
  seed: number,
  rule: object,
  territories: Readonly<Record<string, string[]>> = {},
): Promise<{ world: SimWorld; pipeline: SimPipeline }> => {
  const world = new SimWorld(seed);
  const pipeline = new SimPipeline(world, [consumer]);
  const ports = quiet(world);
  await putRoles(ports);
  await putPerson(ports, admin, 'admin');
  for (const id of people) await putPerson(ports, id, 'sales', { territories: territories[id] ?? [] });
  const values = { name: 'All', order: 1, pool: people.map((userId) => ({ userId })), ...rule };
  await createRecord({ entity: assignmentRule, rules: assignmentRuleRules }, values, contextOf(ports, { id: admin }));
  return { world, pipeline };
};

/** Leads without an owner, as a form brings them, within some seconds. */
const bringLeads = (world: SimWorld, count: number, valuesOf: (n: number) => object = () => ({})): void => {
  const spanMs = world.random.of([100, 1000, 4000]);
  for (let n = 1; n <= count; n++)
    world.at(world.random.below(spanMs), () => {
      const after = { ...lead.defaults, name: `Lead ${n}`, source: 'form', ...valuesOf(n) };
      const change = { entity: lead, id: idOf(n, 'B'), before: undefined, after, verb: 'created' };
      const again = async (): Promise<void> => {
        const outcome = await world.start('form', (ports) => commit(ports, { actor: form, changes: [change] }));
        // a crash may have come after the write: the second attempt is refused then
        if (outcome.kind === 'crashed' || (outcome.kind === 'failed' && !String(outcome.error).includes('refused')))
          await again();
      };
      world.play(again);
    });
};

const finish = async (world: SimWorld, pipeline: SimPipeline): Promise<void> => {
  await world.run();
  await pipeline.settle(4);
  demandChains(world.table);
  demandClaims(world.table);
  demandDelivered(world.table, pipeline);
  demandOpenLeadCounts(world.table);
};

/** To whom the rules gave leads, in the order of the commits; demands that each lead was given just once. */
const givenTo = (pipeline: SimPipeline, count: number): string[] => {
  const given = pipeline.committed.filter((event) => event.type === 'lead.assigned' && event.actor.id === 'assignment');
  const leads = new Set(given.map((event) => event.recordId));
  demand(given.length === leads.size, `${given.length} assignments of ${leads.size} leads`);
  demand(leads.size === count, `${leads.size} of ${count} leads were assigned`);
  return given.map((event) => String(event.record.ownerId));
};
const countsOf = (owners: readonly string[]): number[] => people.map((id) => owners.filter((o) => o === id).length);

test('round robin gives each lead once and skips or doubles nobody, however many come at once', () =>
  withSeeds(file, 'round robin', 60, async (seed) => {
    const { world, pipeline } = await worldOf(seed, { method: 'roundRobin' });
    world.afterStep = () => {
      if (world.steps % 5 === 0) demandOpenLeadCounts(world.table);
    };
    bringLeads(world, 9);

    await finish(world, pipeline);

    const owners = givenTo(pipeline, 9);
    for (const [i, owner] of owners.entries()) demand(owner === people[i % 3], `turn ${i} went to ${owner}`);
  }));

test('weighted turns are exact over a cycle', () =>
  withSeeds(file, 'weighted turns', 40, async (seed) => {
    const pool = [
      { userId: ada, weight: 3 },
      { userId: ben, weight: 2 },
      { userId: cyd, weight: 1 },
    ];
    const { world, pipeline } = await worldOf(seed, { method: 'weighted', pool });
    bringLeads(world, 12);

    await finish(world, pipeline);

    const counts = countsOf(givenTo(pipeline, 12));
    demand(counts.join() === '6,4,2', `weights 3, 2, 1 gave ${counts.join()}`);
  }));

test('the least loaded gets the next lead, by what each has at that moment', () =>
  withSeeds(file, 'the least loaded', 80, async (seed) => {
    const { world, pipeline } = await worldOf(seed, { method: 'leastLoaded' });
    bringLeads(world, 10);

    await finish(world, pipeline);

    const load = new Map(people.map((id) => [id, 0]));
    for (const owner of givenTo(pipeline, 10)) {
      const least = Math.min(...load.values());
      demand(load.get(owner) === least, `${owner} had ${load.get(owner)} leads and got one, another had ${least}`);
      load.set(owner, least + 1);
    }
  }));

test('each territory has its own turn', () =>
  withSeeds(file, 'each territory', 40, async (seed) => {
    const territories = { [ada]: ['DE'], [ben]: ['DE', 'FR'], [cyd]: ['FR'] };
    const { world, pipeline } = await worldOf(seed, { method: 'territory', territoryField: 'country' }, territories);
    bringLeads(world, 12, (n) => ({ country: n % 2 ? 'de' : 'FR' }));

    await finish(world, pipeline);

    const counts = countsOf(givenTo(pipeline, 12));
    demand(counts.join() === '3,6,3', `two territories of six leads gave ${counts.join()}`);
  }));

test('what people do to leads meanwhile neither breaks a count nor assigns a lead twice', () =>
  withSeeds(file, 'what people do to leads', 60, async (seed) => {
    const { world, pipeline } = await worldOf(seed, { method: 'leastLoaded', maxOpenLeads: 4 });
    world.afterStep = () => {
      if (world.steps % 5 === 0) demandOpenLeadCounts(world.table);
    };
    bringLeads(world, 6);
    const sub = `sub-${admin}`;
    const meddle = async (): Promise<void> => {
      for (let i = 0; i < 6; i++) {
        await pause(world, world.random.below(4000));
        const path = `/v1/leads/${idOf(1 + world.random.below(6), 'B')}`;
        const read = await send(world, { method: 'GET', path, sub });
        if (read?.status !== 200) continue;
        const headers = { 'if-match': String(read.body.version) };
        const request = world.random.of([
          { method: 'PATCH', path, body: { status: 'qualified' } },
          { method: 'PATCH', path, body: { status: 'working' } },
          { method: 'PATCH', path, body: { ownerId: world.random.of(people) } },
          { method: 'POST', path: `${path}/assign`, body: {} },
          { method: 'POST', path: `${path}/assign`, body: { ownerId: world.random.of(people) } },
          { method: 'DELETE', path },
          { method: 'POST', path: `${path}/restore` },
        ]);
        const answer = await send(world, { ...request, sub, headers });
        demand(answer === undefined || answer.status !== 500 || answer.text.includes('internal'), `${answer?.text}`);
      }
    };
    world.play(meddle);
    world.play(meddle);

    await finish(world, pipeline);

    for (let n = 1; n <= 6; n++) {
      const { record } = await storedRecord(quiet(world), 'lead', idOf(n, 'B'));
      const byMachine = pipeline.committed.filter(
        (e) => e.recordId === record.id && e.type === 'lead.assigned' && e.actor.id === 'assignment',
      );
      demand(byMachine.length <= 1, `${byMachine.length} assignments of one lead`);
      if (isOpenLead(record) && record.status === 'new')
        demand(record.ownerId === undefined || byMachine.length <= 1, 'odd');
    }
  }));
