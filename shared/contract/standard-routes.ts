import * as z from 'zod';
import { predicateSchema } from '../predicate/predicate.ts';
import { figurePattern, sortPattern } from './custom-key.ts';
import { actorRefSchema, type CreateOf, type Entity, type PatchOf, type RecordOf } from './entity.ts';
import { moneySchema, recordId } from './field.ts';
import { once } from './once.ts';
import { defineRoute } from './route.ts';

/** A JSON document in a query parameter. */
export const jsonParameter = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .max(20_000)
    .transform((text, context): z.output<S> => {
      try {
        const parsed = schema.safeParse(JSON.parse(text));
        if (parsed.success) return parsed.data;
        context.addIssue({ code: 'custom', message: parsed.error.issues.map((i) => i.message).join('; ') });
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
      }
      return z.NEVER;
    });
const flag = z.enum(['true', 'false']).transform((v) => v === 'true');

const fieldList = (max: number) =>
  z
    .string()
    .max(4000)
    .transform((s) => s.split(','))
    .pipe(z.array(z.string().regex(sortPattern, 'must be a field')).max(max));
/** `<noun>/<id>@<version>`, several by commas: the list must be at least that new (a write answers with all three). */
const atLeast = z
  .string()
  .max(2000)
  .regex(
    /^[a-zA-Z]+\/[0-7][0-9A-HJKMNP-TV-Z]{25}@\d{1,9}(,[a-zA-Z]+\/[0-7][0-9A-HJKMNP-TV-Z]{25}@\d{1,9}){0,19}$/,
    'must be noun/id@version',
  );

/** What narrows a list: used by lists, counts and groups. */
export const selectionQuery = {
  filter: jsonParameter(predicateSchema).optional(),
  /** Words to be found in the records. */
  q: z.string().max(200).optional(),
  /** True: what is in the bin, and only that. */
  deleted: flag.optional(),
  'at-least': atLeast.optional(),
};
export const listQuery = z.strictObject({
  ...selectionQuery,
  /** Fields, `-` before one that descends; the id breaks ties. */
  sort: fieldList(5).optional(),
  /** Fields wanted; all where absent. `id`, `type` and `version` always come. */
  columns: fieldList(100).optional(),
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  /** False leaves the total out, which is quicker. */
  total: flag.optional(),
});

/** Names of records that others refer to, so that a list needs no second call: only what the actor may know. */
export const refTitles = z
  .record(z.string(), z.object({ noun: z.string(), title: z.string() }))
  .meta({ id: 'RefTitles' });

const sums = z.record(z.string(), z.union([z.number(), z.array(moneySchema)]));
export const groupsQuery = z.strictObject({
  ...selectionQuery,
  by: z.string().regex(sortPattern),
  sum: fieldList(5).optional(),
});
export const groupsResponse = z
  .object({
    groups: z.array(z.object({ key: z.union([z.string(), z.number(), z.boolean(), z.null()]), count: z.int(), sums })),
    refs: refTitles,
  })
  .meta({
    id: 'Groups',
    description: 'One row a value, numbers as sums, money as a sum per currency; at most 500 groups',
  });
/** What else can be worked out of a field over many records. `filled` counts the records that have a value. */
export const figureKinds = ['average', 'min', 'max', 'filled'] as const;
export type FigureKind = (typeof figureKinds)[number];
const figureList = z
  .string()
  .max(2000)
  .transform((s) => s.split(','))
  .pipe(z.array(z.string().regex(figurePattern(figureKinds), 'must be figure:field, e.g. average:amount')).max(20));
export const countResponse = z
  .object({
    count: z.int(),
    sums,
    figures: z
      .record(z.string(), z.union([z.number(), z.string(), z.array(moneySchema), z.null()]))
      .optional()
      .meta({ description: 'By `figure:field`; of money one a currency; null where no record has a value' }),
  })
  .meta({ id: 'Count' });

/** One thing that happened, as a timeline shows it. */
export const timelineEntrySchema = z
  .object({
    id: z.string().meta({ description: 'Id of the event' }),
    type: z.string(),
    at: z.iso.datetime(),
    actor: actorRefSchema,
    noun: z.string(),
    recordId: z.string(),
    title: z.string(),
    /** Fields that changed, with old and new value as far as the actor may read them. */
    changes: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
    /** The record it happened to, for notes, calls and tasks. */
    record: z.record(z.string(), z.unknown()).optional(),
    /** Why a machine did it. */
    reason: z.string().optional(),
  })
  .meta({ id: 'TimelineEntry' });
export const timelineResponse = z.object({
  items: z.array(timelineEntrySchema),
  cursor: z.string().optional(),
  refs: refTitles,
});

export const revisionSchema = z
  .object({
    version: z.int(),
    type: z.string(),
    at: z.iso.datetime(),
    actor: actorRefSchema,
    changes: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
  })
  .meta({ id: 'Revision' });

const bulkResult = z.object({
  id: z.string(),
  status: z.int(),
  version: z.int().optional(),
  problem: z.record(z.string(), z.unknown()).optional(),
});
export const bulkResponse = z
  .object({ results: z.array(bulkResult), done: z.int(), failed: z.int() })
  .meta({ id: 'BulkResult' });
export const maxBulkRecords = 500;

const idParams = z.strictObject({ id: recordId });
const bulkIds = z.array(recordId).min(1).max(maxBulkRecords);
const pageSize = z.coerce.number().int().min(1).max(100).optional();
const getQuery = z.strictObject({ asOf: z.iso.datetime().optional() });
const revertBody = z.strictObject({ toVersion: z.int().min(1) });
const historyQuery = z.strictObject({ cursor: z.string().max(2000).optional(), limit: pageSize });
const historyResponse = z.object({ items: z.array(revisionSchema), cursor: z.string().optional() });
const bulkOthers = z.strictObject({ action: z.enum(['remove', 'restore']), ids: bulkIds });
const countQuery = z.strictObject({
  ...selectionQuery,
  sum: fieldList(5).optional(),
  /** `average`, `min`, `max` or `filled`, a colon and the field; several by commas. */
  figures: figureList.optional(),
});
const timelineQuery = z.strictObject({
  before: z.string().max(60).optional(),
  kind: z.string().max(300).optional().meta({ description: 'Nouns or event types, by commas' }),
  limit: pageSize,
  'at-least': atLeast.optional(),
});

/** The routes that every noun has from its declaration alone. */
export const standardRoutes = <const E extends Entity>(entity: E) => {
  const { noun, plural, label, area } = entity;
  type N = E['noun'];
  const one = label.one.toLowerCase();
  const many = label.many.toLowerCase();
  const base = `/v1/${plural}` as const;
  // the schemas are built from the fields at run time, when they are needed; these are their static types
  const record = () => entity.recordSchema as unknown as z.ZodType<RecordOf<E>, RecordOf<E>>;
  const create = () => entity.createSchema as unknown as z.ZodType<CreateOf<E>, CreateOf<E>>;
  const patch = () => entity.patchSchema as unknown as z.ZodType<PatchOf<E>, PatchOf<E>>;
  const bulkBody = once(() =>
    z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('update'), ids: bulkIds, patch: patch() }),
      bulkOthers,
    ]),
  );
  const listResponse = once(() =>
    z.object({
      items: z.array(record()),
      cursor: z.string().optional(),
      total: z.int().optional(),
      refs: refTitles,
    }),
  );
  const may = <A extends string>(action: A): `${N}:${A}` => `${noun as N}:${action}`;
  const routes = {
    create: defineRoute({
      method: 'POST',
      path: base,
      permission: may('create'),
      area,
      summary: `Create a ${one}`,
      get body() {
        return create();
      },
      fieldsOf: entity,
      get response() {
        return record();
      },
      status: 201,
      idempotent: true,
    }),
    get: defineRoute({
      method: 'GET',
      path: `${base}/{id}`,
      permission: may('read'),
      area,
      summary: `Get a ${one}, as it is or as it was`,
      params: idParams,
      query: getQuery,
      get response() {
        return record();
      },
    }),
    update: defineRoute({
      method: 'PATCH',
      path: `${base}/{id}`,
      permission: may('update'),
      area,
      summary: `Change fields of a ${one}`,
      params: idParams,
      get body() {
        return patch();
      },
      fieldsOf: entity,
      get response() {
        return record();
      },
      ifMatch: true,
    }),
    remove: defineRoute({
      method: 'DELETE',
      path: `${base}/{id}`,
      permission: may('delete'),
      area,
      summary: `Move a ${one} to the bin`,
      params: idParams,
      get response() {
        return record();
      },
      ifMatch: true,
    }),
    restore: defineRoute({
      method: 'POST',
      path: `${base}/{id}/restore`,
      permission: may('delete'),
      area,
      summary: `Take a ${one} out of the bin`,
      params: idParams,
      get response() {
        return record();
      },
      ifMatch: true,
    }),
    revert: defineRoute({
      method: 'POST',
      path: `${base}/{id}/revert`,
      permission: may('update'),
      area,
      summary: `Set a ${one} back to an earlier version`,
      params: idParams,
      body: revertBody,
      get response() {
        return record();
      },
      ifMatch: true,
    }),
    history: defineRoute({
      method: 'GET',
      path: `${base}/{id}/history`,
      permission: may('read'),
      area,
      summary: `Versions of a ${one}, newest first`,
      params: idParams,
      query: historyQuery,
      response: historyResponse,
    }),
    bulk: defineRoute({
      method: 'POST',
      path: `${base}/bulk`,
      permission: may('bulk'),
      area,
      summary: `Change or remove up to ${maxBulkRecords} ${many}; answers record by record`,
      get body() {
        return bulkBody();
      },
      fieldsOf: entity,
      response: bulkResponse,
      idempotent: true,
    }),
    list: defineRoute({
      method: 'GET',
      path: base,
      permission: may('read'),
      area: 'query',
      summary: `List ${many}: filter, sort, columns, search`,
      query: listQuery,
      get response() {
        return listResponse();
      },
    }),
    count: defineRoute({
      method: 'GET',
      path: `${base}/count`,
      permission: may('read'),
      area: 'query',
      summary: `Count ${many} and work out sums and other figures of their fields`,
      query: countQuery,
      response: countResponse,
    }),
    groups: defineRoute({
      method: 'GET',
      path: `${base}/groups`,
      permission: may('read'),
      area: 'query',
      summary: `Group ${many} by a field, with counts and sums`,
      query: groupsQuery,
      response: groupsResponse,
    }),
    timeline: defineRoute({
      method: 'GET',
      path: `${base}/{id}/timeline`,
      permission: may('read'),
      area: 'query',
      summary: `What happened to a ${one} and around it, newest first`,
      params: idParams,
      query: timelineQuery,
      response: timelineResponse,
    }),
  };
  const { create: mayCreate = true, update: mayUpdate = true, remove: mayRemove = true } = entity.standard ?? {};
  const left = Object.entries(routes).filter(([name]) => {
    if (name === 'create') return mayCreate;
    if (name === 'update' || name === 'revert') return mayUpdate;
    if (name === 'remove' || name === 'restore') return mayRemove;
    return name !== 'bulk' || (mayUpdate && mayRemove);
  });
  // what a noun does not have is left out at run time; its own code does not call it
  return Object.fromEntries(left) as typeof routes;
};
