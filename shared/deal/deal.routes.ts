import * as z from 'zod';
import type { RecordOf } from '../contract/entity.ts';
import { moneySchema, recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { refTitles, selectionQuery, standardRoutes } from '../contract/standard-routes.ts';
import { stage } from '../stage/stage.ts';
import { deal } from './deal.ts';

const standard = standardRoutes(deal);
// the static type of a schema that is built at run time
const stageRecord = stage.recordSchema as unknown as z.ZodType<RecordOf<typeof stage>, RecordOf<typeof stage>>;

export const dealRoutes = {
  ...standard,
  move: defineRoute({
    method: 'POST',
    path: '/v1/deals/{id}/move',
    permission: 'deal:update',
    area: 'sales',
    summary: 'Move a deal to a stage and a place in it; fields that its gate asks for may come along',
    params: z.strictObject({ id: recordId }),
    body: z.strictObject({
      stageId: recordId,
      /** The card that will stand directly before (above) it; absent with `afterId`: the top. */
      beforeId: recordId.optional(),
      /** The card that will stand directly after (below) it. */
      afterId: recordId.optional(),
      patch: deal.patchSchema.optional(),
    }),
    fieldsOf: deal,
    response: standard.get.response,
    ifMatch: true,
    idempotent: true,
  }),
  board: defineRoute({
    method: 'GET',
    path: '/v1/deals/board',
    permission: 'deal:read',
    area: 'query',
    summary: 'The stages of a pipeline with their deals, counts and sums',
    query: z.strictObject({
      ...selectionQuery,
      pipelineId: recordId,
      limit: z.coerce.number().int().min(1).max(100).optional(),
    }),
    response: z.object({
      columns: z.array(
        z.object({
          stage: stageRecord,
          count: z.int(),
          sum: z.array(moneySchema),
          /** Sum of amount × probability, a currency each. */
          weighted: z.array(moneySchema),
          items: z.array(standard.get.response),
        }),
      ),
      refs: refTitles,
      /** The next open task of each deal shown, by the deal's id. */
      nextTasks: z.record(
        z.string(),
        z.object({ id: z.string(), title: z.string(), kind: z.string().optional(), dueOn: z.string().optional() }),
      ),
    }),
  }),
};
