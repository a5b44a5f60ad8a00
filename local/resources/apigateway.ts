import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { HttpApis } from '../http-api/http-api.ts';
import type { Resource, ResourceTable } from '../resource.ts';

const strings = z.array(z.string()).default([]);
const cors = z.object({
  AllowCredentials: z.boolean().default(false),
  AllowHeaders: strings,
  AllowMethods: strings,
  AllowOrigins: strings,
  ExposeHeaders: strings,
  MaxAge: z.coerce.number().optional(),
});
const route = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: strings,
});
const integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().default(30_000),
});
const authorizer = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.array(z.literal('$request.header.Authorization')),
  JwtConfiguration: z.object({ Audience: z.array(z.string()), Issuer: z.string() }),
});

type Needs = { readonly http: HttpApis };

/** HTTP APIs of the template. The stage is `$default`. */
export const apigatewayResources: ResourceTable<Needs> = {
  'AWS::ApiGatewayV2::Api': {
    properties: [
      'ApiKeySelectionExpression',
      'CorsConfiguration',
      'Description',
      'DisableExecuteApiEndpoint',
      'DisableSchemaValidation',
      'IpAddressType',
      'Name',
      'ProtocolType',
      'RouteSelectionExpression',
      'Tags',
      'Version',
    ],
    physicalId: (r) => shortId(r),
    attributes: {
      ApiId: (r) => r.physicalId,
      ApiEndpoint: (r) => `https://${apiHost(r.physicalId, r.arnBase.region)}`,
    },
    create(r, { http }) {
      if (r.properties.ProtocolType !== 'HTTP')
        throw new Error(`${r.logicalId}: only APIs of the protocol HTTP are known to the local runtime.`);
      const given = cors.optional().parse(r.properties.CorsConfiguration);
      http.createApi(
        r.physicalId,
        given === undefined
          ? undefined
          : {
              allowOrigins: given.AllowOrigins,
              allowMethods: given.AllowMethods,
              allowHeaders: given.AllowHeaders,
              exposeHeaders: given.ExposeHeaders,
              allowCredentials: given.AllowCredentials,
              ...(given.MaxAge === undefined ? {} : { maxAgeSeconds: given.MaxAge }),
            },
      );
    },
  },
  'AWS::ApiGatewayV2::Authorizer': {
    properties: [...Object.keys(authorizer.shape), 'ApiId', 'Name'],
    physicalId: (r) => shortId(r),
    attributes: { AuthorizerId: (r) => r.physicalId },
    create(r, { http }) {
      const { JwtConfiguration: jwt } = authorizer.parse(r.properties);
      http.createAuthorizer(r.physicalId, { issuer: jwt.Issuer, audience: jwt.Audience });
    },
  },
  'AWS::ApiGatewayV2::Integration': {
    properties: [...Object.keys(integration.shape), 'ApiId', 'Description', 'IntegrationMethod'],
    physicalId: (r) => shortId(r),
    attributes: { IntegrationId: (r) => r.physicalId },
    create(r, { http }) {
      const properties = integration.parse(r.properties);
      http.createIntegration(r.physicalId, properties.IntegrationUri, properties.TimeoutInMillis);
    },
  },
  'AWS::ApiGatewayV2::Route': {
    properties: [...Object.keys(route.shape), 'ApiKeyRequired', 'OperationName'],
    physicalId: (r) => shortId(r),
    attributes: { RouteId: (r) => r.physicalId },
    create(r, { http }) {
      const properties = route.parse(r.properties);
      if (properties.AuthorizationType === 'JWT' && properties.AuthorizerId === undefined)
        throw new Error(`${r.logicalId}: a route with JWT authorization names its authorizer.`);
      http.createRoute(properties.ApiId, {
        key: properties.RouteKey,
        target: {
          integrationId: properties.Target.replace(/^integrations\//, ''),
          scopes: properties.AuthorizationScopes,
          ...(properties.AuthorizationType === 'JWT' && properties.AuthorizerId !== undefined
            ? { authorizerId: properties.AuthorizerId }
            : {}),
        },
      });
    },
  },
};

/** Host of an API; distributions name it as their origin. */
export function apiHost(apiId: string, region: string): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}

function shortId(r: Omit<Resource, 'physicalId'>): string {
  return createHash('sha256').update(`${r.stack}/${r.logicalId}`).digest('hex').slice(0, 10);
}
