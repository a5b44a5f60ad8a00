import * as z from 'zod';
import { envelopeSchema } from '../contract/event.ts';
import { defineRoute } from '../contract/route.ts';

export const changesRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/changes',
    permission: 'signed-in:any',
    area: 'platform',
    summary:
      'Changes since a cursor, for clients that keep a copy: at least once, in any order within a minute, only what one may read',
    query: z.strictObject({
      since: z
        .string()
        .max(2000)
        .optional()
        .meta({ description: 'Cursor of the answer before; absent: from the beginning' }),
      nouns: z.string().max(300).optional().meta({ description: 'Only these, by commas' }),
      limit: z.coerce.number().int().min(1).max(500).optional(),
    }),
    response: z.object({ items: z.array(envelopeSchema), cursor: z.string(), hasMore: z.boolean() }),
  }),
};
