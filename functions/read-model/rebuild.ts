import type { Clock } from '#functions/platform/ports.ts';
import { isStoredEvent, isStoredRecord } from '#functions/platform/stored.ts';
import type { Item, Key, Table } from '#functions/platform/table.ts';
import { firstUlidAt } from '#shared/ulid.ts';
import { applyEvents, applyRecords } from './apply-event.ts';
import type { ReadModel } from './model.ts';
import { readMeta, writeMeta } from './schema.ts';

export type RebuildPorts = { readonly table: Table; readonly clock: Clock };

/** Segments are read one after the other; each may be left and taken up again. */
const segments = 16;
const behindMs = 15 * 60_000;

type Progress = { readonly startedAt: number; readonly segment: number; readonly after?: Key };

const progressOf = (model: ReadModel): Progress | undefined => {
  const text = readMeta(model.db, 'rebuild');
  // written by this file alone
  return text === undefined ? undefined : (JSON.parse(text) as Progress);
};

/**
 * Reads the whole table into the model, segment by segment. Answers false where the time was not enough; the model keeps how far it came,
 * and the next call goes on from there. What is written meanwhile comes by following, which afterwards begins before the start.
 */
export const rebuild = async (
  model: ReadModel,
  { table, clock }: RebuildPorts,
  deadline: number,
  onItems?: (items: readonly Item[]) => void,
): Promise<boolean> => {
  let progress: Progress = progressOf(model) ?? { startedAt: clock.now(), segment: 0 };
  while (progress.segment < segments) {
    if (clock.now() > deadline) return false;
    const { segment, after } = progress;
    const page = await table.scan(segment, segments, after);
    onItems?.(page.items);
    const next: Progress = {
      startedAt: progress.startedAt,
      segment: page.last ? segment : segment + 1,
      ...(page.last && { after: page.last }),
    };
    model.db.transaction(() => {
      applyEvents(model, page.items.filter(isStoredEvent));
      applyRecords(model, page.items.filter(isStoredRecord));
      writeMeta(model.db, 'rebuild', JSON.stringify(next));
    });
    progress = next;
  }
  model.db.run(`DELETE FROM meta WHERE key = 'rebuild'`);
  for (const feed of model.feeds) {
    feed.position = firstUlidAt(progress.startedAt - behindMs);
    feed.seen.clear();
  }
  return true;
};
