import { readFileSync } from 'node:fs';
import { createModelLookup } from '#functions/import/model-lookup.ts';
import type { Table } from '#functions/platform/table.ts';
import { createReadModel } from '#functions/read-model/model.ts';
import type { Entity } from '#shared/contract/entity.ts';
import type { RouteSpec } from '#shared/contract/route.ts';
import type { FieldAccess, Grant } from '#shared/policy/grant.ts';
import { allRoutes, entities } from '#shared/registry.ts';
import { role } from '#shared/role/role.ts';
import { settings } from '#shared/settings/settings.ts';
import { settingsId } from '#shared/settings/settings-id.ts';
import { areasOf } from '#test/fakes/areas.ts';
import { type Answer, ask, type SentRequest } from '#test/fakes/http.ts';
import { idOf, putPerson, putRecord, putRoles, putTeam } from '#test/fakes/people.ts';
import { type FakePorts, fakePorts } from '#test/fakes/ports.ts';

type Values = Readonly<Record<string, unknown>>;

/** Two people of the same role in two teams, and one of every other built-in role. */
export const people = {
  mine: { id: idOf(1, 'A'), group: 'sales' },
  other: { id: idOf(2, 'A'), group: 'sales' },
  admin: { id: idOf(3, 'A'), group: 'admin' },
  manager: { id: idOf(4, 'A'), group: 'manager' },
  marketer: { id: idOf(5, 'A'), group: 'marketing' },
  agent: { id: idOf(6, 'A'), group: 'support' },
  viewer: { id: idOf(7, 'A'), group: 'readonly' },
} as const;
export type Who = keyof typeof people;

/** An id of a record that does not exist. */
export const nowhere = idOf(999, 'Z');
const [red, blue] = [idOf(1, 'T'), idOf(2, 'T')];

/** The id of the one record of a noun that is there. */
export const recordIdOf = (noun: string): string =>
  idOf(
    entities.findIndex((e) => e.noun === noun),
    'X',
  );

const machineMade = new Set(['user', 'team', 'role', 'settings']);
/** Nouns of which there is a record that belongs to the other person. */
export const nouns: readonly Entity[] = entities.filter((e) => !machineMade.has(e.noun));

const fromSample = (entity: Entity): Values => {
  const file = new URL(`../samples/${entity.noun}.v${entity.schemaVersion}.json`, import.meta.url);
  // written by hand, in just this shape
  const { record } = JSON.parse(readFileSync(file, 'utf8')) as { record: Values };
  const values = Object.entries(record).map(([key, value]) => {
    const target = entity.allFields[key]?.target;
    if (target === undefined || machineMade.has(target)) return [key, value];
    return [key, Array.isArray(value) ? [recordIdOf(target)] : recordIdOf(target)];
  });
  const { id: _id, type: _type, version: _version, deletedAt: _deletedAt, ...rest } = Object.fromEntries(values);
  return rest;
};

/** Values of a record of a noun that the API would take: from the sample that is kept of it, its references to records of this world. */
export const writableValues = (entity: Entity): Values =>
  Object.fromEntries(
    Object.entries(fromSample(entity)).filter(
      ([key]) => entity.writable.includes(key) && key !== 'ownerId' && !key.endsWith('Id') && !key.endsWith('Ids'),
    ),
  );

export type World = {
  readonly ports: FakePorts;
  /** Asks as a person, or as nobody. */
  readonly call: (
    who: Who | undefined,
    route: RouteSpec,
    request?: Partial<SentRequest> & { readonly id?: string },
  ) => Promise<Answer>;
  /** Everything that the table holds. */
  readonly content: () => string;
  /** How many times something was written. */
  readonly writes: () => number;
};

/**
 * The whole API over a table in memory: a record of every noun, all of them owned by `other`, whose team `mine` is not in. `limits` hides
 * fields from `viewer`, `table` puts something between.
 */
export const createWorld = async ({
  limits = [],
  table,
}: {
  limits?: readonly FieldAccess[];
  table?: (inner: Table) => Table;
} = {}): Promise<World> => {
  let writes = 0;
  const counted =
    <A extends readonly unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const result = await write(...args);
      writes++;
      return result;
    };
  const ports = fakePorts({
    table: (inner) => {
      const { transact, put, delete: remove, increment } = inner;
      const counting: Table = {
        ...inner,
        transact: counted(transact),
        put: counted(put),
        delete: counted(remove),
        increment: counted(increment),
      };
      return table ? table(counting) : counting;
    },
  });
  await putRoles(ports);
  await putTeam(ports, red);
  await putTeam(ports, blue);
  for (const [who, { id, group }] of Object.entries(people))
    await putPerson(ports, id, group, { memberOf: who === 'mine' ? [red] : who === 'other' ? [blue] : [] });
  await putRecord(ports, settings, settingsId, {
    organisationName: 'Tests',
    currency: 'EUR',
    timeZone: 'UTC',
    defaultStageId: recordIdOf('stage'),
  });
  if (limits.length > 0) {
    const grants: Grant[] = [{ noun: '*', action: 'read', scope: 'all' }];
    const id = idOf(1, 'R');
    await putRecord(ports, role, id, { name: 'Limited', group: 'readonly', grants, fieldAccess: limits });
    await putPerson(ports, idOf(8, 'A'), 'readonly', { roleIds: [id] });
  }
  for (const entity of nouns)
    await putRecord(ports, entity, recordIdOf(entity.noun), {
      ...fromSample(entity),
      ownerId: people.other.id,
      teamIds: [blue],
    });

  const model = createReadModel(':memory:', entities);
  const areas = areasOf(
    async () => createModelLookup(model, ports),
    async () => model,
  );
  return {
    ports,
    call: (who, route, { id = nowhere, ...request } = {}) => {
      // lists are followed anew
      ports.time.now += 1_000;
      return ask(ports, areas[route.area] ?? [], {
        method: route.method,
        path: route.path
          .replace('{noun}', 'deal')
          .replace('{kind}', 'user')
          .replace(/\{\w+\}/g, id),
        sub: who && `sub-${who === 'viewer' && limits.length > 0 ? idOf(8, 'A') : people[who].id}`,
        ...request,
        headers: { ...(route.ifMatch && { 'if-match': '1' }), ...request.headers },
      });
    },
    writes: () => writes,
    content: () => JSON.stringify(ports.store.all()),
  };
};

/** Routes that need somebody to be signed in. */
export const guarded = allRoutes.filter(({ route }) => route.permission !== null && route.area !== 'public');
