import * as z from 'zod';
import { defineRoute } from '../contract/route.ts';
import { fieldDefinitionSchema } from '../custom-field/definition-schema.ts';
import { fieldAccessSchema, grantSchema } from '../policy/grant.ts';
import { user } from '../user/user.ts';

const { name, title, phone, timeZone, locale, isAvailable, awayUntil, signature } = user.fields;

/** What everybody may say of themselves, unless a role keeps them from a field. */
const profile = z.strictObject({
  name: name.schema.optional(),
  title: title.schema.nullable().optional(),
  phone: phone.schema.nullable().optional(),
  timeZone: timeZone.schema.nullable().optional(),
  locale: locale.schema.nullable().optional(),
  isAvailable: isAvailable.schema.optional(),
  awayUntil: awayUntil.schema.nullable().optional(),
  signature: signature.schema.nullable().optional(),
});

export const meRoutes = {
  update: defineRoute({
    method: 'PATCH',
    path: '/v1/me',
    permission: 'signed-in:any',
    area: 'platform',
    summary: 'Change what one may say of oneself: name, phone, time zone, language, whether one takes new leads',
    body: profile,
    fieldsOf: user,
    response: z.record(z.string(), z.unknown()),
    ifMatch: true,
  }),
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
