import * as z from 'zod';
import { predicateSchema } from '../predicate/predicate.ts';
import { customKinds } from './custom-field.ts';

/** A custom field as clients get it, so that they can show, edit and filter by it like any other. */
export const fieldDefinitionSchema = z
  .object({
    id: z.string(),
    key: z.string().meta({ description: 'Key in records, begins with `x_`' }),
    label: z.string(),
    kind: z.enum(customKinds.map((k) => k.id)),
    order: z.number(),
    options: z
      .array(
        z.object({
          id: z.string(),
          label: z.string(),
          tone: z.string().optional(),
          isRetired: z.boolean().optional().meta({ description: 'Stays where it was chosen, cannot be chosen anew' }),
        }),
      )
      .optional(),
    target: z.string().optional().meta({ description: 'Noun that a link points at' }),
    section: z.string().optional(),
    help: z.string().optional(),
    isRequired: z.boolean().optional(),
    requiredWhen: predicateSchema.optional(),
    visibleWhen: predicateSchema.optional(),
    isSearchable: z.boolean().optional(),
    sensitivity: z.string().optional(),
    isRetired: z.boolean().optional().meta({ description: 'Takes no values; names those that records still have' }),
  })
  .meta({ id: 'CustomFieldDefinition' });
