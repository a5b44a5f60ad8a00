import type { JobRun } from '#functions/job/job-run.ts';
import { claimsOf } from '#functions/platform/claims.ts';
import { CommitRefused } from '#functions/platform/commit.ts';
import { canonicalJson } from '#functions/platform/event-hash.ts';
import { RecordTooLarge } from '#functions/platform/plan-change.ts';
import type { Prepared } from '#functions/platform/prepare-write.ts';
import type { ActorRef, AnyRecord } from '#shared/contract/entity.ts';
import type { ProblemError } from '#shared/contract/problem.ts';
import { type Pacer, unitsOf } from './pacer.ts';
import { claimCount, GroupTooLarge, itemCount, maxItems } from './transaction-size.ts';

/** A row that was planned and could not be written, by its place in its chunk. */
export type Failure = { readonly at: number; readonly detail: string; readonly isForbidden?: boolean };

/** A row that is ready to be written. */
export type Ready = { readonly at: number; readonly prepared: Prepared };

export type Written = {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
};

export type GroupParts<R> = {
  /** Prepares rows against what is there now; what is refused is named and left out. */
  readonly prepare: (rows: readonly R[]) => Promise<{ readonly ready: readonly Ready[]; readonly failures: Failure[] }>;
  /** What was only read is read anew. */
  readonly forget: () => void;
  readonly actor: ActorRef;
  /** What the events name as their cause. */
  readonly by: string;
  readonly run: JobRun;
  readonly pacer: Pacer;
};

const maxAttempts = 4;

/** What a problem says about a row, in one sentence. */
export const detailOf = (error: ProblemError): string =>
  (error.issues.length > 0 ? error.issues.map((i) => i.detail).join(' ') : error.message).slice(0, 300);

/**
 * Writes rows and how far the job is then in one transaction. A row that is refused (its value is taken, a reference has gone) is left out and
 * named, and the others are written. `cursorAfter` makes the cursor from what was written. Throws `GroupTooLarge`.
 */
export const writeGroup = async <R extends { readonly at: number }>(
  rows: readonly R[],
  { prepare, forget, actor, by, run, pacer }: GroupParts<R>,
  cursorAfter: (written: Written) => string,
): Promise<Written> => {
  const refused: Failure[] = [];
  let left = rows;
  for (let attempt = 0; ; attempt++) {
    const { ready, failures: wrong } = await prepare(left);
    const failures = [...refused, ...wrong].sort((a, b) => a.at - b.at);
    const changed = ready.filter((r) => hasChanged(r.prepared));
    const written: Written = {
      created: changed.filter((r) => !r.prepared.change.before).length,
      updated: changed.filter((r) => r.prepared.change.before).length,
      skipped: ready.length - changed.length,
      failures,
    };
    // with its claims and conditions it is more than a transaction takes: half of it now, the caller brings the rest again
    if (itemCount(changed.map((r) => r.prepared)) > maxItems && left.length > 1) throw new GroupTooLarge();
    const cursor = cursorAfter(written);
    if (changed.length === 0) {
      await run.save(cursor);
      return written;
    }
    await pacer.take(changed.reduce((sum, { prepared: { change } }) => sum + unitsOfChange(change), 0));
    try {
      await run.commit(
        {
          actor,
          cause: { chain: [], by },
          changes: changed.map((r) => r.prepared.change),
          also: changed.flatMap((r) => [...r.prepared.checks]),
        },
        cursor,
      );
      return written;
    } catch (error) {
      const culprit = culpritOf(error, changed);
      if (!culprit) throw error;
      forget();
      if (culprit === 'all') {
        if (attempt < maxAttempts) continue;
        if (left.length > 1) throw new GroupTooLarge();
        const [only] = left;
        refused.push({ at: only?.at ?? 0, detail: 'Something that it depends on was changed or removed meanwhile.' });
        left = [];
        continue;
      }
      refused.push(culprit);
      left = left.filter((p) => p.at !== culprit.at);
    }
  }
};

/** Write units that a change costs. */
export const unitsOfChange = (change: Prepared['change']): number =>
  unitsOf(Buffer.byteLength(JSON.stringify(change.after)), claimCount(change));

/** True where a change changes anything. */
export const hasChanged = ({ change }: Pick<Prepared, 'change'>): boolean => {
  if (!change.before) return true;
  const { record } = change.before;
  return Object.keys({ ...record, ...change.after }).some(
    (f) => canonicalJson(record[f] ?? null) !== canonicalJson(change.after[f] ?? null),
  );
};

/** The row that a refusal is about; `all` where it is a condition that several may share; nothing where it is no refusal. */
const culpritOf = (error: unknown, changed: readonly Ready[]): Failure | 'all' | undefined => {
  const of = (ready: Ready | undefined, detail: string): Failure | 'all' => (ready ? { at: ready.at, detail } : 'all');
  const isOf = (id: string) => (r: Ready) => r.prepared.change.id === id;
  if (error instanceof RecordTooLarge)
    return of(changed.find(isOf(error.id)), 'The record would be larger than 64 KB.');
  if (!(error instanceof CommitRefused)) return undefined;
  const { refusal } = error;
  if (refusal.kind === 'also') return 'all';
  if (refusal.kind === 'claim') {
    const ready = changed.find(({ prepared: { change } }) =>
      // claims look at the fields of a record and its id
      claimsOf(change.entity, { ...change.after, id: change.id } as unknown as AnyRecord).some(
        (c) => c.field === refusal.field && c.value === refusal.value,
      ),
    );
    const label = ready?.prepared.change.entity.allFields[refusal.field]?.label ?? refusal.field;
    return of(ready, `${label}: “${refusal.value.slice(0, 100)}” is already in use.`);
  }
  if (refusal.kind === 'version') {
    const ready = changed.find(isOf(refusal.id));
    // a record that changed between reading and writing is read again
    return ready?.prepared.change.before ? 'all' : of(ready, 'A record with this id is there already.');
  }
  return undefined;
};
