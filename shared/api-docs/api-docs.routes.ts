import * as z from 'zod';
import { defineRoute } from '../contract/route.ts';

export const apiDocsRoutes = {
  openapi: defineRoute({
    method: 'GET',
    path: '/v1/openapi.json',
    permission: null,
    area: 'public',
    summary: 'This API as an OpenAPI 3.1 document',
    response: z.record(z.string(), z.unknown()),
  }),
  events: defineRoute({
    method: 'GET',
    path: '/v1/events.json',
    permission: null,
    area: 'public',
    summary: 'Every event that Rapport publishes, with the JSON Schema of its data',
    response: z.record(z.string(), z.unknown()),
  }),
  page: defineRoute({
    method: 'GET',
    path: '/v1/docs',
    permission: null,
    area: 'public',
    summary: 'This API as a page to read',
    response: z.string(),
    produces: 'text/html; charset=utf-8',
  }),
  style: defineRoute({
    method: 'GET',
    path: '/v1/docs.css',
    permission: null,
    area: 'public',
    summary: 'Style of the page of this API',
    response: z.string(),
    produces: 'text/css; charset=utf-8',
  }),
  config: defineRoute({
    method: 'GET',
    path: '/config.json',
    permission: null,
    area: 'public',
    summary: 'What a client needs to sign in: issuer, client ids, and when local the AWS endpoint',
    response: z.object({
      issuer: z.string(),
      clientId: z.string(),
      mobileClientId: z.string(),
      region: z.string(),
      userPoolId: z.string(),
      stage: z.string(),
      /** Origin of the managed login pages. */
      loginUrl: z.string(),
      /** Live updates over AppSync Events: its HTTP endpoint, whose host is part of the authorization, and its WebSocket. */
      live: z.object({ http: z.string(), realtime: z.string() }),
      awsEndpoint: z.string().optional(),
    }),
  }),
};
