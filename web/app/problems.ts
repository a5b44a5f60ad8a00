import type { ProblemCode, ProblemError } from '#shared/contract/problem.ts';
import { said, saidOf } from '#web/lib/said.ts';
import { showToast } from '#web/ui/toast.tsx';
import { strings } from './strings.ts';

/** The problem that an error is, where the API answered with one. */
export const problemOf = (error: unknown): ProblemError | undefined =>
  error instanceof Error && error.name === 'ProblemError' && 'code' in error
    ? // known by its name, because two bundles have two classes
      (error as ProblemError)
    : undefined;

/** Details follow the name of their field, and stand alone here. */
const asSentence = (detail: string): string => {
  const translated = said(detail);
  const words = translated.charAt(0).toUpperCase() + translated.slice(1);
  return /[.!?]$/.test(words) ? words : `${words}.`;
};

/** The record that has a value already which must be of one record only, where the person may know of it. */
export const existingOf = (error: unknown): string | undefined => {
  const id = problemOf(error)?.more['existingId'];
  return typeof id === 'string' ? id : undefined;
};

/** Problems that say nothing of their own: what they are says as much in every language. */
const plain: ReadonlySet<string> = new Set<ProblemCode>([
  'unauthenticated',
  'not-found',
  'method-not-allowed',
  'version-conflict',
  'payload-too-large',
  'unsupported-media-type',
  'idempotency-mismatch',
  'precondition-required',
  'too-many-requests',
  'internal',
  'unavailable',
]);
const otherwise = ({ code, message }: ProblemError): string => (plain.has(code) ? strings.problems[code] : message);

/** What went wrong, in words for the person. */
export const messageOf = (error: unknown): string => {
  const problem = problemOf(error);
  if (!problem) return strings.error.title;
  const details = problem.issues.map((issue) => asSentence(issue.detail)).join(' ');
  return (
    details || (problem.message && (saidOf(problem.message) ?? otherwise(problem))) || strings.problems[problem.code]
  );
};

/** Which request it was, to be told to whoever looks after the system. */
export const requestOf = (error: unknown): string | undefined => {
  const id = problemOf(error)?.more['requestId'];
  return typeof id === 'string' ? strings.error.request(id) : undefined;
};

/** What is wrong with which field: JSON pointers of the issues, by the first part of the pointer. */
export const fieldErrors = (error: unknown): Readonly<Record<string, string>> => {
  const problem = problemOf(error);
  const issues = (problem?.issues ?? []).map(
    (issue) => [issue.pointer.split('/')[1] ?? '', said(issue.detail)] as const,
  );
  const field = problem?.code === 'duplicate' ? problem.more['field'] : undefined;
  return Object.fromEntries([
    ...issues,
    ...(typeof field === 'string' ? [[field, strings.problems.duplicate] as const] : []),
  ]);
};

/** Says that a change did not come about, and why; leads to the record that stands in the way. */
export const showProblem = (error: unknown, existingHref?: string): void =>
  showToast({
    title: strings.error.notSaved,
    detail: problemOf(error)?.code === 'duplicate' ? strings.problems.duplicate : messageOf(error),
    isError: true,
    ...(existingHref !== undefined && { link: { label: strings.create.existing, href: existingHref } }),
  });
