import * as z from 'zod';
import { defineRoute } from '../contract/route.ts';
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
    }),
  }),
};
