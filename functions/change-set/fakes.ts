import type { References } from '#functions/batch/undo-rows.ts';
import { exportHandlers } from '#functions/export/export.handlers.ts';
import { exportJobs } from '#functions/export/export.jobs.ts';
import { createWorld, type World } from '#functions/import/fakes.ts';
import { createModelLookup } from '#functions/import/model-lookup.ts';
import { openJobsPk } from '#functions/job/job-state.ts';
import { runJob } from '#functions/job/run-job.ts';
import { actorOf } from '#functions/platform/authenticate.ts';
import { commit } from '#functions/platform/commit.ts';
import type { Actor, Context } from '#functions/platform/context.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import { createReadModel, type ReadModel } from '#functions/read-model/model.ts';
import { changeSetRoutes, type NewChangeSet } from '#shared/change-set/change-set.routes.ts';
import type { ChangeSet } from '#shared/change-set/change-set.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { RouteSpec } from '#shared/contract/route.ts';
import { exportRoutes, type NewExport } from '#shared/export/export.routes.ts';
import type { ExportRun } from '#shared/export/export.ts';
import type { FieldAccess, Grant } from '#shared/policy/grant.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { entities } from '#shared/registry.ts';
import { role } from '#shared/role/role.ts';
import { user } from '#shared/user/user.ts';
import { changeSetHandlers } from './change-set.handlers.ts';
import { changeSetJobs } from './change-set.jobs.ts';
import { changeSetOf, loadChangeSet } from './load-change-set.ts';

/** Somebody with exactly these rights. */
export const aPerson = async (
  world: World,
  name: string,
  grants: readonly Grant[],
  fieldAccess: readonly FieldAccess[] = [],
): Promise<Actor> => {
  const made = await world.create(role, { name: `Role of ${name}`, grants, fieldAccess });
  const person = await world.create(user, {
    name,
    email: `${name.toLowerCase()}@demo.example`,
    status: 'active',
    roleIds: [made.id],
  });
  return actorOf(person, [made]);
};

/** A record as the table has it now, in the bin or not. */
export const recordIn = ({ table }: World, noun: string, id: string): AnyRecord => {
  const { pk, sk } = recordKey(noun, id);
  const item = table.items.get(`${pk}\n${sk}`);
  if (!item || !isStoredRecord(item)) throw new Error(`there is no ${noun} ${id}`);
  return item.record;
};

/** Changes a record as somebody does by hand. */
export const edit = async (
  world: World,
  entity: Entity,
  id: string,
  values: Readonly<Record<string, unknown>>,
  by: Actor = world.manager,
): Promise<void> => {
  const { pk, sk } = recordKey(entity.noun, id);
  const before = world.table.items.get(`${pk}\n${sk}`);
  if (!before || !isStoredRecord(before)) throw new Error(`there is no ${entity.noun} ${id}`);
  await commit(world.ports, {
    actor: by.ref,
    changes: [{ entity, id, before, after: { ...before.record, ...values }, verb: 'updated' }],
  });
};

/** Calls routes of change sets and exports as somebody does, and runs their jobs; what refers to records is looked up where it is not `known`. */
export const createPerson = (world: World, actor: Actor = world.manager, known?: References) => {
  let opened: ReadModel | undefined;
  const model = async () => {
    opened ??= createReadModel(':memory:', entities);
    return opened;
  };
  const references = async () => known ?? createModelLookup(await model(), world.ports);
  const kinds = { ...changeSetJobs({ model, references }), ...exportJobs(model) };
  const routes = [...changeSetHandlers, ...exportHandlers];
  const call = async (route: RouteSpec, request: object): Promise<unknown> => {
    // the read model looks for news some times a second
    world.clock.advance(1000);
    const bound = routes.find((r) => r.route === route);
    const context: Context = {
      actor,
      policy: policyOf(actor),
      ports: world.ports,
      now: world.clock.now(),
      loaded: new Map(),
      idempotency: undefined,
      address: '',
    };
    return bound?.run?.(request as never, context);
  };
  const current = async (id: string): Promise<ChangeSet> => changeSetOf(await loadChangeSet(id, world.ports));
  const runJobs = async (): Promise<void> => {
    for (let round = 0; round < 50; round++) {
      const open = (await world.table.query({ pk: openJobsPk })).items;
      if (open.length === 0) return;
      world.clock.advance(1000);
      for (const item of open) await runJob(item.sk, kinds, world.ports);
    }
    throw new Error('jobs do not end');
  };
  const start = async (what: 'apply' | 'undo' | 'cancel', id: string): Promise<unknown> =>
    call(changeSetRoutes[what], { params: { id }, ifMatch: (await current(id)).version });
  const step = async (what: 'apply' | 'undo', id: string): Promise<ChangeSet> => {
    await start(what, id);
    await runJobs();
    return current(id);
  };
  const begin = async (body: NewChangeSet): Promise<string> => {
    // the route answers what its declaration says
    const { changeSet } = (await call(changeSetRoutes.create, { body })) as { changeSet: ChangeSet };
    return changeSet.id;
  };
  return {
    call,
    current,
    runJobs,
    start,
    begin,
    plan: async (body: NewChangeSet): Promise<ChangeSet> => {
      const id = await begin(body);
      await runJobs();
      return current(id);
    },
    apply: (id: string) => step('apply', id),
    undo: (id: string) => step('undo', id),
    export: async (body: NewExport): Promise<ExportRun> => {
      // as above
      const made = (await call(exportRoutes.create, { body })) as { export: ExportRun };
      await runJobs();
      return recordIn(world, 'export', made.export.id) as unknown as ExportRun;
    },
  };
};

export { createWorld, type World };
