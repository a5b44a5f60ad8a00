import * as z from 'zod';

/**
 * All that ever goes over a channel: something of this noun has changed, read it again. Without `id`: several have. Without `version`:
 * something about it that has none, such as who is looking at it.
 */
export const nudgeSchema = z.strictObject({
  noun: z.string(),
  id: z.string().optional(),
  version: z.int().optional(),
});
export type Nudge = z.infer<typeof nudgeSchema>;
