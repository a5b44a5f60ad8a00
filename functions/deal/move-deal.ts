import type { Context } from '#functions/platform/context.ts';
import type { Handler } from '#functions/platform/handle.ts';
import type { RecordRef } from '#functions/platform/rules.ts';
import { updateRecord } from '#functions/platform/write-record.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { RouteRequest } from '#shared/contract/route.ts';
import type { dealRoutes } from '#shared/deal/deal.routes.ts';
import { deal } from '#shared/deal/deal.ts';
import { rankBetween } from '#shared/deal/rank.ts';
import { dealRules } from './deal.rules.ts';

type Request = RouteRequest<typeof dealRoutes.move>;

/** Everything that a move looks at, so that it is read in one go. */
export const recordsOfMove = ({ params, body }: Request): RecordRef[] => [
  { noun: 'deal', id: params.id },
  { noun: 'stage', id: body.stageId },
  ...[body.beforeId, body.afterId].filter((id) => id !== undefined).map((id) => ({ noun: 'deal', id })),
];

/** The rank of a neighbour in the same stage; a neighbour that has gone elsewhere meanwhile counts as none. */
const rankOf = (id: string | undefined, stageId: string, context: Context): string | undefined => {
  const found = id === undefined ? undefined : context.loaded.get(`deal/${id}`)?.record;
  const rank = found?.rank;
  return found?.stageId === stageId && typeof rank === 'string' ? rank : undefined;
};

const newRank = ({ body }: Request, context: Context): string | undefined => {
  const low = rankOf(body.beforeId, body.stageId, context);
  const high = rankOf(body.afterId, body.stageId, context);
  if (low === undefined && high === undefined) return undefined;
  return low !== undefined && high !== undefined && low >= high ? rankBetween(low, undefined) : rankBetween(low, high);
};

/** Moves a deal to a stage and a place in it, with the fields that the stage's gate asks for. One transaction, one event. */
export const moveDeal: Handler<typeof dealRoutes.move> = async (request, context) => {
  const { params, body, ifMatch } = request;
  const stage = context.loaded.get(`stage/${body.stageId}`)?.record;
  if (!stage || stage.deletedAt !== undefined)
    throw new ProblemError('conflict', 'This stage does not exist any more.');
  const rank = newRank(request, context);
  return updateRecord(
    { entity: deal, rules: dealRules },
    params.id,
    ifMatch,
    { ...body.patch, stageId: body.stageId, pipelineId: stage.pipelineId },
    context,
    { path: 'move', verb: 'moved', ...(rank !== undefined && { server: { rank } }) },
  );
};
