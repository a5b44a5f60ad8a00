import { test } from 'vitest';
import { causeOf, createConsumer } from '#functions/consumer/create-consumer.ts';
import { updateRecord } from '#functions/platform/write-record.ts';
import type { Account, Identity } from '#functions/user/identity.ts';
import { mirrorUser } from '#functions/user/mirror-user.ts';
import { userRules } from '#functions/user/user.rules.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { userConsumers } from '#shared/user/user.events.ts';
import { maySignIn, user } from '#shared/user/user.ts';
import { contextOf, idOf, putRecord, putRoles, roleIdOf, storedRecord } from '#test/fakes/people.ts';
import { demand, demandChains, demandClaims, demandDelivered } from './invariants.ts';
import { quiet } from './quiet.ts';
import { withSeeds } from './seeds.ts';
import { pause } from './sim-api.ts';
import { type SimConsumer, SimPipeline } from './sim-pipeline.ts';
import { type Invocation, SimWorld } from './sim-world.ts';

type Kept = { sub: string; email: string; isEnabled: boolean; groups: string[] };

/** A user pool whose every call is a step of the world. */
class SimIdentity {
  readonly accounts: Kept[] = [];
  readonly #world: SimWorld;
  constructor(world: SimWorld) {
    this.#world = world;
  }
  for(invocation: Invocation): Identity {
    const step = <T>(name: string, run: () => T): Promise<T> => this.#world.call(invocation, name, run);
    const shown = (kept: Kept | undefined): Account | undefined =>
      kept && { sub: kept.sub, email: kept.email, isEnabled: kept.isEnabled };
    const bySub = (sub: string): Kept => {
      const kept = this.accounts.find((a) => a.sub === sub);
      if (!kept) throw new Error('UserNotFoundException');
      return kept;
    };
    return {
      find: (name) => step('find', () => shown(this.accounts.find((a) => a.sub === name || a.email === name))),
      invite: (email) =>
        step('invite', () => {
          const known = this.accounts.find((a) => a.email === email);
          const kept = known ?? { sub: `sub-${this.accounts.length + 1}`, email, isEnabled: true, groups: [] };
          if (!known) this.accounts.push(kept);
          return { sub: kept.sub, email, isEnabled: kept.isEnabled };
        }),
      setEmail: (sub, email) =>
        step('setEmail', () => {
          bySub(sub).email = email;
        }),
      setEnabled: (sub, isEnabled) =>
        step('setEnabled', () => {
          bySub(sub).isEnabled = isEnabled;
        }),
      setGroups: (sub, groups) =>
        step('setGroups', () => {
          bySub(sub).groups = [...groups];
        }),
    };
  }
}

const groupOf = (roleId: unknown): string | undefined => builtInRoles.find((r) => r.id === roleId)?.group;

test('accounts come to agree with the people, in whatever order their events arrive', () =>
  withSeeds('mirror-user.test.ts', 'accounts come to agree', 100, async (seed) => {
    const world = new SimWorld(seed);
    const pool = new SimIdentity(world);
    const [mirror] = userConsumers;
    if (!mirror) throw new Error('nothing mirrors people');
    const { name, on } = mirror;
    const consumer: SimConsumer = {
      name,
      on,
      handler: (ports, invocation) =>
        createConsumer(name, ports, (event) =>
          mirrorUser(event.recordId, causeOf(event, name), pool.for(invocation), ports),
        ),
    };
    const pipeline = new SimPipeline(world, [consumer]);
    await putRoles(quiet(world));
    const ids = [1, 2].map((n) => idOf(n, 'A'));
    for (const id of ids)
      await putRecord(quiet(world), user, id, {
        name: 'Ada',
        email: `${id.toLowerCase()}@example.com`,
        roleIds: [roleIdOf('sales')],
      });
    world.play(async () => {
      for (let i = 0; i < 8; i++) {
        await pause(world, world.random.below(world.random.of([20, 20, 5000])));
        const id = world.random.of(ids);
        const patch = world.random.of([
          { status: 'suspended' },
          { status: 'active' },
          { roleIds: [roleIdOf('manager'), roleIdOf('sales')] },
          { roleIds: [roleIdOf('support')] },
          { email: `${id.toLowerCase()}-${i}@example.com` },
        ]);
        await world.start('edit', (ports) =>
          updateRecord(
            { entity: user, rules: userRules },
            id,
            undefined,
            patch,
            contextOf(ports, { id: idOf(9, 'A') }),
          ),
        );
      }
    });

    await world.run();
    await pipeline.settle(4);

    for (const id of ids) {
      const { record } = await storedRecord(quiet(world), 'user', id);
      const kept = pool.accounts.find((a) => a.sub === record.cognitoSub);
      const expected = maySignIn(record) ? (record.roleIds as string[]).map(groupOf).sort().join() : '';
      if (!kept) demand(!maySignIn(record), `${id} has no account`);
      else {
        demand(kept.email === record.email, `${id} signs in as ${kept.email} and not as ${String(record.email)}`);
        demand(kept.isEnabled === maySignIn(record), `${id} is ${String(record.status)}, enabled: ${kept.isEnabled}`);
        demand(kept.groups.sort().join() === expected, `${id} is in ${kept.groups.join()} and not in ${expected}`);
      }
    }
    // an account whose e-mail changed before its id was written down is nobody's: its tokens are refused
    const subs = world.table
      .all()
      .flatMap((item) => (item.sk === 'claim' && item.pk.includes('.cognitoSub#') ? [item.pk] : []));
    demand(subs.length <= ids.length, `${subs.length} accounts stand for ${ids.length} people`);
    demandChains(world.table);
    demandClaims(world.table);
    demandDelivered(world.table, pipeline);
  }));
