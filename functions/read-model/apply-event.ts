import type { StoredEvent, StoredRecord } from '#functions/platform/stored.ts';
import type { Entity } from '#shared/contract/entity.ts';
import { applyRecord, numberOf } from './apply-record.ts';
import { termOf, touchKey, ulidParts } from './compact.ts';
import type { ReadModel } from './model.ts';
import { redefine } from './redefine.ts';
import { isBusiness } from './schema.ts';
import { addStageFact } from './stage-facts.ts';

type Values = Readonly<Record<string, unknown>>;

const idsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? value.filter((v): v is string => typeof v === 'string')
      : [];

/** Records on whose timeline a change shows: the changed one and those that it refers or referred to. */
const touchedBy = (
  entity: Entity,
  findEntity: ReadModel['findEntity'],
  recordId: string,
  states: readonly Values[],
): Set<string> => {
  const touched = new Set([recordId]);
  for (const [key, { target }] of Object.entries(entity.fields)) {
    if (target === undefined || !isBusiness(findEntity(target))) continue;
    for (const state of states) for (const id of idsIn(state[key])) touched.add(id);
  }
  return touched;
};

/** Old and new value of each changed field, as `{ field: [before, after] }`; of a new record nothing, since all of it is new. */
const changesIn = ({ version, before, record }: StoredEvent): string | null => {
  const fields = Object.keys(before);
  if (version === 1 || fields.length === 0) return null;
  return JSON.stringify(Object.fromEntries(fields.map((f) => [f, [before[f] ?? null, record[f] ?? null]])));
};

/** Applies one event: the record's state, its line on the timelines, its facts. Any order and any repetition come to the same. */
export const applyEvent = (model: ReadModel, event: StoredEvent): void => {
  const { db, findEntity } = model;
  const entity = findEntity(event.noun);
  if (!entity) return;
  if (applyRecord(model, event.noun, event.record, event.schemaVersion)) redefine(model, event.record);
  const n = numberOf(model, event.noun, event.recordId);
  if (n === undefined) return;
  const { ulidMs, ulidRest } = ulidParts(event.eventId);
  const { changes: isNew, lastInsertRowid: e } = db
    .prepare(
      'INSERT OR IGNORE INTO event (n, version, ulidMs, ulidRest, type, at, actor, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      n,
      event.version,
      ulidMs,
      ulidRest,
      termOf(model, event.type),
      Date.parse(event.at),
      termOf(model, JSON.stringify(event.actor)),
      changesIn(event),
    );
  if (Number(isNew) === 0) return;
  const touch = db.prepare('INSERT OR IGNORE INTO touch (record, ulidMs, e) VALUES (?, ?, ?)');
  for (const id of touchedBy(entity, findEntity, event.recordId, [event.record, event.before]))
    touch.run(touchKey(id), ulidMs, e);
  addStageFact(model, n, event);
};

/** True where this event was applied already. */
export const hasEvent = (model: ReadModel, noun: string, recordId: string, version: number): boolean => {
  const n = numberOf(model, noun, recordId);
  return (
    n !== undefined && model.db.prepare('SELECT 1 FROM event WHERE n = ? AND version = ?').get(n, version) !== undefined
  );
};

/** Applies events in one go. */
export const applyEvents = (model: ReadModel, events: readonly StoredEvent[]): void => {
  model.db.transaction(() => {
    for (const event of events) applyEvent(model, event);
  });
  if (events.length > 0) model.totals.clear();
  model.applied += events.length;
};

/** Applies the state of records that were read from the table; answers how many of them were news. */
export const applyRecords = (model: ReadModel, records: readonly StoredRecord[]): number => {
  const applied = model.db.transaction(() =>
    records.filter(({ record, schemaVersion }) => {
      const isNews = applyRecord(model, record.type, record, schemaVersion);
      if (isNews) redefine(model, record);
      return isNews;
    }),
  );
  if (applied.length > 0) model.totals.clear();
  return applied.length;
};
