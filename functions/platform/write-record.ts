import type { AnyRecord, Entity, RecordOf } from '#shared/contract/entity.ts';
import { isProblem } from '#shared/contract/problem.ts';
import type { Action } from '#shared/policy/grant.ts';
import { CommitRefused } from './commit.ts';
import type { Context } from './context.ts';
import { extendedEntity } from './customisation.ts';
import { type BinVerb, demand, forbidden, prepareBin, type Ruled, refuseInBin } from './prepare-bin.ts';
import { prepareWrite } from './prepare-write.ts';
import { findVersion, loadReadable } from './read-record.ts';
import { commitFor, versionConflict } from './refusal.ts';
import type { Values, WritePath } from './rules.ts';
import type { StoredRecord } from './stored.ts';
import { recordOfEvent } from './upcast.ts';

/** The record at the version that the caller knows, if the actor may do `action` to it. Throws not-found, forbidden or version-conflict. */
const loadFor = async (
  entity: Entity,
  id: string,
  action: Action,
  ifMatch: number | undefined,
  context: Context,
): Promise<StoredRecord> => {
  const stored = await loadReadable(entity, id, context);
  demand(action, entity, stored, context);
  if (ifMatch !== undefined && stored.version !== ifMatch)
    throw await versionConflict(entity, stored, ifMatch, context);
  return stored;
};

type Write = {
  readonly path: WritePath;
  readonly verb: string;
  readonly patch: Values;
  readonly server?: Values;
};

/** Several may change the same item of the machine's state at once; who comes second looks at it again. */
const maxAttempts = 6;

const isStale = (error: unknown): boolean =>
  isProblem(error) && error.cause instanceof CommitRefused && error.cause.refusal.kind === 'also';

const again = async <T>({ rules }: Ruled, run: () => Promise<T>): Promise<T> => {
  if (!rules?.stateKeys) return run();
  for (let attempt = 1; ; attempt++)
    try {
      return await run();
    } catch (error) {
      if (attempt === maxAttempts || !isStale(error)) throw error;
    }
};

const write = <E extends Entity>(
  ruled: Ruled<E>,
  before: StoredRecord | undefined,
  id: string,
  what: Write,
  context: Context,
): Promise<RecordOf<E>> => again(ruled, () => writeOnce(ruled, before, id, what, context));

const writeOnce = async <E extends Entity>(
  ruled: Ruled<E>,
  before: StoredRecord | undefined,
  id: string,
  what: Write,
  context: Context,
): Promise<RecordOf<E>> => {
  const { change, checks } = await prepareWrite({ ...ruled, ...what, id, before }, context);
  if (!before && !context.policy.may(ruled.entity.noun, 'create', { ...change.after, id } as AnyRecord))
    throw forbidden(ruled.entity, 'create');
  const [committed] = await commitFor(context, {
    entity: ruled.entity,
    knownVersion: before?.version ?? 0,
    changes: [change],
    idempotency: context.idempotency,
    also: checks,
  });
  if (!committed) throw new Error('a commit of one change has one result');
  // committed is what the entity's schema and rules let through
  return context.policy.project(ruled.entity.noun, committed.record) as unknown as RecordOf<E>;
};

/** Creates a record; the creator owns it unless somebody else is named. */
export const createRecord = <E extends Entity>(
  ruled: Ruled<E>,
  values: Values,
  context: Context,
  server: Values = {},
): Promise<RecordOf<E>> =>
  write(
    ruled,
    undefined,
    context.ports.ids.ulid(context.now),
    { path: 'create', verb: 'created', patch: values, server: { source: 'api', ...server } },
    context,
  );

/** Changes fields of a record at a version. */
export const updateRecord = async <E extends Entity>(
  ruled: Ruled<E>,
  id: string,
  ifMatch: number | undefined,
  patch: Values,
  context: Context,
  as: Partial<Write> = {},
): Promise<RecordOf<E>> => {
  const before = await loadFor(ruled.entity, id, 'update', ifMatch, context);
  refuseInBin(ruled.entity, before);
  return write(ruled, before, id, { path: 'update', verb: 'updated', patch, ...as }, context);
};

/** Moves a record to the bin; its unique values are free again. */
export const removeRecord = async <E extends Entity>(
  ruled: Ruled<E>,
  id: string,
  ifMatch: number | undefined,
  context: Context,
): Promise<RecordOf<E>> => {
  const before = await loadFor(ruled.entity, id, 'delete', ifMatch, context);
  return commitPlain(ruled, before, 'removed', context);
};

/** Takes a record out of the bin. */
export const restoreRecord = async <E extends Entity>(
  ruled: Ruled<E>,
  id: string,
  ifMatch: number | undefined,
  context: Context,
): Promise<RecordOf<E>> => {
  const before = await loadFor(ruled.entity, id, 'delete', ifMatch, context);
  return commitPlain(ruled, before, 'restored', context);
};

const commitPlain = <E extends Entity>(
  ruled: Ruled<E>,
  before: StoredRecord,
  verb: BinVerb,
  context: Context,
): Promise<RecordOf<E>> => again(ruled, () => commitPlainOnce(ruled, before, verb, context));

const commitPlainOnce = async <E extends Entity>(
  ruled: Ruled<E>,
  before: StoredRecord,
  verb: BinVerb,
  context: Context,
): Promise<RecordOf<E>> => {
  const { entity } = ruled;
  const { change, checks } = await prepareBin(ruled, before, verb, context);
  const [committed] = await commitFor(context, {
    entity,
    knownVersion: before.version,
    changes: [change],
    idempotency: context.idempotency,
    also: checks,
  });
  if (!committed) throw new Error('a commit of one change has one result');
  // as above
  return context.policy.project(entity.noun, committed.record) as unknown as RecordOf<E>;
};

/** Sets the writable fields of a record to what they were at an earlier version; the rules of the noun hold as for any change. */
export const revertRecord = async <E extends Entity>(
  ruled: Ruled<E>,
  id: string,
  ifMatch: number | undefined,
  toVersion: number,
  context: Context,
): Promise<RecordOf<E>> => {
  const { entity } = ruled;
  const before = await loadFor(entity, id, 'update', ifMatch, context);
  refuseInBin(entity, before);
  const event = await findVersion(entity.noun, id, toVersion, context);
  const old = recordOfEvent(event);
  const { writable } = await extendedEntity(entity, context);
  const patch = Object.fromEntries(
    writable.filter((field) => context.policy.editable(entity.noun, field)).map((field) => [field, old[field] ?? null]),
  );
  return write(ruled, before, id, { path: 'revert', verb: 'reverted', patch }, context);
};
