import type { AwsRequest, AwsResponse } from '../service.ts';
import { AwsError } from './aws-error.ts';
import type { Operation } from './operations.ts';

/**
 * Answers one request of an AWS JSON service (awsJson1_0 and 1_1): the operation is in `X-Amz-Target`, the input is the body.
 * An `AwsError` becomes its typed error, anything else a logged `InternalFailure`.
 */
export async function answerJson(
  request: AwsRequest,
  operations: Readonly<Record<string, Operation>>,
  log: (message: string) => void,
): Promise<AwsResponse> {
  const operation = request.target === undefined ? undefined : operations[request.target];
  try {
    if (operation === undefined) throw new AwsError('UnknownOperationException', `Unknown operation ${request.target}`);
    return jsonResponse(200, (await operation(parseJsonObject(request.body))) ?? {});
  } catch (error) {
    return jsonError(error, log);
  }
}

/** A body that must be a JSON object; an empty one counts as `{}`. */
export function parseJsonObject(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
  return { ...value };
}

export function jsonResponse(status: number, body: unknown): AwsResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

/** A failure as both JSON protocols word it: `__type` and header for the code, the message in either spelling. */
export function jsonError(error: unknown, log: (message: string) => void): AwsResponse {
  if (!(error instanceof AwsError)) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return jsonError(new AwsError('InternalFailure', 'The request failed because of an internal error.', 500), log);
  }
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ ...error.fields, __type: error.code, message: error.message, Message: error.message }),
  };
}
