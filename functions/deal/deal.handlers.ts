import { implement } from '#functions/platform/handle.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { dealRoutes } from '#shared/deal/deal.routes.ts';
import { deal } from '#shared/deal/deal.ts';
import { dealRules } from './deal.rules.ts';
import { moveDeal, recordsOfMove } from './move-deal.ts';

export const dealHandlers = [
  ...standardHandlers(deal, dealRoutes, dealRules),
  implement(dealRoutes.move, moveDeal, recordsOfMove),
];
