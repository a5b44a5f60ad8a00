import type { AwsRequest, AwsResponse } from '../service.ts';
import { AwsError } from './aws-error.ts';
import { jsonError, jsonResponse, parseJsonObject } from './json-protocol.ts';
import type { Operation } from './operations.ts';

/** Operations of a REST JSON service by `METHOD /path/{Label}`; labels, query and body fields reach the operation as one record. */
export type RestOperations = Readonly<Record<string, Operation>>;

type Route = { readonly method: string; readonly parts: readonly string[]; readonly operation: Operation };

/** Makes the function that answers requests of an AWS REST JSON service. A path that nobody answers is an `UnknownOperationException`. */
export function restService(
  operations: RestOperations,
  log: (message: string) => void,
): (request: AwsRequest) => Promise<AwsResponse> {
  const routes = Object.entries(operations).map(([key, operation]): Route => {
    const [method = '', path = ''] = key.split(' ');
    return { method, parts: path.split('/'), operation };
  });
  return async (request) => {
    try {
      const given = request.path.replace(/(?<=.)\/$/, '').split('/');
      for (const route of routes) {
        const labels = route.method === request.method ? matchPath(route.parts, given) : undefined;
        if (labels === undefined) continue;
        const input = { ...queryInput(request.query), ...parseJsonObject(request.body), ...labels };
        return jsonResponse(200, (await route.operation(input)) ?? {});
      }
      throw new AwsError('UnknownOperationException', `Unknown operation ${request.method} ${request.path}`, 404);
    } catch (error) {
      return jsonError(error, log);
    }
  };
}

function matchPath(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? '';
    const label = /^\{(\w+)\}$/.exec(part)?.[1];
    if (label !== undefined && value !== '') labels[label] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return labels;
}

/** Query parameters; one that comes several times is a list. */
function queryInput(query: URLSearchParams): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    input[name] = values.length === 1 ? values[0] : values;
  }
  return input;
}
