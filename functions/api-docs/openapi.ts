import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { problemCatalog } from '#shared/contract/problem.ts';
import type { RouteSpec } from '#shared/contract/route.ts';

type Named = { readonly feature: string; readonly name: string; readonly route: RouteSpec };

const problemSchema = z
  .looseObject({
    type: z.string(),
    code: z.enum(Object.keys(problemCatalog) as [string, ...string[]]),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    issues: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const headersOf = (route: RouteSpec): z.ZodObject | undefined => {
  const shape: Record<string, z.ZodType> = {};
  if (route.ifMatch) shape['If-Match'] = z.string().meta({ description: 'Version of the record that is changed' });
  if (route.idempotent)
    shape['Idempotency-Key'] = z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'The same key within 24 hours has one effect and one answer' });
  return Object.keys(shape).length > 0 ? z.object(shape) : undefined;
};

const operationOf = ({ feature, name, route }: Named): ZodOpenApiOperationObject => {
  const header = headersOf(route);
  const ok = String(route.status ?? 200) as '200';
  return {
    operationId: `${feature}.${name}`,
    summary: route.summary,
    tags: [feature],
    ...(route.permission ? { security: [{ bearer: [] }], 'x-permission': route.permission } : { security: [] }),
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
      ...(header && { header }),
    },
    ...(route.body && { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [ok]: {
        description: 'OK',
        content: { [route.produces?.split(';')[0] ?? 'application/json']: { schema: route.response } },
      },
      default: { description: 'A problem', content: { 'application/problem+json': { schema: problemSchema } } },
    },
  };
};

/** New properties of an answer must not break an old client: only requests refuse what they do not know. */
const openAnswers = (schemas: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      if (/(Create|Patch|Predicate|Money|Address|Entry)$/.test(id) || typeof schema !== 'object' || schema === null)
        return [id, schema];
      const { additionalProperties, ...rest } = schema as Record<string, unknown>;
      return [id, additionalProperties === false ? rest : schema];
    }),
  );

/** The whole API as an OpenAPI 3.1 document. */
export const openApiDocument = (routes: readonly Named[]): Record<string, unknown> => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const named of routes) {
    const { path, method } = named.route;
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(named) };
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: { title: 'Rapport', version: '1', description: 'Plural nouns under /v1, JSON, problem details (RFC 9457).' },
    paths: paths as ZodOpenApiPathsObject,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  });
  const components = document.components ?? {};
  return { ...document, components: { ...components, schemas: openAnswers({ ...components.schemas }) } };
};
