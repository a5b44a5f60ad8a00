import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isProblem, ProblemError } from '#shared/contract/problem.ts';
import { CommitRefused } from './commit.ts';
import { RecordTooLarge } from './plan-change.ts';
import type { Log } from './ports.ts';
import { Throttled, TransactionRefused } from './table.ts';

/** What a failure is to the caller; what is no problem of ours is `internal`. */
export const problemOf = (error: unknown): ProblemError => {
  if (isProblem(error)) return error;
  if (error instanceof RecordTooLarge)
    return new ProblemError('payload-too-large', 'The record would be larger than 64 KB.');
  if (error instanceof Throttled || (error instanceof TransactionRefused && error.isConflict))
    return new ProblemError('unavailable', 'There is too much to do just now. Try again in a moment.', {
      cause: error,
    });
  if (error instanceof CommitRefused)
    return new ProblemError('conflict', 'Something changed meanwhile. Read again and repeat.', { cause: error });
  return new ProblemError('internal', 'The error was logged. Give the request id when you ask about it.', {
    cause: error,
  });
};

/** Turns what was thrown into `application/problem+json`. What is no problem of ours is logged and becomes a bare 500. */
export const problemDetails = (log: Log): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => ({
  onError: (request) => {
    const problem = problemOf(request.error);
    const requestId = request.event.requestContext.requestId;
    if (problem.status >= 500)
      log.error('request failed', {
        requestId,
        code: problem.code,
        error: request.error?.stack?.slice(0, 1500) ?? String(request.error),
      });
    request.response = {
      statusCode: problem.status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'x-request-id': requestId,
        ...(problem.code === 'unavailable' && { 'retry-after': '1' }),
        ...(problem.code === 'too-many-requests' && { 'retry-after': '60' }),
        ...(problem.code === 'method-not-allowed' && { allow: String(problem.more.allow ?? '') }),
      },
      body: JSON.stringify(problem.toBody()),
    };
  },
});
