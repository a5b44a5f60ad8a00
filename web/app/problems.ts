import type { ProblemError } from '#shared/contract/problem.ts';
import { showToast } from '#web/ui/toast.tsx';
import { strings } from './strings.ts';

/** The problem that an error is, where the API answered with one. */
export const problemOf = (error: unknown): ProblemError | undefined =>
  error instanceof Error && error.name === 'ProblemError' && 'code' in error
    ? // known by its name, because two bundles have two classes
      (error as ProblemError)
    : undefined;

/** What went wrong, in words for the person. */
export const messageOf = (error: unknown): string => {
  const problem = problemOf(error);
  if (!problem) return strings.error.title;
  const said = problem.issues.map((issue) => issue.detail).join(' ');
  return said || problem.message || strings.problems[problem.code];
};

/** Which request it was, to be told to whoever looks after the system. */
export const requestOf = (error: unknown): string | undefined => {
  const id = problemOf(error)?.more['requestId'];
  return typeof id === 'string' ? strings.error.request(id) : undefined;
};

/** What is wrong with which field: JSON pointers of the issues, by the first part of the pointer. */
export const fieldErrors = (error: unknown): Readonly<Record<string, string>> => {
  const problem = problemOf(error);
  const issues = (problem?.issues ?? []).map((issue) => [issue.pointer.split('/')[1] ?? '', issue.detail] as const);
  const field = problem?.code === 'duplicate' ? problem.more['field'] : undefined;
  return Object.fromEntries([
    ...issues,
    ...(typeof field === 'string' ? [[field, strings.problems.duplicate] as const] : []),
  ]);
};

/** Says that a change did not come about, and why. */
export const showProblem = (error: unknown): void =>
  showToast({ title: strings.error.notSaved, detail: messageOf(error), isError: true });
