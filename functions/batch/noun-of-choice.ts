import type { Context } from '#functions/platform/context.ts';
import type { RecordChoice } from '#shared/change-set/record-choice.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { invalid, ProblemError } from '#shared/contract/problem.ts';
import type { Action } from '#shared/policy/grant.ts';
import { entityOf } from '#shared/registry.ts';

/** The noun of a choice of records. Throws where there is none of which the actor may do `needed`, or where nothing or too much is chosen. */
export const nounOfChoice = (
  { noun, ids, selection }: RecordChoice,
  needed: readonly Action[],
  { policy }: Context,
): Entity => {
  const entity = entityOf(noun);
  if (!entity || policy.scopeOf(noun, 'read') === undefined) throw invalid('/noun', 'is not a noun');
  for (const action of needed)
    if (policy.scopeOf(noun, action) === undefined)
      throw new ProblemError('forbidden', `This needs the permission ${noun}:${action}.`, {
        more: { permission: `${noun}:${action}` },
      });
  if ((ids === undefined) === (selection === undefined)) throw invalid('/selection', 'Name either ids or a selection.');
  return entity;
};
