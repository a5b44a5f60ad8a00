import { rulesOf } from '#functions/area/noun-rules.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import { claimsOf } from '#functions/platform/claims.ts';
import { CommitRefused } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import { RecordTooLarge } from '#functions/platform/plan-change.ts';
import { type Prepared, prepareWrite } from '#functions/platform/prepare-write.ts';
import { recordKey } from '#functions/platform/stored.ts';
import type { Key, TransactItem } from '#functions/platform/table.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { isProblem, type ProblemError } from '#shared/contract/problem.ts';
import { entityOf } from '#shared/registry.ts';
import type { Seen } from './context.ts';
import { type Pacer, unitsOf } from './pacer.ts';
import type { PlannedRow } from './plan-row.ts';
import { serverValues } from './server-values.ts';

/** A planned row with its place in its chunk. */
export type Placed = { readonly row: PlannedRow; readonly at: number };
export type Written = {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failures: readonly { readonly at: number; readonly detail: string }[];
};

export type GroupParts = {
  readonly importId: string;
  readonly context: Context;
  readonly seen: Seen;
  readonly run: JobRun;
  readonly pacer: Pacer;
};

/** DynamoDB takes 100 items in a transaction; a record needs two and a few more, and the job's state one. */
const maxItems = 98;
const maxBytes = 2_000_000;
const maxAttempts = 4;

const keyOf = (item: TransactItem): Key =>
  'put' in item ? item.put : 'check' in item ? item.check : 'delete' in item ? item.delete : item.increment;

/** How many items a transaction gets from conditions and counters: what several rows ask for is asked once. */
const distinct = (items: readonly TransactItem[]): number =>
  new Set(items.map((item) => `${keyOf(item).pk}\n${keyOf(item).sk}`)).size;

const detailOf = (error: ProblemError): string =>
  (error.issues.length > 0 ? error.issues.map((i) => i.detail).join(' ') : error.message).slice(0, 300);

type Ready = Placed & {
  readonly prepared: Prepared;
  readonly entity: Entity;
  readonly bytes: number;
  readonly claims: number;
};
type Outcome = { ready: Ready[]; skipped: number; failures: { at: number; detail: string }[] };

/** Prepares rows against what is there now. A record that a row of the same group refers to counts as there. */
const prepareAll = async (rows: readonly Placed[], parts: GroupParts): Promise<Outcome> => {
  const { context, importId, seen } = parts;
  const outcome: Outcome = { ready: [], skipped: 0, failures: [] };
  const updates = rows.filter(({ row }) => row.kind === 'update');
  const stored = await parts.run.ports.table.batchGet(updates.map(({ row }) => recordKey(row.noun, row.id ?? '')));
  const current = new Map(recordsOfItems(stored).map((s) => [s.pk, s]));
  for (const placed of rows) {
    const { row, at } = placed;
    const entity = entityOf(row.noun);
    const id = row.id ?? '';
    const fail = (detail: string): void => void outcome.failures.push({ at, detail });
    if (!entity) {
      fail(`There is no noun ${row.noun} any more.`);
      continue;
    }
    const before = current.get(recordKey(row.noun, id).pk);
    if (
      row.kind === 'update' &&
      (!before || before.record.deletedAt !== undefined || !context.policy.may(row.noun, 'read', before.record))
    ) {
      fail('The record has gone since it was planned.');
      continue;
    }
    if (before && !context.policy.may(row.noun, 'update', before.record)) {
      fail('You may not change this record.');
      continue;
    }
    try {
      const prepared = await prepareWrite(
        {
          entity,
          rules: rulesOf(row.noun),
          path: 'import',
          id,
          before,
          patch: row.values,
          verb: before ? 'updated' : 'created',
          ...(!before && { server: serverValues(entity, importId, row.row) }),
        },
        context,
      );
      // scopes look at owner, teams and id only
      const after = { ...prepared.change.after, id, version: (before?.version ?? 0) + 1 } as unknown as AnyRecord;
      if (!before && !context.policy.may(row.noun, 'create', after)) {
        fail(`You may not create this ${entity.label.one.toLowerCase()}.`);
        continue;
      }
      const bytes = Buffer.byteLength(JSON.stringify(prepared.change.after));
      const claims = claimsOf(entity, after).length + claimsOf(entity, before?.record).length;
      outcome.ready.push({ ...placed, prepared, entity, bytes, claims });
      if (!before) seen.pin(row.noun, after);
    } catch (error) {
      if (!isProblem(error)) throw error;
      fail(detailOf(error));
    }
  }
  return outcome;
};

/** As many rows from the beginning as one transaction takes; at least one. */
export const fitting = (rows: readonly Placed[]): number => {
  let items = 0;
  let bytes = 0;
  const [first] = rows;
  for (const [i, { row }] of rows.entries()) {
    // claims of unique fields and conditions of the rules are few; what does not fit is noticed and split
    items += 2 + (row.noun === 'deal' ? 0.2 : 0.4);
    bytes += 2.5 * JSON.stringify(row.values).length + 600;
    if (
      i > 0 &&
      (row.noun !== first?.row.noun || row.isMade !== first.row.isMade || items > maxItems - 2 || bytes > maxBytes)
    )
      return i;
  }
  return rows.length;
};

/**
 * Writes rows and how far the job is then in one transaction. A row that is refused (its value is taken, a reference has gone) is left out and
 * named, and the others are written. `cursorAfter` makes the cursor from what was written.
 */
export const writeGroup = async (
  rows: readonly Placed[],
  parts: GroupParts,
  cursorAfter: (written: Written) => string,
): Promise<Written> => {
  const { context, importId, seen, run, pacer } = parts;
  const refused: { at: number; detail: string }[] = [];
  let left = rows;
  for (let attempt = 0; ; attempt++) {
    const outcome = await prepareAll(left, parts).finally(() => {
      for (const { row } of left) seen.unpin(row.noun, row.id ?? '');
    });
    const { ready } = outcome;
    const failures = [...refused, ...outcome.failures].sort((a, b) => a.at - b.at);
    const changed = ready.filter((r) => r.row.kind === 'create' || hasChanged(r.prepared));
    const written: Written = {
      created: changed.filter((r) => !r.prepared.change.before).length,
      updated: changed.filter((r) => r.prepared.change.before).length,
      skipped: outcome.skipped + ready.length - changed.length,
      failures,
    };
    const also = changed.flatMap((r) => [...r.prepared.checks]);
    const count = 2 * changed.length + changed.reduce((n, r) => n + r.claims, 0) + distinct(also);
    // with its claims and conditions it is more than a transaction takes: half of it now, the caller brings the rest again
    if (count > maxItems && left.length > 1) throw new GroupTooLarge();
    const cursor = cursorAfter(written);
    if (changed.length === 0) {
      await run.save(cursor);
      return written;
    }
    await pacer.take(changed.reduce((sum, r) => sum + unitsOf(r.bytes, r.claims), 0));
    try {
      await run.commit(
        {
          actor: context.actor.ref,
          cause: { chain: [], by: importId },
          changes: changed.map((r) => r.prepared.change),
          also,
        },
        cursor,
      );
      return written;
    } catch (error) {
      const culprit = culpritOf(error, changed);
      if (!culprit) throw error;
      seen.forget();
      if (culprit === 'all') {
        if (attempt < maxAttempts) continue;
        if (left.length > 1) throw new GroupTooLarge();
        const [only] = left;
        refused.push({ at: only?.at ?? 0, detail: 'Something that it depends on was changed or removed meanwhile.' });
        left = [];
        continue;
      }
      refused.push({ at: culprit.at, detail: culprit.detail });
      left = left.filter((p) => p.at !== culprit.at);
    }
  }
};

/** More than one transaction takes, or one row among them that stands in the way of all: to be brought again in smaller groups. */
export class GroupTooLarge extends Error {
  override readonly name = 'GroupTooLarge';
}

const hasChanged = ({ change }: Prepared): boolean => {
  if (!change.before) return true;
  const { record } = change.before;
  return Object.keys({ ...record, ...change.after }).some(
    (f) => JSON.stringify(record[f]) !== JSON.stringify(change.after[f]),
  );
};

type Culprit = { readonly at: number; readonly detail: string };

/** The row that a refusal is about; `all` where it is a condition that several may share; nothing where it is no refusal. */
const culpritOf = (error: unknown, changed: readonly Ready[]): Culprit | 'all' | undefined => {
  const of = (ready: Ready | undefined, detail: string): Culprit | 'all' => (ready ? { at: ready.at, detail } : 'all');
  if (error instanceof RecordTooLarge)
    return of(
      changed.find((r) => r.row.id === error.id),
      'The record would be larger than 64 KB.',
    );
  if (!(error instanceof CommitRefused)) return undefined;
  const { refusal } = error;
  if (refusal.kind === 'also') return 'all';
  if (refusal.kind === 'claim') {
    const ready = changed.find((r) =>
      claimsOf(r.entity, { ...r.prepared.change.after, id: r.row.id } as unknown as AnyRecord).some(
        (c) => c.field === refusal.field && c.value === refusal.value,
      ),
    );
    const label = ready?.entity.allFields[refusal.field]?.label ?? refusal.field;
    return of(ready, `${label}: “${refusal.value.slice(0, 100)}” is already in use.`);
  }
  if (refusal.kind === 'version') {
    const ready = changed.find((r) => r.row.id === refusal.id);
    // a record that changed between reading and writing is read again
    return ready?.prepared.change.before ? 'all' : of(ready, 'A record with this id is there already.');
  }
  return undefined;
};
