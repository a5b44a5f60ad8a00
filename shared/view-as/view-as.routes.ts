import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { listQuery, refTitles } from '../contract/standard-routes.ts';
import { actions, fieldAccessSchema, scopes } from '../policy/grant.ts';

const params = z.strictObject({ kind: z.enum(['user', 'role']), id: recordId });

// Granted by `viewAs`, which only a role that may read everything has, or one that names it. What is answered is narrowed by what the
// caller may see themselves, so that it never opens anything.
export const viewAsRoutes = {
  rights: defineRoute({
    method: 'GET',
    path: '/v1/view-as/{kind}/{id}',
    permission: 'viewAs:read',
    area: 'platform',
    summary: 'What a person, or somebody with this one role, may do and see, all roles taken together',
    params,
    response: z.object({
      name: z.string(),
      maySignIn: z.boolean(),
      nouns: z.array(
        z.object({
          noun: z.string(),
          scopes: z.partialRecord(z.enum(actions), z.enum(scopes)).meta({ description: 'How far each action reaches' }),
        }),
      ),
      fields: z.array(fieldAccessSchema).meta({ description: 'Fields that are limited' }),
    }),
  }),
  records: defineRoute({
    method: 'GET',
    path: '/v1/view-as/{kind}/{id}/records',
    permission: 'viewAs:read',
    area: 'query',
    summary: 'The first records of a noun as a person, or somebody with this one role, sees them',
    params,
    query: listQuery
      .pick({ filter: true, q: true, sort: true, columns: true, deleted: true, 'at-least': true })
      .extend({
        noun: z.string().regex(/^[a-z][a-zA-Z]{1,40}$/, 'must be a noun'),
        limit: z.coerce.number().int().min(1).max(50).optional(),
      }),
    response: z.object({
      items: z.array(z.record(z.string(), z.unknown())),
      total: z.int(),
      refs: refTitles,
    }),
  }),
};
