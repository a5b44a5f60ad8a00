import { rulesOf } from '#functions/area/noun-rules.ts';
import { Pacer, writeUnitsPerSecond } from '#functions/batch/pacer.ts';
import { personContext } from '#functions/batch/person-context.ts';
import { Seen } from '#functions/batch/seen.ts';
import { GroupSize, GroupTooLarge, mostAtOnce } from '#functions/batch/transaction-size.ts';
import { detailOf, type Failure, type Ready, type Written, writeGroup } from '#functions/batch/write-group.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import type { Actor, Context } from '#functions/platform/context.ts';
import { recordKey } from '#functions/platform/stored.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import type { ChangeSetRow } from '#shared/change-set/change-set.routes.ts';
import type { ChangeCounts, ChangeSet } from '#shared/change-set/change-set.ts';
import { isProblem } from '#shared/contract/problem.ts';
import type { Left } from '#shared/job/left.ts';
import { entityOf } from '#shared/registry.ts';
import type { Order } from './order.ts';
import { readChunk } from './plan-store.ts';
import { prepareChange } from './prepare-change.ts';

export type ApplyRequest = {
  readonly set: ChangeSet;
  readonly planId: string;
  readonly chunks: number;
  readonly planned: ChangeCounts;
  readonly order: Order;
  readonly actor: Actor;
  readonly job: JobRun;
};
export type Applied = {
  readonly updated: number;
  readonly skipped: number;
  readonly refused: number;
  readonly failed: number;
  /** The first that were planned and could not be changed. */
  readonly problems: readonly Left[];
};
type Cursor = Applied & { readonly chunk: number; readonly at: number };
type Placed = { readonly row: ChangeSetRow; readonly at: number };

const start: Cursor = { chunk: 0, at: 0, updated: 0, skipped: 0, refused: 0, failed: 0, problems: [] };
const maxProblems = 100;

/** Rules that look at an item of the machine's state see what the transaction before has made of it: one record at a time. */
const atOnceOf = (noun: string): number => (rulesOf(noun)?.stateKeys ? 1 : mostAtOnce);

const prepareRows = async (
  rows: readonly Placed[],
  { set, order, job }: ApplyRequest,
  context: Context,
): Promise<{ ready: Ready[]; failures: Failure[] }> => {
  const ready: Ready[] = [];
  const failures: Failure[] = [];
  // read strongly: the context remembers what it has read
  const items = recordsOfItems(await job.ports.table.batchGet(rows.map(({ row }) => recordKey(row.noun, row.id))));
  const stored = new Map(items.map((s) => [s.pk, s]));
  for (const { row, at } of rows) {
    const entity = entityOf(row.noun);
    if (!entity || set.action === 'undoPerson') throw new Error(`${set.action} of ${row.noun} cannot be applied`);
    try {
      const found = stored.get(recordKey(row.noun, row.id).pk);
      const prepared = await prepareChange(set.action, order, entity, found, context);
      // somebody did the same meanwhile: a change that changes nothing
      if (prepared) ready.push({ at, prepared });
      else if (found)
        ready.push({
          at,
          prepared: { change: { entity, id: row.id, before: found, after: found.record, verb: 'updated' }, checks: [] },
        });
    } catch (error) {
      if (!isProblem(error) || error.status >= 500) throw error;
      failures.push({ at, detail: detailOf(error), isForbidden: error.code === 'forbidden' });
    }
  }
  return { ready, failures };
};

const after = (from: Cursor, group: readonly Placed[], at: number, written: Written): Cursor => {
  const refused = written.failures.filter((f) => f.isForbidden).length;
  const problems = written.failures.flatMap(({ at: place, detail }): Left[] => {
    const row = group.find((p) => p.at === place)?.row;
    return row ? [{ noun: row.noun, id: row.id, title: row.title, detail }] : [];
  });
  return {
    chunk: from.chunk,
    at,
    updated: from.updated + written.updated,
    skipped: from.skipped + written.skipped,
    refused: from.refused + refused,
    failed: from.failed + written.failures.length - refused,
    problems: [...from.problems, ...problems].slice(0, maxProblems),
  };
};

/**
 * Changes the records of a plan, group by group, each transaction together with how far it is. Every record is prepared anew, against what it
 * is and what the actor may do by then. Answers nothing where the slice was over before.
 */
export const applyChangeSet = async (request: ApplyRequest): Promise<Applied | undefined> => {
  const { set, planId, chunks, planned, actor, job } = request;
  const { ports } = job;
  const seen = new Seen();
  const pacer = new Pacer(ports.clock, writeUnitsPerSecond);
  // only `JobRun` writes cursors, and only what stands here
  let cursor: Cursor = job.cursor === '' ? start : (JSON.parse(job.cursor) as Cursor);
  for (; cursor.chunk < chunks; cursor = { ...cursor, chunk: cursor.chunk + 1, at: 0 }) {
    const rows = (await readChunk(ports.files, set.id, planId, cursor.chunk))
      .map((row, at): Placed => ({ row, at }))
      .filter(({ row, at }) => row.kind === 'change' && at >= cursor.at);
    const size = new GroupSize(atOnceOf(set.noun ?? ''));
    for (let next = 0; next < rows.length; ) {
      if (job.isTimeUp) return undefined;
      const failed = cursor.refused + cursor.failed;
      await job.progress({ done: cursor.updated + cursor.skipped + failed, total: planned.change, failed }, 'Writing');
      const context = personContext(actor, ports, seen, ports.clock.now());
      const group = rows.slice(next, next + size.limit);
      const at = (group.at(-1)?.at ?? 0) + 1;
      const from: Cursor = cursor;
      let result: Cursor = from;
      try {
        await writeGroup(
          group,
          {
            prepare: (some) => prepareRows(some, request, context),
            forget: () => {
              seen.forget();
              context.states?.clear();
            },
            actor: actor.ref,
            by: set.id,
            run: job,
            pacer,
          },
          (written) => {
            result = after(from, group, at, written);
            return JSON.stringify(result);
          },
        );
        cursor = result;
        next += group.length;
        size.fits();
      } catch (error) {
        if (!(error instanceof GroupTooLarge)) throw error;
        size.tooLarge(group.length);
      }
    }
  }
  return cursor;
};
