import * as z from 'zod';
import { recordId } from '../contract/field.ts';

/** A record that undoing left as it is, and why. */
export const leftSchema = z
  .strictObject({ noun: z.string(), id: recordId, title: z.string().max(255), detail: z.string().max(300) })
  .meta({ id: 'Left' });
export type Left = z.infer<typeof leftSchema>;
