import type { Context } from '#functions/platform/context.ts';
import { required } from '#functions/platform/environment.ts';
import { loadOther, type OtherParams } from '#functions/view-as/other-viewer.ts';
import type { AnyRecord } from '#shared/contract/entity.ts';
import { invalid } from '#shared/contract/problem.ts';
import { narrowed } from '#shared/policy/narrow.ts';
import { policyOf } from '#shared/policy/policy.ts';
import { type ListQuery, listRecords } from './list.ts';
import type { ReadModel } from './model.ts';
import type { RefTitles } from './records.ts';

/**
 * The first records of a noun as somebody else sees them, and never more of them than the caller may see. Throws `not-found` for a person whom
 * the caller may not know, `invalid-request` for a noun that there is not or what either may not filter by.
 */
export const recordsAsSeenBy = async (
  model: ReadModel,
  params: OtherParams,
  { noun, ...query }: ListQuery & { readonly noun: string },
  context: Context,
): Promise<{ items: AnyRecord[]; total: number; refs: RefTitles }> => {
  const { actor } = await loadOther(params, context);
  const entity = model.findEntity(noun);
  if (!entity) throw invalid('query/noun', `${noun} is not a noun`);
  const policy = narrowed(policyOf(actor), context.policy);
  if (policy.scopeOf(noun, 'read') === undefined) return { items: [], total: 0, refs: {} };
  const secret = required(context.ports.environment, 'CRM_SIGNING_SECRET');
  const { items, total = 0, refs } = listRecords(model, entity, query, { actor, policy, now: context.now }, secret);
  return { items, total, refs };
};
