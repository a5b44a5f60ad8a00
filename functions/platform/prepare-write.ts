import { detail } from '#shared/contract/detail.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import { reachedBy } from '#shared/custom-field/check-record.ts';
import { withCustomFields } from '#shared/custom-field/with-custom-fields.ts';
import type { Change } from './commit.ts';
import type { Context } from './context.ts';
import { customisationOf, normalisedPatch, patchIssues, recordIssues } from './customisation.ts';
import { canonicalJson } from './event-hash.ts';
import {
  noState,
  type RecordRef,
  type RecordRules,
  type RuleResult,
  type StateOf,
  type Values,
  type WritePath,
} from './rules.ts';
import { sanitiseHtml } from './sanitise.ts';
import { recordKey, type StoredRecord } from './stored.ts';
import type { TransactItem } from './table.ts';
import { recordsOfItems } from './upcast.ts';

export type Prepared = { readonly change: Change; readonly checks: readonly TransactItem[] };

export type WriteRequest = {
  readonly entity: Entity;
  readonly rules: RecordRules | undefined;
  readonly path: WritePath;
  readonly id: string;
  readonly before: StoredRecord | undefined;
  /** Fields to set; null or undefined clears. */
  readonly patch: Values;
  readonly verb: string;
  /** Fields that the server itself sets, beyond what clients may write. */
  readonly server?: Values;
};

type Related = Map<string, AnyRecord>;
const keyOf = (ref: RecordRef): string => `${ref.noun}/${ref.id}`;
const maxRounds = 4;

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((v) => typeof v === 'string') : typeof value === 'string' ? [value] : [];
const withoutEmpty = (values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== null));

/** "No value" of a required field leaves it as it is: a new record gets its default. */
const keepingRequired = ({ entity, patch }: WriteRequest): Values =>
  Object.fromEntries(
    Object.entries(patch).filter(
      ([field, v]) => !((v === null || v === undefined) && entity.allFields[field]?.required),
    ),
  );

/** Fields that the actor would change and may not. */
const forbiddenFields = (request: WriteRequest, context: Context): ProblemIssue[] =>
  Object.keys(request.patch)
    .filter((field) => canonicalJson(request.patch[field]) !== canonicalJson(request.before?.record[field]))
    .filter((field) => !context.policy.editable(request.entity.noun, field))
    .map((field) => ({ pointer: `/${field}`, detail: detail('notAllowed') }));

const checkOwner = (request: WriteRequest, after: Values, context: Context): void => {
  const { entity, before, path } = request;
  if (path === 'import' || after.ownerId === before?.record.ownerId) return;
  if (!before && (after.ownerId === undefined || after.ownerId === context.actor.id)) return;
  const subject = before?.record ?? { ...after, ownerId: context.actor.id, id: request.id };
  // only the fields that scopes look at are asked for
  if (context.policy.may(entity.noun, 'assign', subject as AnyRecord)) return;
  throw new ProblemError('forbidden', 'You may not give this to somebody else.', {
    issues: [{ pointer: '/ownerId', detail: 'This needs the permission to assign.' }],
    more: { permission: `${entity.noun}:assign` },
  });
};

/** References that this write sets anew, field by field. */
const newRefs = (entity: Entity, before: AnyRecord | undefined, after: Values): { field: string; ref: RecordRef }[] =>
  Object.entries(entity.allFields).flatMap(([field, { target }]) => {
    if (!target || field === 'teamIds') return [];
    const had = new Set(strings(before?.[field]));
    return strings(after[field])
      .filter((id) => !had.has(id))
      .map((id) => ({ field, ref: { noun: target, id } }));
  });

const load = async (refs: readonly RecordRef[], related: Related, context: Context): Promise<void> => {
  const wanted = refs.filter((ref) => !related.has(keyOf(ref)));
  for (const ref of wanted) {
    const known = context.loaded.get(keyOf(ref));
    if (known) related.set(keyOf(ref), known.record);
  }
  const missing = wanted.filter((ref) => !related.has(keyOf(ref)));
  if (missing.length === 0) return;
  const items = await context.ports.table.batchGet(missing.map((r) => recordKey(r.noun, r.id)));
  for (const { pk, record } of recordsOfItems(items)) related.set(pk.replace('#', '/'), record);
};

const refIssues = (
  entity: Entity,
  refs: ReturnType<typeof newRefs>,
  related: Related,
  context: Context,
): ProblemIssue[] =>
  refs.flatMap(({ field, ref }) => {
    const found = related.get(keyOf(ref));
    const isSelf = ref.noun === 'user' && ref.id === context.actor.id;
    const isKnown =
      found !== undefined && found.deletedAt === undefined && (isSelf || context.policy.may(ref.noun, 'read', found));
    return isKnown
      ? []
      : [
          {
            pointer: `/${field}`,
            detail: detail('noSuch', { label: entity.allFields[field]?.label.toLowerCase() ?? 'record' }),
          },
        ];
  });

/** New owner, new teams: a record belongs to the teams of whom it belongs to. */
const withTeams = (
  entity: Entity,
  before: AnyRecord | undefined,
  after: Values,
  related: Related,
  context: Context,
): Values => {
  if (!entity.owned || (before && before.ownerId === after.ownerId)) return after;
  const ownerId = after.ownerId;
  if (typeof ownerId !== 'string') return after;
  const teamIds =
    ownerId === context.actor.id ? context.actor.teamIds : strings(related.get(`user/${ownerId}`)?.memberOf);
  return { ...after, teamIds: teamIds.length > 0 ? [...teamIds] : undefined };
};

const cleaned = (entity: Entity, after: Values): Values =>
  Object.fromEntries(
    Object.entries(after).map(([key, value]) => [
      key,
      // nothing may be left of it
      entity.allFields[key]?.kind === 'richText' && typeof value === 'string'
        ? sanitiseHtml(value) || undefined
        : value,
    ]),
  );

const missingFields = (entity: Entity, after: Values): ProblemIssue[] =>
  entity.writable
    .filter((field) => entity.allFields[field]?.required && (after[field] === undefined || after[field] === null))
    .map((field) => ({
      pointer: `/${field}`,
      detail: detail('labelNeeded', { label: entity.allFields[field]?.label ?? field }),
    }));

/** The items of the machine's state that a noun's rules ask for, as they are now. */
export const loadStates = async (
  rules: RecordRules | undefined,
  after: Values,
  { ports }: Pick<Context, 'ports'>,
): Promise<StateOf> => {
  const keys = rules?.stateKeys?.(after) ?? [];
  if (keys.length === 0) return noState;
  const items = await ports.table.batchGet(keys);
  return ({ pk, sk }) => items.find((item) => item.pk === pk && item.sk === sk);
};

const refuse = (issues: readonly ProblemIssue[]): void => {
  if (issues.length > 0) throw new ProblemError('invalid-request', issues[0]?.detail ?? '', { issues });
};

/**
 * Everything that stands between what a caller asks for and what is committed, the same on every path: field permissions, ownership, references
 * that must exist and be known to the actor, the noun's rules, derived fields, rules across fields. Throws `ProblemError` and has written nothing.
 */
export const prepareWrite = async (asked: WriteRequest, context: Context): Promise<Prepared> => {
  const { rules, path, id, before } = asked;
  const customisation = await customisationOf(asked.entity.noun, context);
  const entity = withCustomFields(asked.entity, customisation.fields);
  const request: WriteRequest = { ...asked, entity, patch: normalisedPatch({ entity, patch: asked.patch }) };
  const custom = { entity, customisation, before: before?.record, patch: request.patch };
  refuse(patchIssues(custom, context));
  const forbidden = forbiddenFields(request, context);
  if (forbidden.length > 0)
    throw new ProblemError('forbidden', 'Some of these fields are not yours to change.', { issues: forbidden });

  const owner =
    entity.owned && !before && request.patch.ownerId === undefined && context.actor.ref.kind === 'user'
      ? { ownerId: context.actor.id }
      : {};
  const defaults = before ? {} : ((entity.defaults ?? {}) as Values);
  let after: Values = cleaned(
    entity,
    withoutEmpty({ ...defaults, ...before?.record, ...owner, ...keepingRequired(request), ...request.server }),
  );
  checkOwner(request, after, context);

  const related: Related = new Map();
  const lookUp = (noun: string, ref: string): AnyRecord | undefined => related.get(`${noun}/${ref}`);
  const refs = newRefs(entity, before?.record, after);
  await load([...refs.map((r) => r.ref), ...reachedBy(customisation, entity, after)], related, context);
  for (let round = 0; round < maxRounds; round++) {
    const known = related.size;
    await load(rules?.needs?.({ path, before: before?.record, after, related: lookUp }) ?? [], related, context);
    if (related.size === known) break;
  }
  refuse(refIssues(entity, refs, related, context));

  after = withTeams(entity, before?.record, after, related, context);
  const state = await loadStates(rules, after, context);
  const ruled: RuleResult = rules?.apply?.({
    path,
    before: before?.record,
    after,
    related: lookUp,
    state,
    actor: context.actor.ref,
    isAdministrator: context.policy.scopeOf('settings', 'update') !== undefined,
    now: new Date(context.now).toISOString(),
  }) ?? { after };
  const derived = entity.derive ? { ...ruled.after, ...entity.derive(ruled.after) } : ruled.after;
  refuse([
    ...missingFields(entity, derived),
    ...(entity.validate?.(derived, before?.record) ?? []),
    ...recordIssues(custom, withoutEmpty({ ...derived, id }), lookUp, context),
  ]);
  return {
    change: { entity, id, before, after: withoutEmpty(derived), verb: ruled.verb ?? request.verb },
    checks: [...(ruled.checks ?? []), ...(rules?.effects?.(before?.record, { ...derived, id }, state) ?? [])],
  };
};
