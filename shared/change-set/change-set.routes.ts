import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { refTitles, standardRoutes } from '../contract/standard-routes.ts';
import { singleLine } from '../contract/text.ts';
import { changeKinds, changeSet } from './change-set.ts';
import { maxChoiceBytes, recordChoice } from './record-choice.ts';

const { get, list, count, groups, timeline, history } = standardRoutes(changeSet);
const record = get.response;
const idParams = z.strictObject({ id: recordId });
const started = z.object({ changeSet: record, jobId: recordId });
const labels = z.array(singleLine(100)).max(100).optional();

const newChangeSet = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('update'),
      ...recordChoice,
      patch: z.record(z.string().max(60), z.unknown()).optional().meta({ description: 'As of PATCH; null clears' }),
      tags: z.strictObject({ add: labels, remove: labels }).optional(),
    }),
    z.strictObject({ action: z.enum(['remove', 'restore']), ...recordChoice }),
    z.strictObject({
      action: z.literal('undoPerson'),
      personId: recordId,
      since: z.iso.datetime().optional().meta({ description: 'An hour ago where absent; 24 hours ago at most' }),
    }),
  ])
  .meta({ id: 'NewChangeSet' });
export type NewChangeSet = z.infer<typeof newChangeSet>;

const rowSchema = z
  .object({
    kind: z.enum(changeKinds),
    noun: z.string(),
    id: z.string(),
    title: z.string(),
    changes: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
    /** Why it is refused or wrong. */
    reason: z.string().optional(),
  })
  .meta({ id: 'ChangeSetRow' });
export type ChangeSetRow = z.infer<typeof rowSchema>;

// who began one reads it and takes its steps, whatever their roles say of change sets; what it does is asked of the records' own grants
const step = <const N extends string>(name: N, summary: string) =>
  ({
    method: 'POST',
    path: `/v1/change-sets/{id}/${name}`,
    permission: 'signed-in:any',
    area: 'import',
    summary,
    params: idParams,
    ifMatch: true,
  }) as const;

export const changeSetRoutes = {
  get,
  list,
  count,
  groups,
  timeline,
  history,
  create: defineRoute({
    method: 'POST',
    path: '/v1/change-sets',
    permission: 'signed-in:any',
    area: 'import',
    summary: 'Plan changes to up to 50,000 records, by ids or by a selection, or undo what a person changed lately',
    body: newChangeSet,
    response: started,
    status: 201,
    maxBodyBytes: maxChoiceBytes,
  }),
  apply: defineRoute({ ...step('apply', 'Change what the plan says'), response: started, status: 202 }),
  undo: defineRoute({
    ...step('revert', 'Undo the change set: what somebody changed since stays and is named'),
    response: started,
    status: 202,
  }),
  cancel: defineRoute({ ...step('cancel', 'Stop the job that is under way, or give the plan up'), response: record }),
  rows: defineRoute({
    method: 'GET',
    path: '/v1/change-sets/{id}/rows',
    permission: 'signed-in:any',
    area: 'import',
    summary: 'Records of the plan with what would change; only for who began it',
    params: idParams,
    query: z.strictObject({
      kind: z.enum(changeKinds).optional(),
      cursor: z.string().max(300).optional(),
      limit: z.coerce.number().int().min(1).max(100).optional(),
    }),
    response: z.object({ items: z.array(rowSchema), cursor: z.string().optional(), refs: refTitles }),
  }),
};
