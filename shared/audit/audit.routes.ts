import * as z from 'zod';
import { fieldKeyPattern } from '../contract/custom-key.ts';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { refTitles, timelineEntrySchema } from '../contract/standard-routes.ts';

const noun = z.string().regex(/^[a-z][a-zA-Z]{1,40}$/, 'must be a noun');

/** One change of one record, as the audit log tells it. */
const auditEntry = timelineEntrySchema
  .omit({ record: true, reason: true })
  .extend({ version: z.int().meta({ description: 'The version that the change made' }) })
  .meta({ id: 'AuditEntry' });

// Granted by the noun `audit`, which has no records: only a role that may read everything (`*`), or names it, has it.
export const auditRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/audit',
    permission: 'audit:read',
    area: 'query',
    summary: 'Every change of every record, newest first, as far as one may read the records and their fields',
    query: z.strictObject({
      q: z.string().max(200).optional().meta({ description: 'Words in the titles of the records' }),
      actor: z.string().min(1).max(60).optional().meta({ description: 'Id of whoever did it' }),
      noun: noun.optional(),
      record: recordId.optional(),
      field: z
        .string()
        .regex(fieldKeyPattern)
        .optional()
        .meta({ description: 'Changes of this field; needs the noun' }),
      kinds: z
        .string()
        .regex(/^[a-zA-Z-]{1,40}(,[a-zA-Z-]{1,40}){0,19}$/, 'must be verbs by commas')
        .optional()
        .meta({ description: 'Kinds of changes, by commas: created, updated, removed, …' }),
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional().meta({ description: 'Up to this instant, itself included' }),
      before: recordId.optional().meta({ description: 'Where the page before ended' }),
      limit: z.coerce.number().int().min(1).max(100).optional(),
      'at-least': z.string().max(2000).optional(),
    }),
    response: z.object({ items: z.array(auditEntry), cursor: z.string().optional(), refs: refTitles }),
  }),
  verify: defineRoute({
    method: 'GET',
    path: '/v1/audit/{noun}/{id}/verify',
    permission: 'audit:read',
    area: 'platform',
    summary: 'Check the chain of hashes of one record: whether all its changes are there as they were written',
    params: z.strictObject({ noun, id: recordId }),
    response: z.object({
      noun: z.string(),
      recordId: z.string(),
      changes: z.int().meta({ description: 'How many changes the record has' }),
      fault: z
        .object({ version: z.int(), what: z.string() })
        .optional()
        .meta({ description: 'The first thing that is wrong; absent: the chain is unbroken' }),
    }),
  }),
};
