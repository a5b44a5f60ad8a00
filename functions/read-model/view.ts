import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError, type ProblemIssue } from '#shared/contract/problem.ts';
import type { Policy, PolicyActor } from '#shared/policy/policy.ts';
import { type CheckContext, fieldIssue } from '#shared/predicate/check-predicate.ts';
import { type ResolvedField, resolveField } from '#shared/predicate/resolve-field.ts';
import type { ToSqlContext } from '#shared/predicate/to-sql.ts';
import type { ReadModel } from './model.ts';

/** Who is looking, and when. */
export type Viewer = {
  readonly actor: PolicyActor & { readonly timeZone: string };
  readonly policy: Policy;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** A noun's records as one person may see them: everything that is read goes through this. */
export type View = Viewer & {
  readonly model: ReadModel;
  readonly entity: Entity;
  readonly sql: ToSqlContext;
  readonly check: CheckContext;
};

export const viewOf = (model: ReadModel, entity: Entity, { actor, policy, now }: Viewer): View => ({
  model,
  entity,
  actor,
  policy,
  now,
  sql: {
    entity,
    findEntity: model.findEntity,
    now,
    timeZone: actor.timeZone,
    actor,
    readPredicate: policy.readPredicate,
  },
  check: { entity, findEntity: model.findEntity, readable: policy.readable },
});

/** A request that is wrong, with all that is wrong about it. */
export const refuse = (issues: readonly ProblemIssue[]): ProblemError =>
  new ProblemError(
    'invalid-request',
    issues.length === 1 ? (issues[0]?.detail ?? '') : `${issues.length} things are wrong.`,
    { issues },
  );

/** The field that a query names. Throws `invalid-request` where there is none or where the actor may not see it. */
export const fieldOf = (view: View, path: string, pointer: string): ResolvedField => {
  const detail = fieldIssue(path, view.check);
  const resolved = resolveField(path, view.entity, view.model.findEntity);
  if (detail !== undefined || !resolved) throw refuse([{ pointer, detail: detail ?? `${path} is not a field` }]);
  return resolved;
};
