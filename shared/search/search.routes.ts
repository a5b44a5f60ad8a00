import * as z from 'zod';
import { defineRoute } from '../contract/route.ts';

export const searchRoutes = {
  search: defineRoute({
    method: 'GET',
    path: '/v1/search',
    permission: 'signed-in:any',
    area: 'query',
    summary:
      'Search all nouns at once: words, parts of words, e-mails and phones in any spelling, small typos forgiven',
    query: z.strictObject({
      q: z.string().min(1).max(200),
      nouns: z.string().max(300).optional().meta({ description: 'Only these, by commas' }),
      limit: z.coerce.number().int().min(1).max(20).optional(),
      'at-least': z.string().max(2000).optional(),
    }),
    response: z.object({
      hits: z.array(
        z.object({
          noun: z.string(),
          id: z.string(),
          title: z.string(),
          /** A second line that tells it from others of the same name. */
          hint: z.string(),
          /** The field that matched and the part of it, where it is not the title. */
          match: z.object({ field: z.string(), text: z.string() }).optional(),
        }),
      ),
    }),
  }),
};
