import { rulesOf } from '#functions/area/noun-rules.ts';
import type { JobRun } from '#functions/job/job-run.ts';
import { type Change, CommitRefused } from '#functions/platform/commit.ts';
import type { Actor, Context } from '#functions/platform/context.ts';
import { bookkeeping } from '#functions/platform/event-hash.ts';
import { noState } from '#functions/platform/rules.ts';
import { isStoredEvent, recordKey, type StoredEvent, type StoredRecord } from '#functions/platform/stored.ts';
import type { TransactItem } from '#functions/platform/table.ts';
import { recordsOfItems } from '#functions/platform/upcast.ts';
import type { AnyRecord, Entity } from '#shared/contract/entity.ts';
import { titleOf } from '#shared/contract/entity.ts';
import type { ImportRun } from '#shared/import/import.ts';
import type { Left } from '#shared/import/import-file.ts';
import { entityOf } from '#shared/registry.ts';
import { importContext, Seen } from './context.ts';
import type { Lookup } from './lookup.ts';
import { Pacer, unitsOf, writeUnitsPerSecond } from './pacer.ts';
import type { PlannedRow } from './plan-row.ts';
import { readChunk, readPlanIndex } from './plan-store.ts';

export type RevertRequest = {
  readonly run: ImportRun;
  readonly planId: string;
  readonly actor: Actor;
  readonly lookup: Lookup;
  readonly job: JobRun;
};
export type Reverted = { readonly reverted: number; readonly left: readonly Left[]; readonly leftCount: number };

/** How far undoing is: chunks that are through, from the last to the first, and what was left as it is. */
type Cursor = {
  readonly chunk: number;
  readonly at: number;
  readonly reverted: number;
  readonly left: readonly Left[];
  readonly leftCount: number;
};

const atOnce = 40;
const maxLeft = 100;
const eventsLookedAt = 50;
const parallel = 8;

const lookUpEvents = async (stored: StoredRecord, context: Context): Promise<StoredEvent[]> => {
  const { pk } = recordKey(stored.record.type, stored.record.id);
  const { items } = await context.ports.table.query({
    pk,
    from: 'event#',
    to: 'event#~',
    newestFirst: true,
    limit: eventsLookedAt,
  });
  return items.filter(isStoredEvent);
};

/** What undoing does to a record: a change, nothing, or why it stays. */
type Step =
  | { readonly change: Change; readonly checks: readonly TransactItem[] }
  | { readonly left: string }
  | undefined;

const labelsOf = (entity: Entity, fields: readonly string[]): string =>
  [...new Set(fields)]
    .slice(0, 5)
    .map((f) => entity.allFields[f]?.label ?? f)
    .join(', ');

/** Events that the import itself wrote, from the newest back, and what others changed after them. */
const own = (
  events: readonly StoredEvent[],
  importId: string,
): { readonly ours: StoredEvent[]; readonly since: StoredEvent[] } => {
  const ids = new Set(events.filter((e) => e.cause.by === importId).map((e) => e.eventId));
  const isOurs = (e: StoredEvent): boolean =>
    e.cause.by === importId || (e.actor.kind === 'system' && e.cause.chain.some((id) => ids.has(id)));
  const first = events.findIndex(isOurs);
  if (first < 0) return { ours: [], since: [] };
  const rest = events.slice(first);
  const end = rest.findIndex((e) => !isOurs(e));
  return { ours: end < 0 ? rest : rest.slice(0, end), since: events.slice(0, first) };
};

const changedBy = (since: readonly StoredEvent[], entity: Entity): string => {
  const [newest] = since;
  const fields = since.flatMap((e) => Object.keys(e.before).filter((f) => !bookkeeping.has(f)));
  return `${newest?.actor.name ?? 'Somebody'} changed it since${fields.length > 0 ? `: ${labelsOf(entity, fields)}` : ''}.`.slice(
    0,
    300,
  );
};

const undo = async (
  row: PlannedRow,
  stored: StoredRecord,
  entity: Entity,
  importId: string,
  context: Context,
): Promise<Step> => {
  const { record } = stored;
  const undone = `undo:${importId}`;
  const isMadeByIt = record.createdBy.kind === 'import' && record.createdBy.id === importId;
  if (record.deletedAt !== undefined) return undefined;
  const rules = rulesOf(row.noun);
  const removal = (): Step => {
    if (!context.policy.may(row.noun, 'delete', record)) return { left: 'You may not delete it.' };
    const after = { ...record, deletedAt: new Date(context.ports.clock.now()).toISOString() };
    return {
      change: { entity, id: record.id, before: stored, after, verb: 'removed' },
      checks: rules?.effects?.(record, after, noState) ?? [],
    };
  };
  if (isMadeByIt && stored.version === 1) return removal();
  const events = await lookUpEvents(stored, context);
  if (events[0]?.cause.by === undone) return undefined;
  const { ours, since } = own(events, importId);
  if (ours.length === 0) return isMadeByIt ? { left: changedBy(events, entity) } : undefined;
  if (since.length > 0) return { left: changedBy(since, entity) };
  if (isMadeByIt) return removal();
  if (!context.policy.may(row.noun, 'update', record)) return { left: 'You may not change it.' };
  // the newest first: what the oldest of them found is what it was before the import
  const old: Record<string, unknown> = Object.assign({}, ...ours.map((e) => e.before));
  const after = { ...record, ...old };
  return {
    change: { entity, id: record.id, before: stored, after, verb: 'reverted' },
    checks: rules?.effects?.(record, after as unknown as AnyRecord, noState) ?? [],
  };
};

const inParallel = async <A, B>(items: readonly A[], one: (item: A) => Promise<B>): Promise<B[]> => {
  const results: B[] = [];
  for (let i = 0; i < items.length; i += parallel)
    results.push(...(await Promise.all(items.slice(i, i + parallel).map(one))));
  return results;
};

type Undone = { readonly entity: Entity; readonly stored: StoredRecord; readonly step: Exclude<Step, undefined> };

/**
 * Undoes an import from its last row to its first: records that it made go to the bin, records that it changed get their old values. What
 * somebody changed since, and what others refer to, is left and named. Answers nothing where the slice was over before.
 */
export const revertImport = async ({
  run,
  planId,
  actor,
  lookup,
  job,
}: RevertRequest): Promise<Reverted | undefined> => {
  const { ports } = job;
  const seen = new Seen();
  const context = { ...importContext(run, actor, ports, seen, ports.clock.now()), ports };
  await lookup.refresh();
  const index = await readPlanIndex(ports.files, run.id, planId);
  if (!index) throw new Error(`plan ${planId} is gone`);
  const total = index.chunks.reduce((n, c) => n + c.counts.create + c.counts.update, 0);
  const pacer = new Pacer(ports.clock, writeUnitsPerSecond);
  // only `JobRun` writes cursors, and only what stands here
  let cursor: Cursor =
    job.cursor === ''
      ? { chunk: index.chunks.length - 1, at: 0, reverted: 0, left: [], leftCount: 0 }
      : (JSON.parse(job.cursor) as Cursor);

  while (cursor.chunk >= 0) {
    const rows = (await readChunk(ports.files, run.id, planId, cursor.chunk))
      .filter((r) => r.kind === 'create' || r.kind === 'update')
      .reverse();
    while (cursor.at < rows.length) {
      if (job.isTimeUp) return undefined;
      await job.progress({ done: cursor.reverted + cursor.leftCount, total, failed: cursor.leftCount }, 'Undoing');
      const group = rows.slice(cursor.at, cursor.at + atOnce);
      cursor = await undoGroup(group, cursor);
    }
    cursor = { ...cursor, chunk: cursor.chunk - 1, at: 0 };
    await job.save(JSON.stringify(cursor));
  }
  return { reverted: cursor.reverted, left: cursor.left, leftCount: cursor.leftCount };

  async function undoGroup(group: readonly PlannedRow[], from: Cursor): Promise<Cursor> {
    const left: Left[] = [];
    const refused = new Set<string>();
    for (;;) {
      const items = recordsOfItems(await ports.table.batchGet(group.map((r) => recordKey(r.noun, r.id ?? ''))));
      const stored = new Map(items.map((s) => [s.record.id, s]));
      const steps = (
        await inParallel(group, async (row): Promise<Undone[]> => {
          const found = stored.get(row.id ?? '');
          const entity = entityOf(row.noun);
          if (!found || !entity || refused.has(found.record.id)) return [];
          const step = await undo(row, found, entity, run.id, context);
          return step ? [{ entity, stored: found, step }] : [];
        })
      ).flat();
      const removed = steps.filter((s) => 'change' in s.step && s.step.change.verb === 'removed');
      const referring = new Map<string, string>();
      for (const noun of new Set(removed.map((s) => s.entity.noun))) {
        const ids = removed.filter((s) => s.entity.noun === noun).map((s) => s.stored.record.id);
        for (const [id, by] of await lookup.referring(noun, ids, run.id))
          referring.set(
            id,
            `${by.map((b) => `${entityOf(b.noun)?.label.one ?? b.noun} “${b.title}”`).join(', ')} refer${by.length === 1 ? 's' : ''} to it.`.slice(
              0,
              300,
            ),
          );
      }
      const isLeft = (s: Undone): string | undefined =>
        'left' in s.step ? s.step.left : referring.get(s.stored.record.id);
      const lefts = steps.flatMap((s) => {
        const detail = isLeft(s);
        return detail === undefined
          ? []
          : [
              {
                noun: s.entity.noun,
                id: s.stored.record.id,
                title: titleOf(s.entity, s.stored.record).slice(0, 255),
                detail,
              },
            ];
      });
      const changes = steps.flatMap((s) => ('change' in s.step && isLeft(s) === undefined ? [s.step] : []));
      const all = [...left, ...lefts];
      const next: Cursor = {
        ...from,
        at: from.at + group.length,
        reverted: from.reverted + changes.length,
        left: [...from.left, ...all].slice(0, maxLeft),
        leftCount: from.leftCount + all.length,
      };
      if (changes.length === 0) {
        await job.save(JSON.stringify(next));
        return next;
      }
      await pacer.take(changes.reduce((sum, c) => sum + unitsOf(JSON.stringify(c.change.after).length, 1), 0));
      try {
        await job.commit(
          {
            actor: context.actor.ref,
            cause: { chain: [], by: `undo:${run.id}` },
            changes: changes.map((c) => c.change),
            also: changes.flatMap((c) => [...c.checks]),
          },
          JSON.stringify(next),
        );
        return next;
      } catch (error) {
        if (!(error instanceof CommitRefused)) throw error;
        const { refusal } = error;
        if (refusal.kind === 'version') continue;
        // an old value that somebody else has by now
        const culprit =
          refusal.kind === 'claim'
            ? changes.find(
                (c) =>
                  c.change.entity.noun === refusal.noun &&
                  JSON.stringify(c.change.after).toLowerCase().includes(refusal.value),
              )
            : undefined;
        const found = culprit && stored.get(culprit.change.id);
        if (!culprit || !found) throw error;
        refused.add(culprit.change.id);
        left.push({
          noun: culprit.change.entity.noun,
          id: culprit.change.id,
          title: titleOf(culprit.change.entity, found.record).slice(0, 255),
          detail: 'An old value of it is used by another record now.',
        });
      }
    }
  }
};
