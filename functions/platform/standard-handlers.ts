import type { Entity } from '#shared/contract/entity.ts';
import { ProblemError } from '#shared/contract/problem.ts';
import type { standardRoutes } from '#shared/contract/standard-routes.ts';
import type { Context } from './context.ts';
import { type BoundRoute, type Handler, implement } from './handle.ts';
import type { Ruled } from './prepare-bin.ts';
import { problemOf } from './problem-details.ts';
import { loadAsOf, loadHistory, loadReadable } from './read-record.ts';
import type { RecordRef, RecordRules, Values } from './rules.ts';
import { createRecord, removeRecord, restoreRecord, revertRecord, updateRecord } from './write-record.ts';

type Routes = ReturnType<typeof standardRoutes<Entity>>;
type Replies = { readonly [K in keyof Routes]?: Handler<Routes[K]> };

const bulkParallel = 4;

const resultOf = async (id: string, run: () => Promise<{ readonly version: number }>) => {
  try {
    return { id, status: 200, version: (await run()).version };
  } catch (error) {
    const problem = problemOf(error);
    // a fault is nobody's answer: it is logged and fails the request
    if (problem.code === 'internal') throw error;
    return { id, status: problem.status, problem: { ...problem.toBody() } };
  }
};

/** Does one thing to many records; each answers for itself, and one that may not be known is a not-found like any other. */
export const forEachRecord = async (
  ids: readonly string[],
  one: (id: string) => Promise<{ readonly version: number }>,
) => {
  const unique = [...new Set(ids)];
  const results: Awaited<ReturnType<typeof resultOf>>[] = [];
  for (let i = 0; i < unique.length; i += bulkParallel)
    results.push(...(await Promise.all(unique.slice(i, i + bulkParallel).map((id) => resultOf(id, () => one(id))))));
  const done = results.filter((r) => r.status === 200).length;
  return { results, done, failed: results.length - done };
};

const refsIn = (entity: Entity, values: Values): RecordRef[] =>
  Object.entries(entity.allFields).flatMap(([field, { target }]) => {
    const value = values[field];
    if (!target) return [];
    return (Array.isArray(value) ? value : [value])
      .filter((v) => typeof v === 'string')
      .map((id) => ({ noun: target, id }));
  });

const bulk =
  (ruled: Ruled): Handler<Routes['bulk']> =>
  async ({ body }, context) => {
    const quiet: Context = { ...context, idempotency: undefined };
    switch (body.action) {
      case 'update':
        return forEachRecord(body.ids, (id) => updateRecord(ruled, id, undefined, body.patch as Values, quiet));
      case 'remove':
        return forEachRecord(body.ids, (id) => removeRecord(ruled, id, undefined, quiet));
      case 'restore':
        return forEachRecord(body.ids, (id) => restoreRecord(ruled, id, undefined, quiet));
      default:
        throw new ProblemError('invalid-request', 'There is no such action.');
    }
  };

/**
 * What answers the standard routes of a noun, from its declaration alone. `rules` hold on every path; `replies` take the place of a standard
 * answer where the noun does more.
 */
export const standardHandlers = (
  entity: Entity,
  routes: Routes,
  rules?: RecordRules,
  replies: Replies = {},
): BoundRoute[] => {
  const ruled: Ruled = { entity, rules };
  const { noun } = entity;
  const self = (request: { readonly params: { readonly id: string } }): RecordRef[] => [
    { noun, id: request.params.id },
  ];
  const answers: { [K in Exclude<keyof Routes, 'list' | 'count' | 'groups' | 'timeline'>]: Handler<Routes[K]> } = {
    create: ({ body }, context) => createRecord(ruled, body as Values, context),
    get: async ({ params, query }, context) => {
      const stored = await loadReadable(entity, params.id, context);
      const record = query.asOf === undefined ? stored.record : await loadAsOf(entity, params.id, query.asOf, context);
      return context.policy.project(noun, record);
    },
    update: ({ params, body, ifMatch }, context) => updateRecord(ruled, params.id, ifMatch, body as Values, context),
    remove: ({ params, ifMatch }, context) => removeRecord(ruled, params.id, ifMatch, context),
    restore: ({ params, ifMatch }, context) => restoreRecord(ruled, params.id, ifMatch, context),
    revert: ({ params, body, ifMatch }, context) => revertRecord(ruled, params.id, ifMatch, body.toVersion, context),
    history: async ({ params, query }, context) => {
      await loadReadable(entity, params.id, context);
      return loadHistory(entity, params.id, query, context);
    },
    bulk: bulk(ruled),
  };
  const all = { ...answers, ...replies };
  const withBody = (request: { readonly params: { readonly id: string }; readonly body: unknown }): RecordRef[] => [
    ...self(request),
    ...refsIn(entity, request.body as Values),
  ];
  return [
    ...(routes.create
      ? [
          implement(routes.create, all.create, ({ body }) => [
            ...refsIn(entity, body as Values),
            ...ownNeeds(rules, body as Values),
          ]),
        ]
      : []),
    implement(routes.get, all.get, self),
    ...(routes.update ? [implement(routes.update, all.update, withBody)] : []),
    ...(routes.remove
      ? [implement(routes.remove, all.remove, self), implement(routes.restore, all.restore, self)]
      : []),
    ...(routes.revert ? [implement(routes.revert, all.revert, self)] : []),
    implement(routes.history, all.history, self),
    ...(routes.bulk ? [implement(routes.bulk, all.bulk)] : []),
  ];
};

const ownNeeds = (rules: RecordRules | undefined, after: Values): readonly RecordRef[] =>
  rules?.needs?.({ path: 'create', before: undefined, after, related: () => undefined }) ?? [];
