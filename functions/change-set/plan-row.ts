import { detailOf, hasChanged } from '#functions/batch/write-group.ts';
import type { Context } from '#functions/platform/context.ts';
import { bookkeeping, canonicalJson } from '#functions/platform/event-hash.ts';
import type { Prepared } from '#functions/platform/prepare-write.ts';
import type { StoredRecord } from '#functions/platform/stored.ts';
import type { ChangeSetRow } from '#shared/change-set/change-set.routes.ts';
import type { ChangeCounts, ChangeKind } from '#shared/change-set/change-set.ts';
import { type Entity, titleOf } from '#shared/contract/entity.ts';
import { isProblem, notFound, type ProblemError } from '#shared/contract/problem.ts';
import type { Left } from '#shared/job/left.ts';

const maxText = 300;
const maxJson = 2000;

/** A value as a plan shows it; long ones are cut, since a plan has very many. */
const shown = (value: unknown): unknown => {
  if (typeof value === 'string') return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
  return typeof value === 'object' && JSON.stringify(value).length > maxJson ? '…' : value;
};

const changesOf = ({ change }: Prepared, { policy }: Context): ChangeSetRow['changes'] => {
  const before = change.before?.record;
  if (!before) return [];
  return Object.keys({ ...before, ...change.after })
    .filter((f) => !bookkeeping.has(f) && canonicalJson(before[f] ?? null) !== canonicalJson(change.after[f] ?? null))
    .filter((f) => policy.readable(change.entity.noun, f))
    .map((field) => ({
      field,
      ...(before[field] !== undefined && { before: shown(before[field]) }),
      ...((change.after[field] ?? null) !== null && { after: shown(change.after[field]) }),
    }));
};

type Base = Pick<ChangeSetRow, 'noun' | 'id' | 'title'>;

/** What tells a record in a plan, as far as the actor may know it: of others nothing but the id. */
export const baseOf = (entity: Entity, id: string, stored: StoredRecord | undefined, { policy }: Context): Base => {
  const { noun } = entity;
  const isKnown = stored !== undefined && policy.may(noun, 'read', stored.record);
  return { noun, id, title: isKnown ? titleOf(entity, policy.project(noun, stored.record)).slice(0, 255) : '' };
};

/** A record that changes, or stays as it is where nothing is `prepared` or nothing differs. */
export const rowOf = (base: Base, prepared: Prepared | undefined, context: Context): ChangeSetRow =>
  prepared && hasChanged(prepared)
    ? { kind: 'change', ...base, changes: changesOf(prepared, context) }
    : { kind: 'unchanged', ...base, changes: [] };

/** A record that stays for a reason; `refused` where another person might. */
export const stayingRow = (base: Base, reason: string, isForbidden: boolean): ChangeSetRow => ({
  kind: isForbidden ? 'refused' : 'wrong',
  ...base,
  changes: [],
  reason: reason.slice(0, maxText),
});

const isKnowing = ({ code }: ProblemError): boolean => code !== notFound().code;

/** The row of a record whose change was refused; anything that is no problem is thrown on. */
export const refusedRow = (base: Base, error: unknown): ChangeSetRow => {
  if (!isProblem(error) || error.status >= 500) throw error;
  return stayingRow(isKnowing(error) ? base : { ...base, title: '' }, detailOf(error), error.code === 'forbidden');
};

export const noCounts: ChangeCounts = { total: 0, change: 0, unchanged: 0, refused: 0, wrong: 0 };

export const countRows = (counts: ChangeCounts, rows: readonly { readonly kind: ChangeKind }[]): ChangeCounts => {
  const next = { ...counts, total: counts.total + rows.length };
  for (const { kind } of rows) next[kind]++;
  return next;
};

/** The first of what stays for a reason, as the change set's record names it. */
export const problemsIn = (rows: readonly ChangeSetRow[]): Left[] =>
  rows.flatMap(({ noun, id, title, reason }) => (reason === undefined ? [] : [{ noun, id, title, detail: reason }]));
