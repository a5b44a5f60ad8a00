import { actorOf } from '#functions/platform/authenticate.ts';
import { type CommitPorts, commit } from '#functions/platform/commit.ts';
import type { Context, Ports } from '#functions/platform/context.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordOfItem } from '#functions/platform/upcast.ts';
import type { ActorRef, AnyRecord, Entity } from '#shared/contract/entity.ts';
import type { FieldAccess, Grant } from '#shared/policy/grant.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { role } from '#shared/role/role.ts';
import { team } from '#shared/team/team.ts';
import { user } from '#shared/user/user.ts';

const system: ActorRef = { kind: 'system', id: 'tests' };

/** The nth id, valid and easy to tell: `idOf(7)` ends in 7. */
export const idOf = (n: number, kind = ''): string => `01${kind}${String(n).padStart(24 - kind.length, '0')}`;

/** Puts a record there as it is, with its event and claims. */
export const putRecord = async (
  ports: CommitPorts,
  entity: Entity,
  id: string,
  values: Readonly<Record<string, unknown>>,
  before?: StoredRecord,
): Promise<StoredRecord> => {
  const verb = before ? 'updated' : 'created';
  const after = { ...(before ? before.record : (entity.defaults as object | undefined)), ...values };
  await commit(ports, { actor: system, changes: [{ entity, id, before, after, verb }] });
  return storedRecord(ports, entity.noun, id);
};

/** The record as it is now; fails where there is none. */
export const storedRecord = async (
  { table }: Pick<CommitPorts, 'table'>,
  noun: string,
  id: string,
): Promise<StoredRecord> => {
  const stored = recordOfItem(await table.get(recordKey(noun, id)));
  if (!stored) throw new Error(`there is no ${noun} ${id}`);
  return stored;
};

export const roleIdOf = (group: string): string => {
  const found = builtInRoles.find((r) => r.group === group);
  if (!found) throw new Error(`there is no role ${group}`);
  return found.id;
};

/** Writes the built-in roles. */
export const putRoles = async (ports: CommitPorts): Promise<void> => {
  for (const { id, ...values } of builtInRoles) await putRecord(ports, role, id, { ...values, isBuiltIn: true });
};

export const putTeam = (ports: CommitPorts, id: string): Promise<StoredRecord> =>
  putRecord(ports, team, id, { name: `Team ${id.slice(-4)}` });

/** Writes a person; their Cognito sub is `sub-<id>`. */
export const putPerson = (
  ports: CommitPorts,
  id: string,
  group: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<StoredRecord> =>
  putRecord(ports, user, id, {
    name: `Person ${id.slice(-4)}`,
    email: `person-${id.toLowerCase()}@example.com`,
    status: 'active',
    roleIds: [roleIdOf(group)],
    cognitoSub: `sub-${id}`,
    ...more,
  });

/** A request's context of a person whose grants are given, instead of read from a role. */
export const contextOf = (
  ports: Ports,
  {
    id = idOf(1, 'A'),
    teamIds = [],
    grants = builtInRoles[0]?.grants ?? [],
    fieldAccess = [],
  }: {
    id?: string;
    teamIds?: readonly string[];
    grants?: readonly Grant[];
    fieldAccess?: readonly FieldAccess[];
  } = {},
): Context => {
  // just the fields that make an actor
  const person = { id, name: 'Ada', memberOf: [...teamIds] } as unknown as AnyRecord;
  const actor = actorOf(person, [{ grants, fieldAccess } as unknown as AnyRecord]);
  return {
    actor,
    policy: policyOf(actor),
    ports,
    now: ports.clock.now(),
    loaded: new Map(),
    idempotency: undefined,
    address: '192.0.2.1',
  };
};
