import { isStoredEvent, isStoredRecord } from '#functions/platform/stored.ts';
import { tableOf } from '#shared/predicate/to-sql.ts';
import { hasEvent } from './apply-event.ts';
import { dropRecord, versionOf } from './apply-record.ts';
import { type FollowPorts, follow } from './follow.ts';
import type { ReadModel } from './model.ts';
import { rebuild } from './rebuild.ts';

/** What was not as the table has it: records that were older or missing, events that were missing, records that are no more. */
export type Repaired = { readonly records: number; readonly events: number; readonly gone: number };

/** Compares the whole table with the model and puts right what differs. What is written meanwhile is followed first, so that it does not count. */
export const repair = async (
  model: ReadModel,
  ports: FollowPorts,
  deadline: number,
): Promise<Repaired & { readonly isComplete: boolean }> => {
  await follow(model, ports, deadline - ports.clock.now());
  const started = ports.clock.now();
  const seen = new Set<string>();
  let records = 0;
  let events = 0;
  const isComplete = await rebuild(model, ports, deadline, (items) => {
    for (const item of items) {
      if (isStoredRecord(item)) {
        seen.add(item.record.id);
        if (
          Date.parse(item.record.updatedAt) < started &&
          versionOf(model, item.record.type, item.record.id) < item.version
        )
          records++;
      } else if (
        isStoredEvent(item) &&
        Date.parse(item.at) < started &&
        !hasEvent(model, item.noun, item.recordId, item.version)
      )
        events++;
    }
  });
  if (!isComplete) return { records, events, gone: 0, isComplete };
  let gone = 0;
  for (const { noun } of model.entities) {
    const known = model.db.all(`SELECT t._n AS n, t.id AS id FROM ${tableOf(noun)} t WHERE t."createdAt" < ?`, [
      started,
    ]);
    for (const row of known.filter((r) => !seen.has(String(r.id)))) {
      dropRecord(model, noun, Number(row.n));
      gone++;
    }
  }
  return { records, events, gone, isComplete };
};
