import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';
import { standardRoutes } from '../contract/standard-routes.ts';
import { singleLine } from '../contract/text.ts';
import { lead } from './lead.ts';

const standard = standardRoutes(lead);

/** Name of a form on a web site, as its owner chose it. */
const formName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and hyphens');
const words = (max: number) => z.string().max(max).optional();

export const leadRoutes = {
  ...standard,
  assign: defineRoute({
    method: 'POST',
    path: '/v1/leads/{id}/assign',
    permission: 'lead:assign',
    area: 'sales',
    summary: 'Give a lead to a person, or to whom the rules choose',
    params: z.strictObject({ id: recordId }),
    body: z.strictObject({ ownerId: recordId.optional(), reason: singleLine(500).optional() }),
    response: standard.get.response,
    ifMatch: true,
    idempotent: true,
  }),
  formToken: defineRoute({
    method: 'GET',
    path: '/v1/public/leads/token',
    permission: null,
    area: 'public',
    summary: 'A signed token that a web form fetches when it is shown and sends along',
    query: z.strictObject({ form: formName }),
    response: z.object({ token: z.string() }),
  }),
  submit: defineRoute({
    method: 'POST',
    path: '/v1/public/leads',
    permission: null,
    area: 'public',
    summary: 'A lead from a web form; answers alike whatever became of it',
    body: z.strictObject({
      form: formName,
      token: z.string().max(500),
      name: words(255),
      email: words(254),
      phone: words(40),
      company: words(255),
      title: words(255),
      country: words(60),
      region: words(60),
      industry: words(255),
      message: words(5000),
      utm: z.record(z.string().max(20), z.string().max(120)).optional(),
      /** Left empty by people, filled in by machines. */
      website: words(500),
    }),
    response: z.object({ accepted: z.literal(true) }),
    status: 202,
    maxBodyBytes: 32 * 1024,
  }),
};
