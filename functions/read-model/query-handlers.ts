import type { Context } from '#functions/platform/context.ts';
import { required } from '#functions/platform/environment.ts';
import { type BoundRoute, implement } from '#functions/platform/handle.ts';
import { auditRoutes } from '#shared/audit/audit.routes.ts';
import type { Entity } from '#shared/contract/entity.ts';
import type { Feature } from '#shared/contract/feature.ts';
import type { standardRoutes } from '#shared/contract/standard-routes.ts';
import { dealRoutes } from '#shared/deal/deal.routes.ts';
import { searchRoutes } from '#shared/search/search.routes.ts';
import { viewAsRoutes } from '#shared/view-as/view-as.routes.ts';
import { atLeast } from './at-least.ts';
import { auditLog } from './audit.ts';
import { boardOf } from './board.ts';
import { countRecords } from './count.ts';
import { follow } from './follow.ts';
import { groupRecords } from './groups.ts';
import { listRecords } from './list.ts';
import type { ReadModel } from './model.ts';
import { searchRecords } from './search.ts';
import { timelineOf } from './timeline.ts';
import { recordsAsSeenBy } from './view-as.ts';

/** Gives the model; opened once and then kept. */
export type ModelSource = () => Promise<ReadModel>;

type Wanting = { readonly 'at-least'?: string | undefined };

/** The model as it is now: with what was written since, and at least as new as the caller asks. */
const upToDate = async (source: ModelSource, query: Wanting, { ports }: Pick<Context, 'ports'>): Promise<ReadModel> => {
  const model = await source();
  await follow(model, ports);
  await atLeast(model, query['at-least'], ports.table);
  return model;
};

type Queries = Pick<ReturnType<typeof standardRoutes<Entity>>, 'list' | 'count' | 'groups' | 'timeline'>;

const nounHandlers = ({ entity, routes: declared }: Feature, source: ModelSource): BoundRoute[] => {
  if (!entity) return [];
  // with the fields that administrators added meanwhile
  const now = (model: ReadModel): Entity => model.findEntity(entity.noun) ?? entity;
  // a feature with an entity has the standard routes of it
  const routes = declared as unknown as Queries;
  return [
    implement(routes.list, async ({ query }, context) => {
      const model = await upToDate(source, query, context);
      // items are records of the noun as the actor sees them
      return listRecords(
        model,
        now(model),
        query,
        context,
        required(context.ports.environment, 'CRM_SIGNING_SECRET'),
      ) as never;
    }),
    implement(routes.count, async ({ query }, context) => {
      const model = await upToDate(source, query, context);
      return countRecords(model, now(model), query, context);
    }),
    implement(routes.groups, async ({ query }, context) => {
      const model = await upToDate(source, query, context);
      return groupRecords(model, now(model), query, context);
    }),
    implement(routes.timeline, async ({ params, query }, context) => {
      const model = await upToDate(source, query, context);
      return timelineOf(model, now(model), params.id, query, context);
    }),
  ];
};

/** What answers every route of area `query`, from a read model. */
export const queryHandlers = (features: readonly Feature[], source: ModelSource): BoundRoute[] => [
  ...features.flatMap((feature) => nounHandlers(feature, source)),
  implement(searchRoutes.search, async ({ query }, context) => ({
    hits: searchRecords(await upToDate(source, query, context), query, context),
  })),
  implement(auditRoutes.list, async ({ query }, context) =>
    auditLog(await upToDate(source, query, context), query, context),
  ),
  implement(
    viewAsRoutes.records,
    async ({ params, query }, context) =>
      recordsAsSeenBy(await upToDate(source, query, context), params, query, context),
    ({ params: { kind, id } }) => [{ noun: kind, id }],
  ),
  // stages and deals are records as the actor sees them
  implement(
    dealRoutes.board,
    async ({ query }, context) => boardOf(await upToDate(source, query, context), query, context) as never,
  ),
];
