import * as z from 'zod';
import { maxChoiceBytes, recordChoice } from '../change-set/record-choice.ts';
import { sortPattern } from '../contract/custom-key.ts';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { standardRoutes } from '../contract/standard-routes.ts';
import { exportRun } from './export.ts';

const { get, list, count, groups, timeline, history } = standardRoutes(exportRun);
const record = get.response;
const idParams = z.strictObject({ id: recordId });

const newExport = z
  .strictObject({
    ...recordChoice,
    columns: z.array(z.string().max(60)).min(1).max(200),
    sort: z.array(z.string().regex(sortPattern, 'must be a field')).max(5).optional(),
    format: z.literal('csv').optional(),
    withBom: z
      .boolean()
      .optional()
      .meta({ description: 'A byte order mark, by which Excel knows UTF-8; true where absent' }),
  })
  .meta({ id: 'NewExport' });
export type NewExport = z.infer<typeof newExport>;

export const exportRoutes = {
  get,
  list,
  count,
  groups,
  timeline,
  history,
  create: defineRoute({
    method: 'POST',
    path: '/v1/exports',
    permission: 'signed-in:any',
    area: 'import',
    summary: 'Write records to a file, by ids or by a selection: rows and columns that the caller may read and export',
    body: newExport,
    response: z.object({ export: record, jobId: recordId }),
    status: 201,
    maxBodyBytes: maxChoiceBytes,
  }),
  cancel: defineRoute({
    method: 'POST',
    path: '/v1/exports/{id}/cancel',
    permission: 'signed-in:any',
    area: 'import',
    summary: 'Stop writing the file',
    params: idParams,
    response: record,
    ifMatch: true,
  }),
  file: defineRoute({
    method: 'GET',
    path: '/v1/exports/{id}/file',
    permission: 'signed-in:any',
    area: 'import',
    summary: 'Address of the file, for five minutes; only for who asked for the export, and for a day',
    params: idParams,
    response: z.object({ url: z.string(), fileName: z.string() }),
  }),
};
