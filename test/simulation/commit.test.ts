import { expect, test } from 'vitest';
import { firstStages, writeFirstRecords } from '#functions/first-start/first-records.ts';
import { isStoredEvent } from '#functions/platform/stored.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { deal } from '#shared/deal/deal.ts';
import { idOf, putPerson, putRecord, putRoles, storedRecord } from '#test/fakes/people.ts';
import { demand, demandChains, demandClaims, demandDelivered, demandNothingInvented } from './invariants.ts';
import { quiet } from './quiet.ts';
import { withSeeds } from './seeds.ts';
import { pause, send, sendUntilAnswered } from './sim-api.ts';
import { SimPipeline } from './sim-pipeline.ts';
import { SimWorld } from './sim-world.ts';

const file = 'commit.test.ts';
const ada = idOf(1, 'A');
const sub = `sub-${ada}`;
const organisation = { organisationName: 'Acme', currency: 'USD', timeZone: 'UTC', locale: 'en' };

const worldOf = async (seed: number): Promise<{ world: SimWorld; pipeline: SimPipeline }> => {
  const world = new SimWorld(seed);
  const pipeline = new SimPipeline(world);
  await putRoles(quiet(world));
  await putPerson(quiet(world), ada, 'admin');
  return { world, pipeline };
};

const finish = async (world: SimWorld, pipeline: SimPipeline): Promise<void> => {
  await world.run();
  await pipeline.settle(4);
  demandChains(world.table);
  demandClaims(world.table);
  demandNothingInvented(world.table, pipeline);
  demandDelivered(world.table, pipeline);
};

test('no update is lost, whoever else writes the same record', () =>
  withSeeds(file, 'no update is lost', 60, async (seed) => {
    const { world, pipeline } = await worldOf(seed);
    const id = idOf(1, 'C');
    await putRecord(quiet(world), company, id, { name: 'Acme', employees: 0 });
    const accepted = { n: 0, unknown: 0 };
    const client = async (): Promise<void> => {
      for (let writes = 0; writes < 4; writes++) {
        const read = await send(world, { method: 'GET', path: `/v1/companies/${id}`, sub });
        if (read?.status !== 200) continue;
        const write = await send(world, {
          method: 'PATCH',
          path: `/v1/companies/${id}`,
          sub,
          headers: { 'if-match': String(read.body.version) },
          body: { employees: Number(read.body.employees) + 1 },
        });
        if (write?.status === 200) accepted.n += 1;
        else if (!write || write.status >= 500) accepted.unknown += 1;
        else demand(write.status === 412, `a write was answered ${write.status} ${write.text}`);
        await pause(world, world.random.below(300));
      }
    };
    for (let i = 0; i < 4; i++) world.play(client);

    await finish(world, pipeline);

    const { record, version } = await storedRecord(quiet(world), 'company', id);
    demand(
      record.employees === version - 1,
      `${version - 1} versions, but the counter says ${String(record.employees)}`,
    );
    demand(
      accepted.n <= version - 1 && version - 1 <= accepted.n + accepted.unknown,
      `${accepted.n} accepted (${accepted.unknown} unknown), ${version - 1} written`,
    );
  }));

test('of two records that want the same value at once one gets it, and what is given up is free again', () =>
  withSeeds(file, 'of two records', 60, async (seed) => {
    const { world, pipeline } = await worldOf(seed);
    const addresses = ['a@example.com', 'b@example.com', 'c@example.com'];
    const client = async (n: number): Promise<void> => {
      const mail = () => ({ emails: [{ value: world.random.of(addresses) }] });
      const created = await send(world, {
        method: 'POST',
        path: '/v1/contacts',
        sub,
        body: { givenName: `P${n}`, ...mail() },
      });
      if (created?.status !== 201) return;
      let { version } = created.body;
      for (let i = 0; i < 4; i++) {
        const target = `/v1/contacts/${created.body.id}`;
        const headers = { 'if-match': String(version) };
        const request = world.random.of([
          { method: 'PATCH', path: target, body: mail() },
          { method: 'PATCH', path: target, body: { emails: null } },
          { method: 'DELETE', path: target },
          { method: 'POST', path: `${target}/restore` },
        ]);
        const answer = await send(world, { ...request, sub, headers });
        const now = answer?.status === 200 ? answer : await send(world, { method: 'GET', path: target, sub });
        version = now?.body.version ?? version;
      }
    };
    world.afterStep = () => {
      if (world.steps % 10 === 0) demandClaims(world.table);
    };
    for (let n = 1; n <= 5; n++) world.play(() => client(n));

    await finish(world, pipeline);
  }));

test('one idempotency key has one effect, and every caller hears of that one', () =>
  withSeeds(file, 'one idempotency key', 60, async (seed) => {
    const { world, pipeline } = await worldOf(seed);
    const answers: { status: number; text: string }[] = [];
    const client = async (): Promise<void> => {
      await pause(world, world.random.below(400));
      const headers = { 'idempotency-key': 'the-one' };
      const body = { givenName: 'Grace', emails: [{ value: 'grace@example.com' }] };
      answers.push(await sendUntilAnswered(world, { method: 'POST', path: '/v1/contacts', sub, headers, body }));
    };
    for (let i = 0; i < 4; i++) world.play(client);

    await finish(world, pipeline);

    const made = world.table.all().filter((item) => isStoredEvent(item) && item.noun === contact.noun);
    demand(made.length === 1, `${made.length} contacts were made`);
    const [first] = answers;
    for (const { status, text } of answers)
      demand(status === 201 && text === first?.text, `one heard ${status} ${text}, another ${first?.text}`);
    expect(answers).toHaveLength(4);
  }));

test('a write that is repeated with its key is answered as the first time, not as a conflict with itself', () =>
  withSeeds(file, 'a write that is repeated', 60, async (seed) => {
    const { world, pipeline } = await worldOf(seed);
    await writeFirstRecords(organisation, quiet(world));
    const id = idOf(1, 'D');
    const [stageId = '', next = ''] = firstStages.open;
    await putRecord(quiet(world), deal, id, { name: 'Deal', stageId, status: 'open' });
    const request = {
      method: 'POST',
      path: `/v1/deals/${id}/move`,
      sub,
      headers: { 'idempotency-key': 'k', 'if-match': '1' },
      body: { stageId: next },
    };
    const clients = [1, 2, 3].map(() => sendUntilAnswered(world, request));

    await finish(world, pipeline);

    const answers = await Promise.all(clients);
    for (const { status, text } of answers)
      demand(status === 200 && text === answers[0]?.text, `one heard ${status} ${text}, another ${answers[0]?.text}`);
    const { record, version } = await storedRecord(quiet(world), 'deal', id);
    demand(record.stageId === next && version === 2, `version ${version}, stage ${String(record.stageId)}`);
  }));

test('a bulk change answers for each record, and what it says of one is so', () =>
  withSeeds(file, 'a bulk change', 40, async (seed) => {
    const { world, pipeline } = await worldOf(seed);
    const ids = [1, 2, 3, 4, 5, 6].map((n) => idOf(n, 'C'));
    for (const id of ids) await putRecord(quiet(world), company, id, { name: `C${id.slice(-1)}` });
    const said: { id: string; tier: string; version: number }[] = [];
    const client = async (tier: string): Promise<void> => {
      const answer = await send(world, {
        method: 'POST',
        path: '/v1/companies/bulk',
        sub,
        body: { action: 'update', ids: [...ids, idOf(99, 'C')], patch: { tier } },
      });
      if (answer?.status !== 200) return;
      // the shape that the route declares
      const results = answer.body.results as { id: string; status: number; version?: number }[];
      demand(results.length === 7, `${results.length} answers for 7 ids`);
      for (const { id, status, version } of results) if (status === 200 && version) said.push({ id, tier, version });
      demand(results.at(-1)?.status !== 200, 'an id that does not exist was found');
    };
    for (const tier of ['gold', 'silver', 'bronze']) world.play(() => client(tier));

    await finish(world, pipeline);

    for (const { id, tier, version } of said) {
      const event = world.table
        .all()
        .filter(isStoredEvent)
        .find((e) => e.recordId === id && e.version === version);
      demand(
        event?.record.tier === tier,
        `${id} was said to be ${tier} at version ${version}, it is ${String(event?.record.tier)}`,
      );
    }
  }));
