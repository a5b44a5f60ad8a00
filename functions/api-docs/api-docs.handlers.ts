import * as z from 'zod';
import { required } from '#functions/platform/environment.ts';
import { implementPublic } from '#functions/platform/handle.ts';
import { apiDocsRoutes } from '#shared/api-docs/api-docs.routes.ts';
import { envelopeSchema, eventSource } from '#shared/contract/event.ts';
import { allEvents, allRoutes } from '#shared/registry.ts';
import { openApiDocument } from './openapi.ts';
import { docsPage, docsStyle } from './page.ts';

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const jsonSchema = (schema: z.ZodType): Record<string, unknown> => ({
  ...z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }),
});

const openapi = once(() => openApiDocument(allRoutes));
const events = once(() => ({
  source: eventSource,
  envelope: jsonSchema(envelopeSchema),
  events: allEvents.map(({ type, version, summary, data }) => ({ type, version, summary, data: jsonSchema(data) })),
}));
const page = once(() => docsPage(allRoutes));

export const apiDocsHandlers = [
  implementPublic(apiDocsRoutes.openapi, async () => openapi()),
  implementPublic(apiDocsRoutes.events, async () => events()),
  implementPublic(apiDocsRoutes.page, async () => page()),
  implementPublic(apiDocsRoutes.style, async () => docsStyle),
  implementPublic(apiDocsRoutes.config, async (_, { ports: { environment } }) => {
    const [clientId = '', mobileClientId = ''] = required(environment, 'CRM_CLIENT_IDS').split(',');
    return {
      issuer: required(environment, 'CRM_ISSUER'),
      clientId,
      mobileClientId,
      region: environment.AWS_REGION,
      userPoolId: required(environment, 'CRM_USER_POOL'),
      stage: environment.CRM_STAGE,
      loginUrl: required(environment, 'CRM_LOGIN_URL'),
      live: {
        http: required(environment, 'CRM_LIVE_URL'),
        realtime: required(environment, 'CRM_LIVE_SOCKET'),
      },
      ...(environment.CRM_STAGE === 'local' &&
        environment.AWS_ENDPOINT_URL && { awsEndpoint: environment.AWS_ENDPOINT_URL }),
    };
  }),
];
