import { apiDocsRoutes } from './api-docs/api-docs.routes.ts';
import { assignmentRuleRoutes } from './assignment-rule/assignment-rule.routes.ts';
import { assignmentRule } from './assignment-rule/assignment-rule.ts';
import { auditRoutes } from './audit/audit.routes.ts';
import { call } from './call/call.ts';
import { changeSetEvents } from './change-set/change-set.events.ts';
import { changeSetRoutes } from './change-set/change-set.routes.ts';
import { changeSet } from './change-set/change-set.ts';
import { changesRoutes } from './changes/changes.routes.ts';
import { company } from './company/company.ts';
import { contact } from './contact/contact.ts';
import type { Entity } from './contract/entity.ts';
import { type ConsumerSpec, type EventSpec, standardEvents } from './contract/event.ts';
import { defineFeature, type Feature, nounFeature } from './contract/feature.ts';
import type { RouteSpec } from './contract/route.ts';
import { standardRoutes } from './contract/standard-routes.ts';
import { customField } from './custom-field/custom-field.ts';
import { dealEvents } from './deal/deal.events.ts';
import { dealRoutes } from './deal/deal.routes.ts';
import { deal } from './deal/deal.ts';
import { exportEvents } from './export/export.events.ts';
import { exportRoutes } from './export/export.routes.ts';
import { exportRun } from './export/export.ts';
import { importEvents } from './import/import.events.ts';
import { importRoutes } from './import/import.routes.ts';
import { importRun } from './import/import.ts';
import { jobConsumers, jobEvents } from './job/job.events.ts';
import { job } from './job/job.ts';
import { leadConsumers, leadEvents } from './lead/lead.events.ts';
import { leadRoutes } from './lead/lead.routes.ts';
import { lead } from './lead/lead.ts';
import { liveRoutes } from './live/live.routes.ts';
import { meRoutes } from './me/me.routes.ts';
import { note } from './note/note.ts';
import { notificationConsumers, notificationEvents } from './notification/notification.events.ts';
import { notificationRoutes } from './notification/notification.routes.ts';
import { notification } from './notification/notification.ts';
import { pipeline } from './pipeline/pipeline.ts';
import { product } from './product/product.ts';
import { role } from './role/role.ts';
import { savedView } from './saved-view/saved-view.ts';
import { searchRoutes } from './search/search.routes.ts';
import { settings } from './settings/settings.ts';
import { stage } from './stage/stage.ts';
import { task } from './task/task.ts';
import { team } from './team/team.ts';
import { userConsumers } from './user/user.events.ts';
import { user } from './user/user.ts';
import { validationRule } from './validation-rule/validation-rule.ts';
import { viewAsRoutes } from './view-as/view-as.routes.ts';

/** THE list of what Rapport consists of. A noun that needs no more than its declaration is one line here. */
export const registry = {
  company: nounFeature(company),
  contact: nounFeature(contact),
  lead: defineFeature({ entity: lead, routes: leadRoutes, events: leadEvents, consumers: leadConsumers }),
  deal: defineFeature({ entity: deal, routes: dealRoutes, events: dealEvents }),
  pipeline: nounFeature(pipeline),
  stage: nounFeature(stage),
  product: nounFeature(product),
  task: nounFeature(task),
  note: nounFeature(note),
  call: nounFeature(call),
  savedView: nounFeature(savedView),
  assignmentRule: defineFeature({
    entity: assignmentRule,
    routes: assignmentRuleRoutes,
    events: standardEvents(assignmentRule),
  }),
  customField: nounFeature(customField),
  validationRule: nounFeature(validationRule),
  user: nounFeature(user, { consumers: userConsumers }),
  team: nounFeature(team),
  role: nounFeature(role),
  import: defineFeature({ entity: importRun, routes: importRoutes, events: importEvents }),
  changeSet: defineFeature({ entity: changeSet, routes: changeSetRoutes, events: changeSetEvents }),
  export: defineFeature({ entity: exportRun, routes: exportRoutes, events: exportEvents }),
  job: defineFeature({ entity: job, routes: standardRoutes(job), events: jobEvents, consumers: jobConsumers }),
  notification: defineFeature({
    entity: notification,
    routes: notificationRoutes,
    events: notificationEvents,
    consumers: notificationConsumers,
  }),
  settings: nounFeature(settings),
  search: defineFeature({ routes: searchRoutes }),
  changes: defineFeature({ routes: changesRoutes }),
  audit: defineFeature({ routes: auditRoutes }),
  viewAs: defineFeature({ routes: viewAsRoutes }),
  me: defineFeature({ routes: meRoutes }),
  live: defineFeature({ routes: liveRoutes }),
  apiDocs: defineFeature({ routes: apiDocsRoutes }),
} as const;
export type Registry = typeof registry;

const features: readonly Feature[] = Object.values(registry);

/** Every noun's entity. */
export const entities: readonly Entity[] = features.flatMap((f) => (f.entity ? [f.entity] : []));
/** Every route, with the name that its feature gives it. */
export const allRoutes: readonly { readonly feature: string; readonly name: string; readonly route: RouteSpec }[] =
  Object.entries(registry as Readonly<Record<string, Feature>>).flatMap(([feature, { routes }]) =>
    Object.entries(routes).map(([name, route]) => ({ feature, name, route })),
  );
export const allEvents: readonly EventSpec[] = features.flatMap((f) => Object.values(f.events ?? {}));
export const allConsumers: readonly ConsumerSpec[] = features.flatMap((f) => f.consumers ?? []);

const byNoun = new Map(entities.map((e) => [e.noun, e]));
/** The entity of a noun that came from outside; undefined where there is none. */
export const entityOf = (noun: string): Entity | undefined => byNoun.get(noun);
