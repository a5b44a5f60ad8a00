import * as z from 'zod';
import { defineRoute } from '../contract/route.ts';
import { fieldDefinitionSchema } from '../custom-field/definition-schema.ts';
import { fieldAccessSchema, grantSchema } from '../policy/grant.ts';

export const meRoutes = {
  get: defineRoute({
    method: 'GET',
    path: '/v1/me',
    permission: 'signed-in:any',
    area: 'platform',
    summary: 'The person who is signed in, what they may do, and the settings they work under',
    response: z.object({
      user: z.record(z.string(), z.unknown()),
      grants: z.array(grantSchema),
      fieldAccess: z.array(fieldAccessSchema),
      settings: z.record(z.string(), z.unknown()),
      customFields: z
        .record(z.string(), z.array(fieldDefinitionSchema))
        .meta({ description: 'Fields that administrators added, by noun, as far as they are not hidden' }),
    }),
  }),
};
