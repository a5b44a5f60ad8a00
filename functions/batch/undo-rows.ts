import type { JobRun } from '#functions/job/job-run.ts';
import { claimsOf } from '#functions/platform/claims.ts';
import { CommitRefused } from '#functions/platform/commit.ts';
import type { Context } from '#functions/platform/context.ts';
import type { Prepared } from '#functions/platform/prepare-write.ts';
import { recordKey, type StoredRecord } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import { type AnyRecord, type Entity, titleOf } from '#shared/contract/entity.ts';
import type { Left } from '#shared/job/left.ts';
import { entityOf } from '#shared/registry.ts';
import { inParallel } from './in-parallel.ts';
import { Pacer, writeUnitsPerSecond } from './pacer.ts';
import { GroupSize, GroupTooLarge, itemCount, maxItems } from './transaction-size.ts';
import { type Undoing, undoRecord } from './undo-record.ts';
import { unitsOfChange } from './write-group.ts';

/** A record that may have to be undone. */
export type Touched = { readonly noun: string; readonly id: string };
/** What tells a record that refers to another. */
export type Referrer = { readonly noun: string; readonly id: string; readonly title: string };
/** Finds what refers to records. Answers may be some milliseconds old. */
export type References = {
  /** For each of the ids, records that refer to it, but for those that are ignored: the first few. */
  referring(
    noun: string,
    ids: readonly string[],
    isIgnored: (record: AnyRecord) => boolean,
  ): Promise<ReadonlyMap<string, readonly Referrer[]>>;
  /** Brings it up to date. */
  refresh(): Promise<void>;
};

export type UndoRequest = {
  readonly undoing: Undoing;
  /** Chunks of records, undone from the last to the first; within one in the order that `rowsOf` gives. */
  readonly chunks: number;
  readonly rowsOf: (chunk: number) => Promise<readonly Touched[]>;
  readonly total: number;
  /** Records that do not keep those from the bin to which they refer: they go there as well. */
  readonly goesToo: (record: AnyRecord) => boolean;
  readonly context: Context;
  readonly references: References;
  readonly job: JobRun;
};
export type UndoneRows = { readonly undone: number; readonly left: readonly Left[]; readonly leftCount: number };

/** How far undoing is: chunks that are through, from the last to the first, and what was left as it is. */
type Cursor = UndoneRows & { readonly chunk: number; readonly at: number };

const atOnce = 40;
const maxLeft = 100;
const maxAttempts = 6;

const leftOf = (entity: Entity, { record }: StoredRecord, detail: string): Left => ({
  noun: entity.noun,
  id: record.id,
  title: titleOf(entity, record).slice(0, 255),
  detail: detail.slice(0, 300),
});

const referringText = (by: readonly Referrer[]): string =>
  `${by.map((b) => `${entityOf(b.noun)?.label.one ?? b.noun} “${b.title}”`).join(', ')} refer${by.length === 1 ? 's' : ''} to it.`;

/** What undoing would do to a record. */
export type UndoStep = {
  readonly entity: Entity;
  readonly stored: StoredRecord;
  readonly step: Prepared | { readonly left: string };
};

/** Why records that would go to the bin stay: others refer to them. */
export const stillReferred = async (
  steps: readonly UndoStep[],
  { references, goesToo }: Pick<UndoRequest, 'references' | 'goesToo'>,
): Promise<Map<string, string>> => {
  const removed = steps.filter((s) => 'change' in s.step && s.step.change.verb === 'removed');
  const found = new Map<string, string>();
  for (const noun of new Set(removed.map((s) => s.entity.noun))) {
    const ids = removed.filter((s) => s.entity.noun === noun).map((s) => s.stored.record.id);
    for (const [id, by] of await references.referring(noun, ids, goesToo)) found.set(id, referringText(by));
  }
  return found;
};

/** The change that takes a value which somebody else has by now. */
const takerOf = (error: CommitRefused, changes: readonly Prepared[]): Prepared | undefined => {
  const { refusal } = error;
  if (refusal.kind !== 'claim') return undefined;
  return changes.find(({ change: { entity, id, after } }) =>
    // claims look at the fields of a record and its id
    claimsOf(entity, { ...after, id } as unknown as AnyRecord).some(
      (c) => c.field === refusal.field && c.value === refusal.value,
    ),
  );
};

const undoGroup = async (
  group: readonly Touched[],
  from: Cursor,
  request: UndoRequest,
  pacer: Pacer,
): Promise<Cursor> => {
  const { undoing, context, job } = request;
  const left: Left[] = [];
  const refused = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const items = recordsOfItems(await job.ports.table.batchGet(group.map((r) => recordKey(r.noun, r.id))));
    const stored = new Map(items.map((s) => [s.record.id, s]));
    const steps = (
      await inParallel(group, async ({ noun, id }): Promise<UndoStep[]> => {
        const found = stored.get(id);
        const entity = entityOf(noun);
        if (!found || !entity || refused.has(id)) return [];
        const step = await undoRecord(found, entity, undoing, context);
        return step ? [{ entity, stored: found, step }] : [];
      })
    ).flat();
    const referred = await stillReferred(steps, request);
    const reasonOf = (s: UndoStep): string | undefined =>
      'left' in s.step ? s.step.left : referred.get(s.stored.record.id);
    const lefts = steps.flatMap((s) => {
      const detail = reasonOf(s);
      return detail === undefined ? [] : [leftOf(s.entity, s.stored, detail)];
    });
    const changes = steps.flatMap((s) => ('change' in s.step && reasonOf(s) === undefined ? [s.step] : []));
    if (itemCount(changes) > maxItems && group.length > 1) throw new GroupTooLarge();
    const all = [...left, ...lefts];
    const next: Cursor = {
      chunk: from.chunk,
      at: from.at + group.length,
      undone: from.undone + changes.length,
      left: [...from.left, ...all].slice(0, maxLeft),
      leftCount: from.leftCount + all.length,
    };
    if (changes.length === 0) {
      await job.save(JSON.stringify(next));
      return next;
    }
    await pacer.take(changes.reduce((sum, c) => sum + unitsOfChange(c.change), 0));
    try {
      await job.commit(
        {
          actor: context.actor.ref,
          cause: { chain: [], by: undoing.by },
          changes: changes.map((c) => c.change),
          also: changes.flatMap((c) => [...c.checks]),
        },
        JSON.stringify(next),
      );
      return next;
    } catch (error) {
      if (!(error instanceof CommitRefused)) throw error;
      // what changed between reading and writing is read again
      if (error.refusal.kind === 'version' || (error.refusal.kind === 'also' && attempt < maxAttempts)) continue;
      const taker = takerOf(error, changes);
      const found = taker && stored.get(taker.change.id);
      if (!taker || !found) throw error;
      refused.add(taker.change.id);
      left.push(leftOf(taker.change.entity, found, 'An old value of it is used by another record now.'));
    }
  }
};

/**
 * Undoes records from the last chunk to the first, each transaction together with how far it is. What somebody changed since, and what others
 * refer to, is left and named. Answers nothing where the slice was over before.
 */
export const undoRows = async (request: UndoRequest): Promise<UndoneRows | undefined> => {
  const { job, references, chunks, rowsOf, total } = request;
  await references.refresh();
  const pacer = new Pacer(job.ports.clock, writeUnitsPerSecond);
  // only `JobRun` writes cursors, and only what stands here
  let cursor: Cursor =
    job.cursor === ''
      ? { chunk: chunks - 1, at: 0, undone: 0, left: [], leftCount: 0 }
      : (JSON.parse(job.cursor) as Cursor);
  while (cursor.chunk >= 0) {
    const rows = await rowsOf(cursor.chunk);
    const size = new GroupSize(atOnce);
    while (cursor.at < rows.length) {
      if (job.isTimeUp) return undefined;
      await job.progress({ done: cursor.undone + cursor.leftCount, total, failed: cursor.leftCount }, 'Undoing');
      const group = rows.slice(cursor.at, cursor.at + size.limit);
      try {
        cursor = await undoGroup(group, cursor, request, pacer);
        size.fits();
      } catch (error) {
        if (!(error instanceof GroupTooLarge)) throw error;
        size.tooLarge(group.length);
      }
    }
    cursor = { ...cursor, chunk: cursor.chunk - 1, at: 0 };
    await job.save(JSON.stringify(cursor));
  }
  return { undone: cursor.undone, left: cursor.left, leftCount: cursor.leftCount };
};
