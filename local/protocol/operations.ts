import type * as z from 'zod';
import { AwsError } from './aws-error.ts';

/** One operation of an AWS API: takes the request's fields, gives the response's. */
export type Operation = (input: Readonly<Record<string, unknown>>) => unknown;

/**
 * An operation whose input is parsed first. Unknown fields are dropped, as an endpoint that is older than
 * its client would do; what does not fit the schema is a `ValidationException`, or `code` where given.
 */
export function operation<S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>) => unknown,
  code = 'ValidationException',
): Operation {
  return (input) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw new AwsError(code, validationMessage(parsed.error));
    return run(parsed.data);
  };
}

/** Words a failed parse the way AWS's services do. */
export function validationMessage(error: z.ZodError): string {
  const count = error.issues.length;
  const details = error.issues.map(
    (issue) => `Value at '${issue.path.map(String).join('.')}' failed to satisfy constraint: ${issue.message}`,
  );
  return `${count} validation error${count === 1 ? '' : 's'} detected: ${details.join('; ')}`;
}
