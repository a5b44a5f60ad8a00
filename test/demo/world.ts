import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { actorOf } from '#functions/platform/authenticate.ts';
import type { Context, Ports } from '#functions/platform/context.ts';
import { createDynamoTable } from '#functions/platform/dynamo-table.ts';
import { readEnvironment } from '#functions/platform/environment.ts';
import type { Blobs } from '#functions/platform/ports.ts';
import type { RecordRules, Values } from '#functions/platform/rules.ts';
import { systemClock, systemLog } from '#functions/platform/system.ts';
import { createRecord, updateRecord } from '#functions/platform/write-record.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { builtInRoles } from '#shared/role/built-in-roles.ts';
import { ulidOf } from '#shared/ulid.ts';
import { people, roleIdOf } from './people.ts';
import type { Random } from './random.ts';

const noBlobs = new Proxy({} as Blobs, {
  get: () => () => {
    throw new Error('the demo has no files');
  },
});

export type SeedOptions = {
  /** AWS endpoint of the local runtime. */
  readonly endpoint: string;
  readonly dynamodbEndpoint: string;
  /** What the functions of the template are given. */
  readonly environment: Readonly<Record<string, string>>;
};

const personRecord = (id: string): AnyRecord => {
  const person = people.find((p) => p.id === id);
  if (!person) throw new Error(`${id} is nobody of the demo`);
  const by = { kind: 'system' as const, id: 'demo' };
  return {
    ...person,
    type: 'user',
    version: 1,
    createdAt: '',
    createdBy: by,
    updatedAt: '',
    updatedBy: by,
    roleIds: [roleIdOf(person.group)],
    memberOf: [...person.memberOf],
  };
};

/** Writes records in the name of a demo person, at a time in the past, by the same rules as the API. */
export const createWorld = (options: SeedOptions, random: Random) => {
  const client = new DynamoDBClient({
    endpoint: options.dynamodbEndpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const environment = readEnvironment(options.environment);
  const table = createDynamoTable(client, environment.CRM_TABLE, systemClock);

  const portsAt = (atMs: number): Ports => ({
    table,
    clock: { now: () => atMs, sleep: systemClock.sleep },
    ids: {
      ulid: (nowMs) => ulidOf(nowMs, random.bytes(10)),
      secret: (n) => Buffer.from(random.bytes(n)).toString('base64url'),
    },
    log: systemLog,
    environment,
    files: noBlobs,
    snapshots: noBlobs,
  });
  const contextOf = (personId: string, atMs: number): Context => {
    // what is shown matters here, not who may write it: the demo writes with all rights
    const actor = {
      ...actorOf(personRecord(personId), []),
      roles: [{ grants: builtInRoles[0]?.grants ?? [], fieldAccess: [] }],
    };
    return {
      actor,
      policy: policyOf(actor),
      ports: portsAt(atMs),
      now: atMs,
      loaded: new Map(),
      idempotency: undefined,
      address: '',
    };
  };
  return {
    portsAt,
    create: async (
      entity: Entity,
      personId: string,
      atMs: number,
      values: Values,
      rules?: RecordRules,
      id?: string,
    ): Promise<AnyRecord> => {
      const context = contextOf(personId, atMs);
      const ids =
        id === undefined ? context.ports.ids : { ...context.ports.ids, ulid: fixedFirst(id, context.ports.ids.ulid) };
      return (await createRecord(
        { entity, rules },
        values,
        { ...context, ports: { ...context.ports, ids } },
        { source: 'ui' },
      )) as AnyRecord;
    },
    update: async (
      entity: Entity,
      personId: string,
      atMs: number,
      id: string,
      patch: Values,
      rules?: RecordRules,
    ): Promise<AnyRecord> =>
      (await updateRecord({ entity, rules }, id, undefined, patch, contextOf(personId, atMs))) as AnyRecord,
  };
};
export type World = ReturnType<typeof createWorld>;

/** The first id asked for is the given one: that of the record. */
const fixedFirst = (id: string, then: (nowMs: number) => string): ((nowMs: number) => string) => {
  let isUsed = false;
  return (nowMs) => {
    if (isUsed) return then(nowMs);
    isUsed = true;
    return id;
  };
};
