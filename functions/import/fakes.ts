import { createHash } from 'node:crypto';
import { writeFirstRecords } from '#functions/first-start/first-records.ts';
import { openJobsPk } from '#functions/job/job-state.ts';
import { runJob } from '#functions/job/run-job.ts';
import { actorOf } from '#functions/platform/authenticate.ts';
import { commit } from '#functions/platform/commit.ts';
import type { Actor, Context, Ports } from '#functions/platform/context.ts';
import type { Clock, Ids } from '#functions/platform/ports.ts';
import { isStoredRecord, recordKey } from '#functions/platform/stored.ts';
import {
  type Condition,
  type FeedEntry,
  type Item,
  type Key,
  type Table,
  type TransactItem,
  TransactionRefused,
} from '#functions/platform/table.ts';
import { createReadModel } from '#functions/read-model/model.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { RouteSpec } from '#shared/contract/route.ts';
import { type ImportPatch, importRoutes } from '#shared/import/import.routes.ts';
import type { ImportRun } from '#shared/import/import.ts';
import { emptyFile } from '#shared/import/propose.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { entities, entityOf } from '#shared/registry.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { ulidOf } from '#shared/ulid.ts';
import { user } from '#shared/user/user.ts';
import { createMemoryBlobs } from '#test/fakes/blobs.ts';
import { importHandlers } from './import.handlers.ts';
import { importJobs } from './import.jobs.ts';
import { importOf, loadImport } from './load-import.ts';
import type { Lookup } from './lookup.ts';
import { createModelLookup } from './model-lookup.ts';

const holds = (item: Item | undefined, condition: Condition | undefined): boolean => {
  if (!condition) return true;
  if ('absent' in condition) return item === undefined;
  if ('exists' in condition) return item !== undefined;
  if ('equals' in condition)
    return item !== undefined && Object.entries(condition.equals).every(([k, v]) => item[k] === v);
  if ('equalsOrAbsent' in condition) {
    const { attribute, value } = condition.equalsOrAbsent;
    return item?.[attribute] === undefined || item[attribute] === value;
  }
  const { attribute, value } = condition.lessOrAbsent;
  const found = item?.[attribute];
  return found === undefined || (typeof found === typeof value && (found as string) < (value as string));
};

const keyOf = (action: TransactItem): Key =>
  'put' in action
    ? action.put
    : 'check' in action
      ? action.check
      : 'delete' in action
        ? action.delete
        : action.increment;

/** A table in memory, as strict about transactions as the real one. `calls` counts and may stop what comes. */
export const createMemoryTable = (
  onCall: (name: string) => void = () => {},
): Table & { readonly items: Map<string, Item> } => {
  const items = new Map<string, Item>();
  const id = (key: Key): string => `${key.pk}\n${key.sk}`;
  const apply = (action: TransactItem): void => {
    if ('put' in action) items.set(id(action.put), structuredClone(action.put));
    else if ('delete' in action) items.delete(id(action.delete));
    else if ('increment' in action) {
      const { pk, sk } = action.increment;
      const known = items.get(id(action.increment));
      items.set(id(action.increment), { ...known, pk, sk, value: Number(known?.value ?? 0) + action.by });
    }
  };
  const call = async <T>(name: string, work: () => T): Promise<T> => {
    onCall(`before ${name}`);
    const result = work();
    onCall(`after ${name}`);
    return result;
  };
  const sorted = (pk: string): Item[] =>
    [...items.values()].filter((i) => i.pk === pk).sort((a, b) => (a.sk < b.sk ? -1 : 1));
  return {
    items,
    get: (key) => call('get', () => items.get(id(key))),
    batchGet: (keys) => call('batchGet', () => [...new Set(keys.map(id))].flatMap((k) => items.get(k) ?? [])),
    query: ({ pk, from = '', to = '\uffff', limit = 1000, newestFirst, after }) =>
      call('query', () => {
        const range = sorted(pk).filter((i) => i.sk >= from && i.sk <= to);
        const ordered = newestFirst ? range.reverse() : range;
        const rest = after ? ordered.filter((i) => (newestFirst ? i.sk < after.sk : i.sk > after.sk)) : ordered;
        const page = rest.slice(0, limit);
        const last = page.at(-1);
        return { items: page, ...(rest.length > limit && last && { last }) };
      }),
    feed: (shard, from) =>
      call('feed', () => {
        const entries = [...items.values()]
          .flatMap((i): FeedEntry[] =>
            i.feed === `feed#${shard}` && typeof i.feedKey === 'string' && i.feedKey >= from
              ? [{ pk: i.pk, sk: i.sk, feedKey: i.feedKey }]
              : [],
          )
          .sort((a, b) => (a.feedKey < b.feedKey ? -1 : 1));
        return { entries };
      }),
    transact: (actions) =>
      call('transact', () => {
        if (actions.length > 100) throw new RangeError('more than 100 actions');
        const keys = actions.map((a) => id(keyOf(a)));
        if (new Set(keys).size !== keys.length) throw new RangeError('two actions on one item');
        const failed = actions.flatMap((action, index) => {
          const item = items.get(id(keyOf(action)));
          return 'condition' in action && !holds(item, action.condition) ? [{ index, ...(item && { item }) }] : [];
        });
        if (failed.length > 0) throw new TransactionRefused(failed, false);
        actions.forEach(apply);
      }),
    put: (item, condition) =>
      call('put', () => {
        if (!holds(items.get(id(item)), condition)) throw new TransactionRefused([{ index: 0 }], false);
        items.set(id(item), structuredClone(item));
      }),
    delete: (key) => call('delete', () => void items.delete(id(key))),
    increment: (key, by) =>
      call('increment', () => {
        apply({ increment: key, by });
        return Number(items.get(id(key))?.value);
      }),
    scan: () => call('scan', () => ({ items: [...items.values()] })),
  };
};

/** A clock that stands still but for sleeping. */
export const createFakeClock = (startMs = Date.UTC(2026, 10, 22, 8)): Clock & { advance(ms: number): void } => {
  let now = startMs;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
};

/** Identifiers in a fixed order. */
export const createFakeIds = (): Ids => {
  let n = 0;
  const bytes = (): Buffer => createHash('sha256').update(String(n++)).digest();
  return { ulid: (nowMs) => ulidOf(nowMs, bytes().subarray(0, 10)), secret: () => bytes().toString('base64url') };
};

export type World = {
  readonly ports: Ports;
  readonly table: ReturnType<typeof createMemoryTable>;
  readonly files: ReturnType<typeof createMemoryBlobs>;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly lookup: Lookup;
  readonly manager: Actor;
  readonly create: (entity: Entity, values: Readonly<Record<string, unknown>>) => Promise<AnyRecord>;
  readonly records: (noun: string) => AnyRecord[];
};

const managerId = '0A0000000000000000000000M1';

/** A deployment in memory with its first records and a manager. `onCall` sees every call of a port. */
export const createWorld = async (onCall: (name: string) => void = () => {}, from?: World): Promise<World> => {
  let isWatched = false;
  const watch = (name: string): void => {
    if (isWatched) onCall(name);
  };
  const table = createMemoryTable(watch);
  const files = createMemoryBlobs(64 * 1024, watch);
  const clock = createFakeClock(from?.clock.now());
  const ids = createFakeIds();
  const quiet = { info: () => {}, error: () => {} };
  const environment = { CRM_STAGE: 'test', CRM_TABLE: 'test', AWS_REGION: 'us-east-1', CRM_SIGNING_SECRET: 'test' };
  const ports: Ports = { table, files, snapshots: createMemoryBlobs(), clock, ids, log: quiet, environment };
  if (from) {
    for (const [key, item] of from.table.items) table.items.set(key, item);
    for (const [key, bytes] of from.files.objects) files.objects.set(key, bytes);
  } else await writeFirstRecords({ organisationName: 'Test', currency: 'USD', timeZone: 'UTC', locale: 'en' }, ports);
  const ref = { kind: 'system', id: 'test' } as const;
  const create = async (entity: Entity, values: Readonly<Record<string, unknown>>): Promise<AnyRecord> => {
    const id = ids.ulid(clock.now());
    const after = { ...(entity.defaults as object), ...values, ...entity.derive?.(values), source: 'api' };
    const [made] = await commit(ports, {
      actor: ref,
      changes: [{ entity, id, before: undefined, after, verb: 'created' }],
    });
    if (!made) throw new Error('nothing was made');
    return made.record;
  };
  // as the first person of the demo
  const person = {
    name: 'Mia Manager',
    email: 'manager@demo.example',
    status: 'active',
    roleIds: [builtInRoles[1]?.id],
  };
  if (!from)
    await commit(ports, {
      actor: ref,
      changes: [
        { entity: user, id: managerId, before: undefined, after: { ...person, source: 'api' }, verb: 'created' },
      ],
    });
  const role = await table.get(recordKey('role', builtInRoles[1]?.id ?? ''));
  const stored = await table.get(recordKey('user', managerId));
  if (!stored || !isStoredRecord(stored) || !role || !isStoredRecord(role)) throw new Error('the manager is missing');
  const lookup = createModelLookup(createReadModel(':memory:', entities), ports);
  isWatched = true;
  return {
    ports,
    table,
    files,
    clock,
    lookup,
    manager: actorOf(stored.record, [role.record]),
    create,
    records: (noun) =>
      [...table.items.values()]
        .filter(isStoredRecord)
        .flatMap((s) => (s.record.type === noun && s.record.deletedAt === undefined ? [s.record] : [])),
  };
};

/** Uploads files and makes the record of their import. */
export const anImport = async (
  world: World,
  contents: Readonly<Record<string, string | Uint8Array>>,
): Promise<ImportRun> => {
  const entity = entityOf('import');
  if (!entity) throw new Error('no imports');
  world.clock.advance(1000);
  const id = world.ports.ids.ulid(world.clock.now());
  const files = Object.entries(contents).map(([name, content], index) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    world.files.objects.set(`imports/${id}/${index}.csv`, bytes);
    return emptyFile(index, `imports/${id}/${index}.csv`, name, bytes.length);
  });
  const after = { name: 'Test import', state: 'uploaded', files, ownerId: world.manager.id, source: 'api' };
  const [made] = await commit(world.ports, {
    actor: world.manager.ref,
    changes: [{ entity, id, before: undefined, after, verb: 'created' }],
  });
  if (!made) throw new Error('nothing was made');
  return made.record as unknown as ImportRun;
};

/** Calls a route of imports as the manager does, with the record's newest version. */
export const createClient = (world: World, actor: Actor = world.manager) => {
  const routes = importHandlers(async () => world.lookup);
  const kinds = importJobs(async () => world.lookup);
  const call = async (route: RouteSpec, request: object): Promise<unknown> => {
    // the read model looks for news four times a second
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
  const current = async (id: string): Promise<ImportRun> => importOf(await loadImport(id, world.ports));
  const step = async (route: RouteSpec, id: string, request: object = {}): Promise<unknown> =>
    call(route, { params: { id }, ifMatch: (await current(id)).version, ...request });
  const runJobs = async (): Promise<void> => {
    for (let round = 0; round < 50; round++) {
      const open = (await world.table.query({ pk: openJobsPk })).items;
      if (open.length === 0) return;
      world.clock.advance(1000);
      for (const item of open) await runJob(item.sk, kinds, world.ports);
    }
    throw new Error('jobs do not end');
  };
  return {
    call,
    current,
    runJobs,
    kinds,
    inspect: async (id: string): Promise<ImportRun> => {
      await step(importRoutes.inspect, id);
      return current(id);
    },
    update: async (id: string, body: ImportPatch): Promise<ImportRun> => {
      await step(importRoutes.update, id, { body });
      return current(id);
    },
    start: (what: 'plan' | 'apply' | 'undo' | 'cancel', id: string) => step(importRoutes[what], id),
    plan: async (id: string): Promise<ImportRun> => {
      await step(importRoutes.plan, id);
      await runJobs();
      return current(id);
    },
    apply: async (id: string): Promise<ImportRun> => {
      await step(importRoutes.apply, id);
      await runJobs();
      return current(id);
    },
    undo: async (id: string): Promise<ImportRun> => {
      await step(importRoutes.undo, id);
      await runJobs();
      return current(id);
    },
  };
};

/** Confirms every proposal, and has made what is named and not there. */
export const confirmAll = (run: ImportRun): ImportPatch => ({
  files: run.files.map((file) => ({
    index: file.index,
    decisions: file.decisions
      .filter((d) => d.decision === 'pending')
      .map((d) =>
        d.proposal
          ? { column: d.column, value: d.value, decision: 'use' as const, useId: d.proposal.id }
          : { column: d.column, value: d.value, decision: 'create' as const },
      ),
  })),
});
