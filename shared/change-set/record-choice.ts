import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { predicateSchema } from '../predicate/predicate.ts';
import { maxChanged } from './change-set.ts';

/** Records as a list is narrowed to them: its filter, its search words, and whether it shows the bin. */
export const recordSelectionSchema = z
  .strictObject({
    filter: predicateSchema.optional(),
    q: z.string().max(200).optional(),
    deleted: z.boolean().optional(),
  })
  .meta({ id: 'RecordSelection' });
export type RecordSelection = z.infer<typeof recordSelectionSchema>;

/** Records by their ids or by a selection; one of the two. */
export const recordChoice = {
  noun: z.string().max(60),
  ids: z.array(recordId).min(1).max(maxChanged).optional(),
  selection: recordSelectionSchema.optional(),
};
export type RecordChoice = {
  readonly noun: string;
  readonly ids?: readonly string[] | undefined;
  readonly selection?: RecordSelection | undefined;
};
/** A body with as many ids as are possible fits. */
export const maxChoiceBytes = 2_000_000;
