import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { standardRoutes } from '../contract/standard-routes.ts';
import { singleLine } from '../contract/text.ts';
import { importRun, maxImportBytes, maxImportFiles } from './import.ts';
import {
  choicesOfDecision,
  columnFormatSchema,
  composedSchema,
  constantSchema,
  encodings,
  importModes,
  separators,
} from './import-file.ts';

const { get, list, count, groups, timeline, history } = standardRoutes(importRun);
const record = get.response;
const idParams = z.strictObject({ id: recordId });

/** What a browser posts a file with: the fields as form data, then the file as field `file`. */
const uploadSchema = z
  .object({ file: z.int().min(0), url: z.string(), fields: z.record(z.string(), z.string()) })
  .meta({ id: 'ImportUpload' });
export type ImportUpload = z.infer<typeof uploadSchema>;

const columnPatch = z.strictObject({
  index: z.int().min(0),
  field: z.string().max(60).nullable().optional(),
  format: columnFormatSchema.optional(),
  otherwise: z.enum(choicesOfDecision).optional(),
});
const decisionPatch = z.strictObject({
  column: z.int().min(0),
  value: z.string().max(255),
  decision: z.enum(choicesOfDecision),
  useId: z.string().max(60).optional(),
});
const filePatch = z.strictObject({
  index: z.int().min(0),
  use: z.enum(['records', 'people', 'aside']).optional(),
  noun: z.string().max(60).nullable().optional(),
  encoding: z.enum(encodings).optional(),
  separator: z.enum(separators).optional(),
  hasHeader: z.boolean().optional(),
  mode: z.enum(importModes).optional(),
  matchFields: z.array(z.string().max(60)).max(3).optional(),
  columns: z.array(columnPatch).max(200).optional(),
  constants: z.array(constantSchema).max(20).optional(),
  composed: z.array(composedSchema).max(5).optional(),
  decisions: z.array(decisionPatch).max(200).optional(),
});

/** Only what is named is changed; `columns` and `decisions` are merged with what is there. */
export const importPatchSchema = z
  .strictObject({
    name: singleLine(120).optional(),
    runsRules: z.boolean().optional(),
    /** Files in the order in which they shall be written, by their index. */
    order: z.array(z.int().min(0)).max(maxImportFiles).optional(),
    files: z.array(filePatch).max(maxImportFiles).optional(),
  })
  .meta({ id: 'ImportPatch' });
export type ImportPatch = z.infer<typeof importPatchSchema>;

export const rowKinds = ['create', 'update', 'skip', 'wrong'] as const;
export type RowKind = (typeof rowKinds)[number];
const plannedRowSchema = z
  .object({
    row: z.int().meta({ description: 'As a spreadsheet counts: the heading is row 1' }),
    kind: z.enum(rowKinds),
    noun: z.string(),
    id: z.string().optional().meta({ description: 'The record that is changed, or will be made' }),
    title: z.string(),
    values: z.record(z.string(), z.unknown()),
    /** With `update`: what would change. */
    changes: z
      .array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
      .optional(),
    /** Why it is skipped or wrong. */
    reasons: z.array(z.string()),
  })
  .meta({ id: 'ImportRow' });
export type ImportRow = z.infer<typeof plannedRowSchema>;

const started = z.object({ import: record, jobId: recordId });
const step = <const N extends string>(name: N, summary: string) =>
  ({
    method: 'POST',
    path: `/v1/imports/{id}/${name}`,
    permission: 'import:update',
    area: 'import',
    summary,
    params: idParams,
    ifMatch: true,
  }) as const;

export const importRoutes = {
  get,
  list,
  count,
  groups,
  timeline,
  history,
  create: defineRoute({
    method: 'POST',
    path: '/v1/imports',
    permission: 'import:create',
    area: 'import',
    summary: 'Begin an import: answers with a form for the upload of each file',
    body: z.strictObject({
      name: singleLine(120).optional(),
      files: z
        .array(z.strictObject({ name: singleLine(255), sizeBytes: z.int().min(1).max(maxImportBytes) }))
        .min(1)
        .max(maxImportFiles),
    }),
    response: z.object({ import: record, uploads: z.array(uploadSchema) }),
    status: 201,
  }),
  uploads: defineRoute({
    method: 'POST',
    path: '/v1/imports/{id}/uploads',
    permission: 'import:update',
    area: 'import',
    summary: 'Fresh upload forms for the files that have not arrived',
    params: idParams,
    response: z.object({ uploads: z.array(uploadSchema) }),
  }),
  inspect: defineRoute({
    ...step(
      'inspect',
      'Recognise encoding, separator, nouns, columns and formats of the uploaded files and propose a mapping',
    ),
    response: record,
  }),
  update: defineRoute({
    method: 'PATCH',
    path: '/v1/imports/{id}',
    permission: 'import:update',
    area: 'import',
    summary: 'Change the mapping, the decisions or the order; a plan that was made is void',
    params: idParams,
    body: importPatchSchema,
    response: record,
    ifMatch: true,
  }),
  plan: defineRoute({
    ...step('plan', 'Work out what would be created, updated, skipped or wrong; writes no records'),
    response: started,
    status: 202,
  }),
  apply: defineRoute({ ...step('apply', 'Write what the plan says'), response: started, status: 202 }),
  undo: defineRoute({
    ...step('revert', 'Undo the import: created records go to the bin, updated ones get their old values'),
    response: started,
    status: 202,
  }),
  cancel: defineRoute({ ...step('cancel', 'Stop the job that is under way, or give the import up'), response: record }),
  rows: defineRoute({
    method: 'GET',
    path: '/v1/imports/{id}/rows',
    permission: 'import:read',
    area: 'import',
    summary: 'Rows of the plan, in the order in which they are written',
    params: idParams,
    query: z.strictObject({
      file: z.coerce.number().int().min(0).optional(),
      kind: z.enum(rowKinds).optional(),
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    response: z.object({
      items: z.array(plannedRowSchema),
      cursor: z.string().optional(),
      refs: list.response.shape.refs,
    }),
  }),
  errorFile: defineRoute({
    method: 'GET',
    path: '/v1/imports/{id}/errors',
    permission: 'import:read',
    area: 'import',
    summary: 'Address of a CSV with every wrong row of a file and why, for five minutes; only for who began the import',
    params: idParams,
    query: z.strictObject({ file: z.coerce.number().int().min(0).optional() }),
    response: z.object({ url: z.string(), fileName: z.string() }),
  }),
};
